using System.Text.RegularExpressions;

namespace DataTools.Papers.Evidence;

/// <summary>The sentence around a piece of a text, to be quoted.</summary>
internal static partial class Sentence
{
    private const int Most = 240;

    /// <summary>On one line, at most 240 characters of it, the piece among them.</summary>
    public static string Around(string text, int start, int length)
    {
        var end = start + length;
        var from = 0;
        foreach (Match stop in End().Matches(text))
        {
            if (stop.Index + stop.Length <= start)
            {
                from = stop.Index + stop.Length;
            }
            else if (stop.Index >= end)
            {
                end = stop.Index + 1;
                break;
            }
        }
        if (end == start + length)
            end = text.Length;
        // Too long a sentence is cut on both sides of the piece.
        var spare = Math.Max(0, (Most - length) / 2);
        var (left, right) = (Math.Max(from, start - spare), Math.Min(end, start + length + spare));
        var quote = Spaces().Replace(text[left..right], " ").Trim();
        if (quote.Length > Most)
            quote = quote[..Most];
        return $"{(left > from ? "..." : "")}{quote}{(right < end ? "..." : "")}";
    }

    [GeneratedRegex(@"[.!?;](?=\s)|\n\s*\n", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex End();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Spaces();
}
