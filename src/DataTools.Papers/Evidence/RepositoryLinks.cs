using System.Text.RegularExpressions;
using DataTools.Connectors.GitHub;

namespace DataTools.Papers.Evidence;

/// <summary>Code that a text links to.</summary>
/// <param name="Repository">On GitHub; null: elsewhere.</param>
/// <param name="Path">The folder in it that is meant; null: the whole.</param>
/// <param name="Url">As it stands there.</param>
/// <param name="Start">Where in the text.</param>
/// <param name="Length">How much of the text.</param>
internal sealed record RepositoryLink(RepositoryName? Repository, string? Path, string Url, int Start, int Length);

/// <summary>Finds links to repositories in a text.</summary>
internal static partial class RepositoryLinks
{
    /// <summary>All of them, in the text's order.</summary>
    public static IReadOnlyList<RepositoryLink> In(string text) =>
    [
        .. Form().Matches(text).Select(m => (Match: m, Name: RepositoryName.TryParse($"{m.Groups["owner"].Value}/{Trimmed(m.Groups["name"].Value)}")))
            .Where(m => m.Name is not null)
            .Select(m => new RepositoryLink(
                m.Match.Groups["host"].Value.Equals("github.com", StringComparison.OrdinalIgnoreCase) ? m.Name : null,
                m.Match.Groups["path"] is { Success: true } path ? path.Value : null, m.Match.Value, m.Match.Index, m.Match.Length)),
    ];

    private static string Trimmed(string name) => name.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;

    [GeneratedRegex(
        @"https?://(www\.)?(?<host>github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/(?<owner>[\w-]+)/(?<name>[\w.-]+)(/tree/[\w.-]+/(?<path>[\w./-]+))?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
