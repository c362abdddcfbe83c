using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace DataTools.Papers.Text;

/// <summary>Titles as services and people write them, made comparable.</summary>
internal static partial class TitleText
{
    private const string GreekLetters = "αβγδεζηθικλμνξοπρστυφχψω";

    private static readonly string[] GreekNames =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
        "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];

    /// <summary>Lower case, accents folded, LaTeX and HTML markup removed, punctuation and white space to single spaces.</summary>
    public static string Normalise(string title)
    {
        var result = new StringBuilder(title.Length);
        var gap = false;
        foreach (var c in Plain(title))
        {
            if (Letters.Folded(c) is not { } folded)
            {
                gap = true;
                continue;
            }
            if (folded.Length == 0)
                continue;
            if (gap && result.Length > 0)
                result.Append(' ');
            gap = false;
            var greek = GreekLetters.IndexOf(folded[0], StringComparison.Ordinal);
            result.Append(greek >= 0 ? GreekNames[greek] : folded);
        }
        return result.ToString();
    }

    /// <summary>A title without LaTeX and HTML markup, on one line. Accents that LaTeX writes as commands are dropped.</summary>
    public static string Plain(string title)
    {
        var text = title;
        if (text.Contains('<') || text.Contains('&'))
            text = WebUtility.HtmlDecode(Tag().Replace(text, ""));
        if (text.Contains('\\'))
        {
            text = Accent().Replace(text, "${letter}");
            text = LetterCommand().Replace(text, "${name}");
            text = Spacing().Replace(text, " ");
            text = Argued().Replace(text, "");
            text = Symbol().Replace(text, " ${name} ");
        }
        text = text.Replace("&", " and ", StringComparison.Ordinal);
        return Blanks().Replace(Braces().Replace(text, ""), " ").Trim();
    }

    /// <summary>Whether two titles are the same but for case, accents, markup, punctuation and spaces.</summary>
    public static bool Same(string a, string b) => Key(a) is { Length: > 0 } key && key == Key(b);

    /// <summary>
    /// Whether one is clearly meant by the other: one typing error in a title of some length, or a subtitle that is
    /// missing after two words or more. Titles that differ in a digit are those of different papers.
    /// </summary>
    public static bool Close(string a, string b)
    {
        if (LacksSubtitle(a, b) || LacksSubtitle(b, a))
            return true;
        var (x, y) = (Key(a), Key(b));
        return Math.Min(x.Length, y.Length) >= 12 && Math.Abs(x.Length - y.Length) <= 1
            && x.Where(char.IsDigit).SequenceEqual(y.Where(char.IsDigit)) && Distance(x, y) <= 1;
    }

    /// <summary>How alike two titles are, 0 to 1: the share of letters that need no change.</summary>
    public static double Similarity(string a, string b)
    {
        var (x, y) = (Key(a), Key(b));
        return x.Length == 0 || y.Length == 0 ? 0 : 1 - (Distance(x, y) / (double)Math.Max(x.Length, y.Length));
    }

    /// <summary>The title's letters and digits alone: "Multi-Scale" is "multiscale".</summary>
    public static string Key(string title) => Normalise(title).Replace(" ", "", StringComparison.Ordinal);

    private static bool LacksSubtitle(string head, string title)
    {
        var end = Subtitle().Match(Plain(title));
        return end.Success && Normalise(head) is var wanted && wanted.Contains(' ') && wanted == Normalise(end.Groups["head"].Value);
    }

    // Insert, delete, replace, swap of neighbours.
    private static int Distance(string a, string b)
    {
        var rows = new int[3][];
        for (var i = 0; i < 3; i++)
            rows[i] = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            rows[0][j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var (row, above, twoAbove) = (rows[i % 3], rows[(i - 1) % 3], rows[(i + 1) % 3]);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
            }
        }
        return rows[a.Length % 3][b.Length];
    }

    [GeneratedRegex(@"</?(i|b|u|em|strong|sub|sup|tt|scp|italic|bold|mml:[a-z]+)( [^<>]*)?/?>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(
        """\\(['"`^~=.]\s*(\{\s*\\?(?<letter>[A-Za-z])\s*\}|\\?(?<letter>[A-Za-z]))|[uvHtcdbkr](\{\s*\\?(?<letter>[A-Za-z]+)\s*\}|\s+(?<letter>[A-Za-z])(?![A-Za-z])))""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Accent();

    [GeneratedRegex(@"\\(?<name>ss|ae|oe|aa|AE|OE|AA|o|O|l|L|i|j)(?![A-Za-z])(\{\}|\s+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LetterCommand();

    [GeneratedRegex(@"\\([,;:!> \\/\n]|q?quad(?![A-Za-z]))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spacing();

    // \textbf{x} is x; \alpha is a word.
    [GeneratedRegex(@"\\[A-Za-z]+\*?\s*(?=\{)|\\(text|math)?(rm|bf|it|sc|tt|sf|cal|em|bb)(?![A-Za-z])\s*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Argued();

    [GeneratedRegex(@"\\(?<name>[A-Za-z]+|[&%#])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Symbol();

    [GeneratedRegex(@"[{}$^_\\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Braces();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\A(?<head>.+?)(:\s|\?\s|\.\s|\s[-–—]+\s|\s?—\s?)(?=\S)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subtitle();
}
