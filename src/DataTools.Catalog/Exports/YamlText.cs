using System.Globalization;
using System.Text;

namespace DataTools.Catalog.Exports;

/// <summary>Texts as YAML has them (https://yaml.org/spec/1.2.2/#731-double-quoted-style).</summary>
internal static class YamlText
{
    /// <summary>
    /// In double quotes. Unlike JSON, YAML knows no pairs of escapes for what is beyond U+FFFF, so that letters and signs
    /// stay as they are.
    /// </summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                quoted.Append('\\').Append((char)rune.Value);
            else if (IsPrintable(rune))
                quoted.Append(rune.ToString());
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
        }
        return quoted.Append('"').ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
