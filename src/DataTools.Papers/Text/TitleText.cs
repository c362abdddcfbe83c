using System.Text;

namespace DataTools.Papers.Text;

/// <summary>Titles as they are compared.</summary>
internal static class TitleText
{
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ", Plain = "aaaaaaceeeeiiiinoooooouuuuyy";

    /// <summary>Lower case, accents folded, everything but letters and digits as single spaces.</summary>
    public static string Normalise(string title)
    {
        var plain = new StringBuilder(title.Length);
        foreach (var c in title)
        {
            if (char.IsLetterOrDigit(c))
                plain.Append(Accented.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal) is >= 0 and var i ? Plain[i] : char.ToLowerInvariant(c));
            else if (plain.Length > 0 && plain[^1] != ' ')
                plain.Append(' ');
        }
        return plain.ToString().TrimEnd();
    }
}
