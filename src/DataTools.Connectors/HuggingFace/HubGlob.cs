using System.Text;
using System.Text.RegularExpressions;

namespace DataTools.Connectors.HuggingFace;

/// <summary>The patterns of cards: <c>*</c> and <c>?</c> stay within a folder, <c>**</c> goes through folders, <c>[abc]</c> is one of these.</summary>
internal sealed class HubGlob
{
    private readonly Regex _regex;

    /// <param name="folder">What the pattern is relative to; empty: the root.</param>
    /// <param name="pattern">As the card has it.</param>
    public HubGlob(string folder, string pattern)
    {
        var whole = folder.Length == 0 ? Plain(pattern) : $"{folder}/{Plain(pattern)}";
        // Without going back: a card's author cannot make it slow.
        _regex = new(Translate(whole), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
    }

    /// <summary>Whether a file's path, from the root, is meant.</summary>
    public bool Matches(string path) => _regex.IsMatch(path);

    /// <summary>A path without <c>./</c> before and '/' around it.</summary>
    public static string Plain(string path)
    {
        while (path.StartsWith("./", StringComparison.Ordinal))
            path = path[2..];
        return path is "." ? "" : path.Trim('/');
    }

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder("\\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest.StartsWith("**/") && (i == 0 || pattern[i - 1] == '/'))
            {
                regex.Append("(.*/)?");
                i += 2;
            }
            else if (rest.StartsWith("**"))
            {
                regex.Append(".*");
                i++;
            }
            else if (pattern[i] == '*')
                regex.Append("[^/]*");
            else if (pattern[i] == '?')
                regex.Append("[^/]");
            else if (pattern[i] == '[' && pattern.IndexOf(']', Math.Min(pattern.Length, i + 2)) is > 0 and var end)
            {
                var set = pattern[(i + 1)..end];
                var not = set[0] is '!' or '^';
                regex.Append('[').Append(not ? "^/" : "").Append((not ? set[1..] : set).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)).Append(']');
                i = end;
            }
            else
                regex.Append(Regex.Escape(pattern[i].ToString()));
        }
        return regex.Append("\\z").ToString();
    }
}
