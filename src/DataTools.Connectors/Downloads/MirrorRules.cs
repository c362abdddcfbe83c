using DataTools.Catalog;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Replaces the beginnings of addresses. Rules of the command line come before those of the workspace; among them the
/// longest that fits is taken.
/// </summary>
internal sealed class MirrorRules
{
    private const string Form =
        "A rule is FROM=TO, for example https://example.org/data/=file:///srv/data/ (three slashes before a local path) or https://example.org/=https://mirror.example.com/.";

    private static readonly string[] TargetSchemes = ["http://", "https://", "file://"];

    private readonly List<(string From, string To)> _rules;

    private MirrorRules(List<(string From, string To)> rules) => _rules = rules;

    /// <summary>Reads the rules. Throws <see cref="InvalidInputException"/>, listing all that are malformed and showing the form.</summary>
    public static MirrorRules Read(IReadOnlyList<string> commandLine, WorkspaceSettings settings)
    {
        var faults = new List<string>();
        var first = commandLine.Select(text => Rule(Split(text), $"--mirror {text}", faults)).ToList();
        var second = settings.Mirrors.Select(m => Rule((m.Key, m.Value), $"datatools.json: {m.Key} = {m.Value}", faults)).ToList();
        if (faults.Count > 0)
            throw new InvalidInputException(string.Join('\n', faults), Form);
        return new([.. LongestFirst(first), .. LongestFirst(second)]);
    }

    /// <summary>The address to ask instead of <paramref name="url"/>; itself where no rule fits.</summary>
    public string Apply(string url)
    {
        foreach (var (from, to) in _rules)
        {
            if (url.StartsWith(from, StringComparison.Ordinal))
                return to + url[from.Length..];
        }
        return url;
    }

    private static IEnumerable<(string From, string To)> LongestFirst(List<(string From, string To)> rules) =>
        rules.OrderByDescending(r => r.From.Length);

    // Addresses may hold '=' themselves: the one before the target's scheme divides.
    private static (string From, string To) Split(string text)
    {
        var at = TargetSchemes.Select(s => text.IndexOf($"={s}", StringComparison.OrdinalIgnoreCase)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    private static (string From, string To) Rule((string From, string To) rule, string shown, List<string> faults)
    {
        if (!IsHttp(rule.From))
            faults.Add($"{WithoutLogins(shown)}: FROM is no http:// or https:// address");
        else if (!IsHttp(rule.To) && !IsLocal(rule.To))
            faults.Add($"{WithoutLogins(shown)}: TO is no http://, https:// or file:/// address");
        return rule;
    }

    // A name and password before a host.
    private static string WithoutLogins(string text) => System.Text.RegularExpressions.Regex.Replace(text, "//[^/@=]*@", "//", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private static bool IsHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static bool IsLocal(string text) =>
        text.StartsWith("file:///", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(text, UriKind.Absolute, out _);
}
