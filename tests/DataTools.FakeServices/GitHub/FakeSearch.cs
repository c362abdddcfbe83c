using System.Text.RegularExpressions;

namespace DataTools.FakeServices.GitHub;

/// <summary>Repository search, as far as its grammar is documented; throws <see cref="FormatException"/> where GitHub answers 422.</summary>
internal static partial class FakeSearch
{
    private static readonly string[] Operators = ["AND", "OR", "NOT"];

    public static IReadOnlyList<FakeRepository> Run(string query, string? sort, IEnumerable<FakeRepository> repositories)
    {
        var terms = Term().Matches(query).Select(m => m.Value).ToList();
        var qualifiers = terms.Where(t => Qualifier().IsMatch(t)).Select(t => t.Split(':', 2)).ToList();
        var words = terms.Where(t => !Qualifier().IsMatch(t) && Array.IndexOf(Operators, t) < 0).Select(t => t.Trim('"')).Where(t => t.Length > 0).ToList();
        if (string.Join(' ', terms.Where(t => !Qualifier().IsMatch(t))).Length > 256)
            throw new FormatException("The search is longer than 256 characters.");
        if (terms.Count(t => Array.IndexOf(Operators, t) >= 0) > 5)
            throw new FormatException("More than five AND / OR / NOT operators were used.");
        if (terms.Contains("OR") && words.Count == 0)
            throw new FormatException("Logical operators only apply to text, not to qualifiers.");

        var known = repositories.ToList();
        var fields = Values("in").SelectMany(v => v.Split(',')).ToHashSet();
        if (fields.Count == 0)
            fields = ["name", "description", "topics"];
        var users = Values("user").Concat(Values("org")).ToList();
        if (users.Count > 0 && !known.Exists(r => users.Exists(u => IsOwner(r, u))))
            throw new FormatException("The listed users cannot be searched either because the users do not exist or you do not have permission to view the users.");
        var hits = known.Where(r =>
            r.RenamedTo is null && r.Blocked is null && (r.Parent is null || Values("fork").Any(v => v is "true" or "only"))
            && users.TrueForAll(u => IsOwner(r, u))
            && Values("topic").All(t => r.Topics.Contains(t))
            && (terms.Contains("OR") ? words.Exists(w => Has(r, w)) : words.TrueForAll(w => Has(r, w))));
        return [.. sort == "stars" ? hits.OrderByDescending(r => r.Stars) : hits];

        IEnumerable<string> Values(string name) => qualifiers.Where(q => q[0] == name).Select(q => q[1].Trim('"'));

        bool Has(FakeRepository r, string words) =>
            (fields.Contains("name") && Contains(r.FullName.Split('/')[1], words))
            || (fields.Contains("description") && Contains(r.Description, words))
            || (fields.Contains("topics") && r.Topics.Any(t => Contains(t, words)))
            || (fields.Contains("readme") && FakeContents.Readme(r, "") is { } path && Contains(System.Text.Encoding.UTF8.GetString(r.Files[path]), words));
    }

    private static bool IsOwner(FakeRepository r, string user) => r.FullName.StartsWith($"{user}/", StringComparison.OrdinalIgnoreCase);

    private static bool Contains(string? text, string words) => text?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;

    [GeneratedRegex("""[a-z]+:"[^"]*"|"[^"]*"|\S+""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Term();

    [GeneratedRegex("^(in|user|org|repo|topic|topics|stars|language|license|archived|fork|created|pushed|size):", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Qualifier();
}
