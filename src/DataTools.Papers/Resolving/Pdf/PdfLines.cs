using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace DataTools.Papers.Resolving.Pdf;

/// <summary>A line of a column.</summary>
/// <param name="Text">With single spaces.</param>
/// <param name="Size">Of its largest letter, in points.</param>
/// <param name="Box">Where it stands; the origin is the page's lower left.</param>
internal sealed record PdfLine(string Text, double Size, PdfRectangle Box);

/// <summary>
/// A page's lines in the order of the file, which for typeset papers is the order of reading: column after column.
/// </summary>
internal static class PdfLines
{
    // In parts of the letter's size: a smaller space joins, a larger one divides; a fraction's parts and superscripts
    // are on their line; a gap this wide is between columns.
    private const double Space = 0.17;
    private const double Rise = 0.6;
    private const double Column = 3;

    /// <summary>The lines that run from left to right.</summary>
    public static IReadOnlyList<PdfLine> Of(Page page)
    {
        var lines = new List<PdfLine>();
        var line = new List<Letter>();
        foreach (var letter in page.Letters.Where(l => l.TextOrientation == TextOrientation.Horizontal && !string.IsNullOrEmpty(l.Value)))
        {
            if (line.Count > 0 && !Continues(line[^1], letter))
            {
                Close(line, lines);
                line.Clear();
            }
            line.Add(letter);
        }
        Close(line, lines);
        return lines;
    }

    /// <summary>What is printed otherwise than from left to right: the stamp in the margin.</summary>
    public static string Turned(Page page) =>
        string.Concat(page.Letters.Where(l => l.TextOrientation != TextOrientation.Horizontal).Select(l => l.Value));

    private static bool Continues(Letter previous, Letter letter)
    {
        var size = Math.Max(SizeOf(previous), SizeOf(letter));
        var gap = letter.StartBaseLine.X - previous.EndBaseLine.X;
        return Math.Abs(letter.StartBaseLine.Y - previous.StartBaseLine.Y) < Rise * size && gap > -size && gap < Column * size;
    }

    private static void Close(List<Letter> letters, List<PdfLine> lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < letters.Count; i++)
        {
            var blank = string.IsNullOrWhiteSpace(letters[i].Value);
            var gap = i == 0 ? 0 : letters[i].StartBaseLine.X - letters[i - 1].EndBaseLine.X;
            if ((blank || gap > Space * SizeOf(letters[i])) && text.Length > 0 && text[^1] != ' ')
                text.Append(' ');
            if (!blank)
                text.Append(letters[i].Value);
        }
        var printed = letters.Where(l => !string.IsNullOrWhiteSpace(l.Value)).ToList();
        if (printed.Count == 0)
            return;
        lines.Add(new(text.ToString().Trim(), printed.Max(SizeOf), new(
            printed.Min(l => l.BoundingBox.Left), printed.Min(l => l.StartBaseLine.Y),
            printed.Max(l => l.BoundingBox.Right), printed.Max(l => Math.Max(l.BoundingBox.Top, l.StartBaseLine.Y)))));
    }

    private static double SizeOf(Letter letter) => letter.PointSize > 0 ? letter.PointSize : letter.BoundingBox.Height;
}
