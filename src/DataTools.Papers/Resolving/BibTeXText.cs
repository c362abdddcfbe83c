using System.Text;
using System.Text.RegularExpressions;

namespace DataTools.Papers.Resolving;

/// <summary>Texts as BibTeX and LaTeX want them. Accented letters stay as they are: UTF-8 is what tools read today.</summary>
internal static partial class BibTeXText
{
    /// <summary>A text with what means something to LaTeX escaped; LaTeX that is in it already (arXiv's titles) stays.</summary>
    public static string Escaped(string text)
    {
        text = Balanced(text);
        var result = new StringBuilder(text.Length);
        var at = 0;
        foreach (Match latex in Latex().Matches(text))
        {
            Append(result, text.AsSpan(at, latex.Index - at));
            result.Append(latex.Value);
            at = latex.Index + latex.Length;
        }
        Append(result, text.AsSpan(at));
        return result.ToString();
    }

    /// <summary>A title: words with capitals are in braces, for styles that would make them small.</summary>
    public static string Title(string title) => string.Join(' ', Words().Split(title.Trim()).Select(word =>
        Escaped(word) is var escaped && word.Any(char.IsUpper) && word.IndexOfAny(['{', '}', '\\', '$']) < 0 ? $"{{{escaped}}}" : escaped));

    /// <summary>A person's name; one that BibTeX would take apart is kept whole.</summary>
    public static string Name(string name)
    {
        var escaped = Escaped(name);
        return name.Contains(',') || And().IsMatch(name) ? $"{{{escaped}}}" : escaped;
    }

    /// <summary>An address or DOI, which LaTeX takes as it stands.</summary>
    public static string Verbatim(string text) =>
        string.Concat(text.Where(c => !char.IsControl(c))).Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal);

    private static void Append(StringBuilder result, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' or '%' or '#' or '_' or '$' => result.Append('\\').Append(c),
                '~' => result.Append(@"\textasciitilde{}"),
                '^' => result.Append(@"\textasciicircum{}"),
                '\\' => result.Append(@"\textbackslash{}"),
                // Terminals obey these, and LaTeX stops at them.
                _ when char.IsControl(c) => result.Append(' '),
                _ => result.Append(c),
            };
        }
    }

    // One brace too many would end the field, or swallow the next entry.
    private static string Balanced(string text)
    {
        var depth = 0;
        foreach (var c in text)
        {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth < 0)
                break;
        }
        return depth == 0 ? text : text.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
    }

    [GeneratedRegex("""\$[^$]*[\\^_][^$]*\$|\$[A-Za-z0-9]\$|\\([A-Za-z]+|[&%#_$"'`^~=.,;{}\\ ])""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Latex();

    // Spaces outside mathematics.
    [GeneratedRegex(@"\s+(?=([^$]*\$[^$]*\$)*[^$]*\z)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    [GeneratedRegex(@"\band\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex And();
}
