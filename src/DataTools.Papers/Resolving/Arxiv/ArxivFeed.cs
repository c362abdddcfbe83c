using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace DataTools.Papers.Resolving.Arxiv;

/// <summary>
/// An answer of arXiv's API: Atom, told apart by the addresses of namespaces, whatever their prefixes.
/// Source: https://info.arxiv.org/help/api/user-manual.html
/// </summary>
/// <param name="Total">How many papers match; the answer may hold fewer.</param>
/// <param name="Start">Where in them the answer begins.</param>
/// <param name="Papers">Of the answer, in its order.</param>
/// <param name="Error">What arXiv has against the question, which it writes as if it were a paper.</param>
internal sealed partial record ArxivFeed(int Total, int Start, IReadOnlyList<Paper> Papers, string? Error)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Own = "http://arxiv.org/schemas/atom";
    private static readonly XNamespace OpenSearch = "http://a9.com/-/spec/opensearch/1.1/";

    /// <summary>Whether papers are missing that should be there: now and then arXiv gives an empty page.</summary>
    public bool IsHollow => Error is null && Papers.Count == 0 && Total > Start;

    /// <summary>Reads an answer; null where it is no feed.</summary>
    public static ArxivFeed? TryRead(byte[] bytes)
    {
        XElement feed;
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            using var reader = XmlReader.Create(stream, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            feed = XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
        if (feed.Name != Atom + "feed")
            return null;
        var entries = feed.Elements(Atom + "entry").ToList();
        var error = entries.FirstOrDefault(IsError);
        var papers = error is null ? entries.Select(PaperOf).OfType<Paper>().ToList() : [];
        return new(Number(feed, "totalResults"), Number(feed, "startIndex"), papers, error is null ? null : Line(error, Atom + "summary") ?? "no reason given");
    }

    private static bool IsError(XElement entry) =>
        Line(entry, Atom + "title") == "Error" && entry.Element(Atom + "id")?.Value.Contains("/api/errors", StringComparison.Ordinal) == true;

    private static Paper? PaperOf(XElement entry)
    {
        var address = entry.Element(Atom + "id")?.Value ?? "";
        if (Line(entry, Atom + "title") is not { } title || ArxivId.TryParse(Page().Replace(address.Trim(), "")) is not { } id)
            return null;
        var published = Date(entry);
        return new(title)
        {
            Authors = [.. entry.Elements(Atom + "author").Select(AuthorOf).OfType<Author>()],
            Arxiv = id,
            Doi = Line(entry, Own + "doi")?.Split(' ')[0].ToLowerInvariant(),
            Published = published,
            Year = published?.Year,
            Venue = Line(entry, Own + "journal_ref"),
            Abstract = Line(entry, Atom + "summary"),
            Comment = Line(entry, Own + "comment"),
            Url = id.Url,
        };
    }

    private static Author? AuthorOf(XElement author) => Line(author, Atom + "name") is not { } name ? null : new(name)
    {
        Affiliations = [.. author.Elements(Own + "affiliation").Select(a => OneLine(a.Value)).OfType<string>()],
    };

    private static DateOnly? Date(XElement entry) =>
        DateTimeOffset.TryParse(entry.Element(Atom + "published")?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? DateOnly.FromDateTime(at.UtcDateTime)
            : null;

    private static int Number(XElement feed, string name) =>
        int.TryParse(feed.Element(OpenSearch + name)?.Value, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static string? Line(XElement parent, XName name) => OneLine(parent.Element(name)?.Value);

    private static string? OneLine(string? text) => Blanks().Replace(text ?? "", " ").Trim() is { Length: > 0 } line ? line : null;

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\Ahttps?://(export\.)?arxiv\.org/abs/", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Page();
}
