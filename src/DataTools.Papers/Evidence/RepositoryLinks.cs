using System.Text.RegularExpressions;
using DataTools.Connectors.GitHub;

namespace DataTools.Papers.Evidence;

/// <summary>An address of code within a text.</summary>
/// <param name="Repository">Which repository of GitHub; null: code on another host.</param>
/// <param name="Path">The folder that was named, of what lies in the repository; null: the whole.</param>
/// <param name="Url">The repository's page, without what followed.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">How much of the text it takes.</param>
internal sealed record RepositoryLink(RepositoryName? Repository, string? Path, string Url, int Start, int Length);

/// <summary>
/// Finds addresses of code in text as people, LaTeX and PDFs write them: without a scheme, with punctuation that is not
/// theirs, with what follows the repository's name, broken by the end of a line.
/// </summary>
internal static partial class RepositoryLinks
{
    // What is where an owner would be and is none: GitHub's own pages.
    private static readonly HashSet<string> Pages = new(StringComparer.OrdinalIgnoreCase)
    {
        "about", "account", "apps", "assets", "codespaces", "collections", "contact", "copilot", "customer-stories", "dashboard", "enterprise", "events",
        "explore", "features", "issues", "join", "login", "logout", "marketplace", "mobile", "new", "notifications", "orgs", "organizations", "premium-support",
        "pricing", "pulls", "readme", "search", "security", "sessions", "settings", "signup", "site", "solutions", "sponsors", "stars", "team", "topics",
        "trending", "user-attachments", "users", "watching",
    };

    /// <summary>
    /// All of them in the text's order, a repository as often as it is named. A gist counts only where there is nothing
    /// else; owners, searches and other pages of a host do not count.
    /// </summary>
    public static IReadOnlyList<RepositoryLink> In(string text)
    {
        List<RepositoryLink> links = [.. Address().Matches(text).Select(m => Read(text, m)).OfType<RepositoryLink>()];
        var proper = links.FindAll(l => !l.Url.StartsWith("https://gist.", StringComparison.Ordinal));
        return proper.Count > 0 ? proper : links;
    }

    private static RepositoryLink? Read(string text, Match match)
    {
        var host = match.Groups["host"].Value.ToLowerInvariant();
        var (rest, end) = Written(text, match.Index + match.Length, needed: host == "gitlab.com" ? 3 : 2);
        var tail = rest.IndexOfAny(['?', '#']) is >= 0 and var cut ? rest[..cut] : rest;
        var parts = tail.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (parts.Count < 2)
            return null;
        if (parts.Count == 2 || host != "gitlab.com")
            parts[1] = Name(parts[1]);
        var length = end - match.Index;
        if (host == "github.com")
        {
            return !Pages.Contains(parts[0]) && RepositoryName.TryParse($"{parts[0]}/{parts[1]}") is { } name
                ? new(name, Folder(parts), $"https://github.com/{name}", match.Index, length)
                : null;
        }
        // Groups of groups are GitLab's; what follows the repository comes after "-" there.
        var whole = host == "gitlab.com" ? parts.TakeWhile(p => p is not ("-" or "tree" or "blob")).ToList() : parts[..2];
        if (whole.Count < 2 || !whole.TrueForAll(p => Segment().IsMatch(p)))
            return null;
        whole[^1] = Name(whole[^1]);
        return whole[^1].Length == 0 ? null : new(null, null, $"https://{host}/{string.Join('/', whole)}", match.Index, length);
    }

    // What follows the host, put together where a line ended within the name, and where it ends in the text.
    private static (string Written, int End) Written(string text, int start, int needed)
    {
        var (rest, end) = ("", start);
        while (true)
        {
            var match = Tail().Match(text, end);
            // LaTeX escapes what means something to it.
            rest += match.Value.Replace("\\", "", StringComparison.Ordinal);
            end += match.Length;
            // A line is broken after these only, and only an address that cannot end there goes on in the next.
            var parts = rest.TrimStart('/').Split('/');
            var open = rest.Length == 0 || (rest.EndsWith('/') ? parts.Length == 2 || rest == "/" : parts.Length <= needed && rest is [.., '-' or '_']);
            if (!open || Break().Match(text, end) is not { Success: true } gap)
                break;
            end += gap.Length;
        }
        var trimmed = rest.TrimEnd('.', ',', ';', ':', '!', '\'', '*', '`', '~');
        // Punctuation is no part of the link; nor is an escape, which is there for another sign.
        while (end > start && text[end - 1] is '.' or ',' or ';' or ':' or '!' or '\'' or '*' or '`' or '~' or '\\')
            end--;
        return (trimmed, end);
    }

    private static string Name(string name)
    {
        name = name.TrimEnd('.', ',', ';', ':');
        return name.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
    }

    // The folder of /tree/BRANCH/FOLDER and of /blob/BRANCH/FOLDER/FILE. A branch with '/' in its name cannot be told from a folder.
    private static string? Folder(List<string> parts)
    {
        if (parts is not [_, _, "tree" or "blob", _, ..])
            return null;
        var folders = (parts[2] == "blob" ? parts[4..Math.Max(4, parts.Count - 1)] : parts[4..]).ConvertAll(Uri.UnescapeDataString);
        return folders.Count == 0 || folders.Exists(f => f is "." or ".." || f.Any(c => char.IsControl(c) || c is '/' or '\\')) ? null : string.Join('/', folders);
    }

    // Not within a longer host's name; api. and raw. are others.
    [GeneratedRegex(
        @"(?<![A-Za-z0-9.-])((git\+)?(https?|ssh|git)\s?:\s?/\s?/\s?(git@)?|git@)?(www\.)?(?<host>(gist\.)?github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)(?=[/:]\s?[A-Za-z0-9])[/:]",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Address();

    // No address of a repository is longer, and one made of nothing but addresses would be read again from each of them.
    [GeneratedRegex(@"\G(\\[_#%&~-]|[A-Za-z0-9._~%/?#=&@+:,;!'*-]){0,2000}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Tail();

    [GeneratedRegex(@"\G[ \t]*\r?\n[ \t]*(?=[A-Za-z0-9._-])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Break();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Segment();
}
