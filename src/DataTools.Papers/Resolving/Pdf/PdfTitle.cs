using System.Text;
using System.Text.RegularExpressions;
using DataTools.Papers.Text;

namespace DataTools.Papers.Resolving.Pdf;

/// <summary>A paper's title as its first page prints it.</summary>
internal static partial class PdfTitle
{
    private const int MostLines = 6;
    private const int ShortestTitle = 8;
    private const int LongestTitle = 300;

    // Letters of one line count as one size where they differ by less; the type of titles is larger than that of the text.
    private const double SameSize = 0.04;
    private const double Larger = 1.12;

    /// <summary>
    /// The document's own title where the page prints it too, else what is set in the largest type; null where neither
    /// can be a title.
    /// </summary>
    public static string? Of(IReadOnlyList<PdfLine> page, string? documentTitle)
    {
        var printed = TitleText.Key(string.Join(' ', page.Select(l => l.Text)));
        if (documentTitle?.Trim() is { } own && CanBeTitle(own) && own.Contains(' ') && printed.Contains(TitleText.Key(own), StringComparison.Ordinal))
            return own;
        return Largest(page);
    }

    private static string? Largest(IReadOnlyList<PdfLine> page)
    {
        if (page.Count == 0)
            return null;
        var letters = page.SelectMany(l => Enumerable.Repeat(l.Size, l.Text.Length)).Order().ToList();
        var text = letters[letters.Count / 2];
        foreach (var size in page.Select(l => l.Size).Where(s => s > text * Larger).Distinct().OrderDescending())
        {
            var first = page.TakeWhile(l => !IsOf(l, size)).Count();
            var lines = page.Skip(first).TakeWhile((l, i) => IsOf(l, size) && (i == 0 || Follows(page[first + i - 1], l))).ToList();
            if (lines.Count <= MostLines && Joined(lines) is var title && CanBeTitle(title))
                return title;
        }
        return null;
    }

    private static bool IsOf(PdfLine line, double size) => Math.Abs(line.Size - size) <= SameSize * size;

    private static bool Follows(PdfLine above, PdfLine line) =>
        above.Box.Bottom - line.Box.Bottom is var step && step > 0 && step < 2.2 * line.Size;

    private static string Joined(IEnumerable<PdfLine> lines)
    {
        var title = new StringBuilder();
        foreach (var line in lines)
        {
            if (title.Length > 0 && title[^1] != '-')
                title.Append(' ');
            title.Append(line.Text);
        }
        // Marks of footnotes: a dagger, a star.
        return title.ToString().TrimEnd('*', '†', '‡', '∗', ' ');
    }

    private static bool CanBeTitle(string text) =>
        text.Length <= LongestTitle && TitleText.Key(text) is { Length: >= ShortestTitle } key && key.Count(char.IsLetter) * 2 > key.Length && !NoTitle().IsMatch(text);

    // What word processors and journals write in a title's place.
    [GeneratedRegex(
        @"\A(microsoft word|powerpoint|untitled|arxiv:|published as|under review|preprint|proceedings of|journal of|IEEE transactions|contents lists)|\.(dvi|tex|docx?|pdf|indd|rtf)\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoTitle();
}
