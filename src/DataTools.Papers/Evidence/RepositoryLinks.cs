using System.Text.RegularExpressions;
using DataTools.Connectors.GitHub;

namespace DataTools.Papers.Evidence;

/// <summary>A repository that a text names by its address.</summary>
internal sealed record RepositoryLink(RepositoryName? Repository, string? Path, string Url, int Start, int Length);

/// <summary>Repositories in texts.</summary>
internal static partial class RepositoryLinks
{
    /// <summary>Those of GitHub, and code on other hosts.</summary>
    public static IReadOnlyList<RepositoryLink> In(string text) =>
    [
        .. Form().Matches(text).Select(m => new RepositoryLink(
            m.Groups["host"].Value.Equals("github.com", StringComparison.OrdinalIgnoreCase) ? RepositoryName.TryParse($"{m.Groups["owner"].Value}/{m.Groups["name"].Value}") : null,
            null, $"https://{m.Groups["host"].Value.ToLowerInvariant()}/{m.Groups["owner"].Value}/{m.Groups["name"].Value}", m.Index, m.Length)),
    ];

    [GeneratedRegex(
        @"(?<host>github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/(?<owner>[A-Za-z0-9_-]+)/(?<name>[A-Za-z0-9_-]+(\.(?!git\b)[A-Za-z0-9_-]+)*)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
