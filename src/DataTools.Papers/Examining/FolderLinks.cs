using System.Text.RegularExpressions;
using DataTools.Connectors.GitHub;
using DataTools.Papers.Evidence;

namespace DataTools.Papers.Examining;

/// <summary>Folders that a repository's README points to where it speaks of the paper.</summary>
internal static partial class FolderLinks
{
    // What is longer was made by a program, or to take time.
    private const int LongestLine = 20_000;

    /// <summary>Their paths, the first first. Only links within the repository, to folders or to READMEs in them.</summary>
    public static IEnumerable<string> In(string readme, RepositoryName repository, PaperWords words)
    {
        foreach (var line in readme.Split('\n').Where(line => line.Length <= LongestLine && words.Are(line)))
        {
            foreach (Match match in Target().Matches(line))
            {
                var target = match.Groups["to"].Value.Split('#', '?')[0].Trim();
                var folder = target.Contains("://", StringComparison.Ordinal)
                    ? RepositoryLinks.In(target) is [{ Path: { } path } link] && link.Repository?.Equals(repository) == true ? path : null
                    : Folder(target);
                if (folder is not null)
                    yield return folder;
            }
        }
    }

    private static string? Folder(string target)
    {
        var parts = target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToList();
        if (parts.Count > 0 && parts[^1].StartsWith("readme", StringComparison.OrdinalIgnoreCase))
            parts.RemoveAt(parts.Count - 1);
        // What has an ending is a file, most likely a picture or a table.
        return parts.Count == 0 || parts.Contains("..") || parts[0].Contains(':', StringComparison.Ordinal) || Path.HasExtension(parts[^1]) ? null : string.Join('/', parts);
    }

    [GeneratedRegex(@"\]\(\s*<?(?<to>[^)\s>]+)|href\s*=\s*[""'](?<to>[^""']+)|`[^`]+\s<(?<to>[^>]+)>`_", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();
}
