using System.Globalization;

namespace DataTools.Papers.Text;

/// <summary>
/// Letters without their accents. The framework's decomposition needs the ICU library, which the product does without
/// (InvariantGlobalization): Latin letters are in tables made from the Unicode Character Database.
/// </summary>
internal static class Letters
{
    // U+00C0 to U+024F and U+1E00 to U+1EFF: the base letter; '.' where there is none.
    private const string Latin =
        "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggggggg" +
        "hhhhiiiiiiiiii..jjkk.llllll..llnnnnnn...oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz........." +
        "........................oo.............uu............................aaiioouuuuuuuuuu.aaaa....ggkkoo" +
        "oo..j...gg..nnaa..ooaaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................";

    private const string MoreLatin =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss" +
        "ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee" +
        "iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

    /// <summary>
    /// A letter or digit in lower case without accents; "" for what disappears (combining accents, apostrophes); null for
    /// anything else.
    /// </summary>
    public static string? Folded(char c) => c switch
    {
        >= 'a' and <= 'z' or >= '0' and <= '9' => c.ToString(),
        >= 'A' and <= 'Z' => char.ToLowerInvariant(c).ToString(),
        '\'' or '’' or '‘' or '`' or '\u00AD' => "",
        'Æ' or 'æ' => "ae",
        'Œ' or 'œ' => "oe",
        'ß' or 'ẞ' => "ss",
        'Þ' or 'þ' => "th",
        >= '\u00C0' and <= '\u024F' when Latin[c - '\u00C0'] is not '.' and var letter => letter.ToString(),
        >= '\u1E00' and <= '\u1EFF' when MoreLatin[c - '\u1E00'] is not '.' and var letter => letter.ToString(),
        // Ligatures of PDF files.
        '\uFB00' => "ff",
        '\uFB01' => "fi",
        '\uFB02' => "fl",
        '\uFB03' => "ffi",
        '\uFB04' => "ffl",
        '²' or '₂' => "2",
        '³' or '₃' => "3",
        '¹' or '₁' => "1",
        '⁰' or '₀' => "0",
        'ς' => "σ",
        // Half of a character: most are letters of mathematics.
        >= '\uD800' and <= '\uDFFF' => c.ToString(),
        _ when char.IsLetterOrDigit(c) => char.ToLowerInvariant(c).ToString(),
        _ when CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark => "",
        _ => null,
    };
}
