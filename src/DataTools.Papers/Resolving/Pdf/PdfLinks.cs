using System.Text.RegularExpressions;
using UglyToad.PdfPig.Actions;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace DataTools.Papers.Resolving.Pdf;

/// <summary>Collects the links of a paper page by page: those that are printed, and those that lie on the print.</summary>
internal sealed partial class PdfLinks
{
    private const int QuoteLength = 240;

    private readonly List<PrintedLink> _found = [];
    private bool _inReferences;

    /// <summary>The links so far, each address once a page.</summary>
    public IReadOnlyList<PrintedLink> Found => _found;

    /// <summary>Adds those of the next page.</summary>
    public void Add(Page page, IReadOnlyList<PdfLine> lines)
    {
        var texts = lines.Select(l => l.Text).ToList();
        var inReferences = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (References().IsMatch(texts[i]))
                _inReferences = true;
            else if (_inReferences && Appendix().IsMatch(texts[i]))
                _inReferences = false;
            inReferences[i] = _inReferences;
        }

        // What is clicked is the address as its author wrote it: it comes before the print, which may be broken.
        var laid = new List<(string Url, int Line)>();
        foreach (var (url, area) in Annotations(page))
        {
            var line = Nearest(lines, area);
            laid.Add((url, line));
            Keep(url, line < 0 ? "" : Quote(texts, line, line), page.Number, line < 0 ? _inReferences : inReferences[line]);
        }
        foreach (var printed in PrintedUrls.In(texts))
        {
            if (!laid.Any(l => l.Line >= printed.Line && l.Line <= printed.LastLine && Bare(l.Url).StartsWith(Bare(printed.Url), StringComparison.OrdinalIgnoreCase)))
                Keep(printed.Url, Quote(texts, printed.Line, printed.LastLine), page.Number, inReferences[printed.Line]);
        }
    }

    private void Keep(string url, string quote, int page, bool inReferences)
    {
        if (!_found.Exists(f => f.Page == page && f.InReferences == inReferences && string.Equals(Bare(f.Url), Bare(url), StringComparison.OrdinalIgnoreCase)))
            _found.Add(new(url, quote, page, inReferences));
    }

    private static IEnumerable<(string Url, PdfRectangle Area)> Annotations(Page page)
    {
        List<(string, PdfRectangle)> links = [];
        try
        {
            foreach (var annotation in page.GetAnnotations())
            {
                if (annotation.Action is UriAction { Uri: { } url } && Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
                    links.Add((url.Trim(), annotation.Rectangle));
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A damaged annotation ends the page's list; its print is read all the same.
            return links;
        }
        return links;
    }

    // The line that a link lies on; -1: on none, but on a picture.
    private static int Nearest(IReadOnlyList<PdfLine> lines, PdfRectangle area)
    {
        var (best, most) = (-1, 0.0);
        for (var i = 0; i < lines.Count; i++)
        {
            var box = lines[i].Box;
            var width = Math.Min(box.Right, area.Right) - Math.Max(box.Left, area.Left);
            var height = Math.Min(box.Top, area.Top) - Math.Max(box.Bottom, area.Bottom);
            if (width > 0 && height > 0 && width * height > most)
                (best, most) = (i, width * height);
        }
        return best;
    }

    // The lines of the address with those before and after: a sentence, mostly.
    private static string Quote(List<string> texts, int first, int last)
    {
        var quote = string.Join(' ', texts.Take(last + 2).Skip(Math.Max(0, first - 1)));
        if (quote.Length <= QuoteLength)
            return quote;
        quote = string.Join(' ', texts.Take(last + 1).Skip(first));
        return quote.Length <= QuoteLength ? quote : quote[..QuoteLength];
    }

    private static string Bare(string url) => Decoration().Replace(url, "");

    [GeneratedRegex(@"\A(([0-9]+|[IVX]+)\.?\s)?(R\s?eferences( and notes)?|Bibliography|Literature cited|Works cited|R EFERENCES)\s*\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex References();

    [GeneratedRegex(@"\A([A-Z]\.?\s)?(Appendix|Appendices|Supplementary|Supplemental|Supporting information)(\s[^.,]{0,60})?\s*\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Appendix();

    [GeneratedRegex(@"\Ahttps?://(www\.)?|/+\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Decoration();
}
