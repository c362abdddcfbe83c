using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DataTools.Papers.Text;

/// <summary>Titles in a form in which they can be compared.</summary>
internal static partial class TitleText
{
    /// <summary>Lower case, accents folded, LaTeX commands removed, everything else than letters and digits as single spaces.</summary>
    public static string Normalise(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in Command().Replace(text, "").Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                continue;
            if (char.IsLetterOrDigit(c))
                folded.Append(char.ToLowerInvariant(c));
            else if (folded.Length > 0 && folded[^1] != ' ' && c is not ('{' or '}'))
                folded.Append(' ');
        }
        return folded.ToString().Trim();
    }

    [GeneratedRegex(@"\\[A-Za-z]+\s*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();
}
