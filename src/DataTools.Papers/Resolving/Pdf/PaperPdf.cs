using System.Text.RegularExpressions;
using DataTools.Catalog;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Exceptions;

namespace DataTools.Papers.Resolving.Pdf;

/// <summary>What a paper's PDF tells by itself: title, ids, and the addresses it prints. A page that is damaged is passed over.</summary>
internal static partial class PaperPdf
{
    private const int MostPages = 60;

    private const string Hint = "Name the paper by its title, arXiv id or DOI instead.";

    /// <summary>
    /// Reads a file. The title is empty where it cannot be told. Throws <see cref="CorruptFileException"/> for a damaged
    /// file, <see cref="InvalidInputException"/> for one that is encrypted or has no text.
    /// </summary>
    public static Paper Read(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotFoundException($"there is no file {path}", "Give the path of a PDF file, or the paper's title or id.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {e.Message}", Hint, e);
        }
    }

    /// <summary>As above, of a file's bytes; <paramref name="name"/> is for messages.</summary>
    public static Paper Read(byte[] bytes, string name)
    {
        try
        {
            // Fonts that papers leave out are not needed: their letters have codes.
            using var document = PdfDocument.Open(bytes, new() { UseLenientParsing = true, SkipMissingFonts = true });
            return Read(document, name);
        }
        catch (PdfDocumentEncryptedException e)
        {
            throw new InvalidInputException($"{name}: this PDF is encrypted and opens only with a password", $"Save it without one, or: {Hint}", e);
        }
        // The library says in many ways that a file is not what it should be.
        catch (Exception e) when (e is not (DataToolsException or OutOfMemoryException))
        {
            throw new CorruptFileException(name, $"this PDF is damaged: {e.Message}", Hint, e);
        }
    }

    private static Paper Read(PdfDocument document, string name)
    {
        var links = new PdfLinks();
        IReadOnlyList<PdfLine>? first = null;
        Exception? damage = null;
        var turned = "";
        var hasText = false;
        for (var i = 1; i <= Math.Min(document.NumberOfPages, MostPages); i++)
        {
            Page page;
            IReadOnlyList<PdfLine> lines;
            try
            {
                page = document.GetPage(i);
                lines = PdfLines.Of(page);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                damage ??= e;
                continue;
            }
            if (first is null)
                (first, turned) = (lines, PdfLines.Turned(page));
            hasText |= lines.Count > 0;
            links.Add(page, lines);
        }
        if (first is null)
            throw new CorruptFileException(name, damage is null ? "this PDF has no pages" : $"this PDF is damaged: {damage.Message}", Hint, damage);
        if (!hasText)
            throw new InvalidInputException($"{name}: there is no text in this PDF, only pictures", Hint);

        var text = string.Join('\n', first.TakeWhile(l => !l.Text.Equals("References", StringComparison.OrdinalIgnoreCase)).Select(l => l.Text));
        return new(PdfTitle.Of(first, document.Information.Title) ?? "")
        {
            Arxiv = ArxivOf(turned, stamp: true) ?? ArxivOf(text, stamp: false),
            Doi = Doi().Match(text) is { Success: true } match && PaperQuery.OfDoi(match.Groups["doi"].Value) is PaperQuery.ByDoi doi ? doi.Doi : null,
            Links = links.Found,
        };
    }

    // In running text an id may be that of a paper which is cited: the stamp has a subject after it.
    private static ArxivId? ArxivOf(string text, bool stamp) =>
        (stamp ? Stamp().Match(text) : StampInText().Match(text)) is { Success: true } match ? ArxivId.TryParse(match.Groups["id"].Value) : null;

    [GeneratedRegex(@"arXiv:\s*(?<id>([a-z-]+(\.[A-Z]{2})?/[0-9]{7}|[0-9]{4}\.[0-9]{4,5})(v[0-9]+)?)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"arXiv:\s*(?<id>([a-z-]+(\.[A-Z]{2})?/[0-9]{7}|[0-9]{4}\.[0-9]{4,5})v[0-9]+)\s*\[[a-z-]+(\.[A-Za-z-]+)?\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StampInText();

    [GeneratedRegex(@"(?<![A-Za-z])(doi:?\s?|doi\.org/)(?<doi>10\.[0-9]{4,9}/[^\s""<>]+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Doi();
}
