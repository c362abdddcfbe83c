using System.Text;
using System.Text.RegularExpressions;

namespace DataTools.Papers.Resolving.Pdf;

/// <summary>An address in lines of text.</summary>
/// <param name="Url">With a scheme, joined over lines.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="LastLine">Where it ends.</param>
internal sealed record PrintedUrl(string Url, int Line, int LastLine);

/// <summary>
/// Addresses as papers print them. One that runs over the end of its line is joined where the break can only be inside it:
/// after a character that addresses break at, before something that looks like the rest of one, or where it would be no
/// address of its host without.
/// </summary>
internal static partial class PrintedUrls
{
    private const int MostLines = 4;

    /// <summary>The addresses in lines of one page.</summary>
    public static IReadOnlyList<PrintedUrl> In(IReadOnlyList<string> lines)
    {
        var found = new List<PrintedUrl>();
        // Where the rest of an address from the line above ends.
        var from = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            var at = from;
            from = 0;
            while (Start().Match(lines[i], at) is { Success: true } match)
            {
                var (url, last, end) = Whole(lines, i, match);
                if (Cleaned(url) is { } clean)
                    found.Add(new(clean, i, last));
                if (last > i)
                {
                    (i, from) = (last - 1, end);
                    break;
                }
                at = end;
            }
        }
        return found;
    }

    private static (string Url, int LastLine, int End) Whole(IReadOnlyList<string> lines, int line, Match match)
    {
        var url = new StringBuilder(match.Value);
        var (last, end) = (line, match.Index + match.Length);
        // A space where the typesetter only meant a chance to break.
        while (end < lines[last].Length && IsUnfinished(url.ToString()) && Next().Match(lines[last], end) is { Success: true } rest)
        {
            url.Append(rest.Groups["token"].Value);
            end = rest.Index + rest.Length;
        }
        while (end == lines[last].Length && last + 1 < lines.Count && last - line < MostLines && Next().Match(lines[last + 1]) is { Success: true } rest
            && Joins(url.ToString(), rest.Groups["token"].Value))
        {
            url.Append(rest.Groups["token"].Value);
            (last, end) = (last + 1, rest.Index + rest.Length);
        }
        return (url.ToString(), last, end);
    }

    private static bool Joins(string url, string next)
    {
        if (Start().Match(next) is { Success: true, Index: 0 })
            return false;
        if (IsUnfinished(url) || next[0] is '/' or '_' or '?' or '#' or '=' or '&' or '%' or '~')
            return true;
        return url[^1] switch
        {
            '-' or '_' or '=' or '&' or '?' or '%' or '#' or '~' => true,
            // The end of a sentence, or of a folder's name: then the next word is one of the text.
            '.' => FileEnd().IsMatch(next),
            '/' => next.AsSpan().IndexOfAny("/_-=?&~0123456789") >= 0 || next.TrimEnd('.', ',', ')').Contains('.'),
            _ => false,
        };
    }

    // No host yet, or no repository where only repositories are.
    private static bool IsUnfinished(string url)
    {
        var bare = Scheme().Replace(url, "");
        if (bare.Length == 0 || !Host().IsMatch(bare))
            return true;
        return CodeHost().Match(bare) is { Success: true } match && match.Groups["path"].Value.Trim('/').Split('/') is { Length: 1 } && url[^1] is not (')' or ',' or ';' or '.');
    }

    private static string? Cleaned(string url)
    {
        url = url.TrimEnd('.', ',', ';', ':', '\'', '"', '’', '”', '>', '*', '-', '/');
        // A bracket that was not opened inside belongs to the sentence.
        while (url.Length > 0 && url[^1] is ')' or ']' or '}' && url.Count(c => c is '(' or '[' or '{') < url.Count(c => c is ')' or ']' or '}'))
            url = url[..^1].TrimEnd('.', ',', ';', ':', '/');
        if (!url.Contains("://", StringComparison.Ordinal))
            url = "https://" + url;
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Contains('.') ? url : null;
    }

    // The mark of a footnote may stand right before it.
    [GeneratedRegex(
        @"(https?:\s?/\s?/|(?<![A-Za-z0-9.@/-])www\.|(?<![A-Za-z.@/-])(github|gitlab|bitbucket)\.(com|org)/|(?<![A-Za-z0-9.@/-])[A-Za-z0-9-]+\.github\.io(?![A-Za-z.]))[^\s<>""“”|\\^`{}]*",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Start();

    [GeneratedRegex(@"\G\s*(?<token>[A-Za-z0-9._~/?#=&%+@:!$'()*,;-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Next();

    [GeneratedRegex(@"\Ahttps?:\s?/\s?/", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A(www\.)?([A-Za-z0-9-]+\.)+[A-Za-z]{2,}([:/?#]|\z)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Host();

    [GeneratedRegex(@"\A(www\.)?(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|huggingface\.co)(?<path>/[^?#]*)?\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeHost();

    [GeneratedRegex(@"\A(com|org|net|io|edu|git|html?|pdf|md|py|zip|ipynb|ai|dev)(?![A-Za-z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileEnd();
}
