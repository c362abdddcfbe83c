using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace DataTools.Connectors.Downloads;

/// <summary>Tells a web page (a captcha, a login, an error) from a file by its first bytes.</summary>
public static partial class WebPage
{
    /// <summary>What to do where a page came in place of an answer.</summary>
    public const string Hint = "A proxy, a log-in page of the network or a captcha is in between: open the address in a browser to see.";

    /// <summary>Whether a page starts so, and its title.</summary>
    public static bool Is(ReadOnlySpan<byte> start, out string? title)
    {
        title = null;
        var text = Encoding.UTF8.GetString(start[..Math.Min(start.Length, 4096)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (!text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return false;
        var match = Title().Match(text);
        title = match.Success ? WebUtility.HtmlDecode(match.Groups["text"].Value).Trim() : null;
        return true;
    }

    [GeneratedRegex("<title[^>]*>(?<text>[^<]{1,200})</title>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();
}
