using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using DataTools.Catalog;
using DataTools.Connectors;
using DataTools.Connectors.Http;
using DataTools.Papers.Text;

namespace DataTools.Papers.Resolving;

/// <summary>
/// What a paper's page says of it in the <c>citation_*</c> tags that OpenReview, the ACL Anthology, CVF and publishers
/// write for Google Scholar. Source: https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
/// </summary>
internal sealed partial class PageMetadata(ServiceContext services, bool offline, Func<ApiOptions, ApiOptions>? patience = null)
{
    private const int LargestPage = 10 << 20;

    private const string Hint = "Name the paper by its title, arXiv id or DOI.";

    private static readonly string[] Dates = ["citation_publication_date", "citation_date", "citation_online_date", "citation_year"];

    private static readonly string[] Venues = ["citation_conference_title", "citation_journal_title", "citation_inbook_title", "citation_book_title"];

    private static readonly string[] DateForms = ["yyyy/M/d", "yyyy-M-d", "d MMMM yyyy", "MMMM d, yyyy"];

    /// <summary>
    /// The paper that a page is about. Throws <see cref="NotFoundException"/> where there is no page or it names no paper,
    /// <see cref="InvalidInputException"/> where it is none, <see cref="NetworkException"/> where it cannot be had.
    /// </summary>
    public async Task<Paper> ReadAsync(Uri address, CancellationToken cancellation)
    {
        var shown = Endpoints.Shown(address);
        var options = new ApiOptions(address.Host, new(address.GetLeftPart(UriPartial.Authority)))
        {
            Cache = ("pages", new(TimeSpan.FromDays(1), offline)),
            FollowForeign = true,
            Retries = 2,
        };
        options = patience?.Invoke(options) ?? options;
        var limit = new BodyLimit(LargestPage, options.Timeout, services.Time);
        using var http = ApiClient.Create(services, options with { Step = inner => new Whole(limit, inner) });
        using var response = await http.GetAsync(address, cancellation);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            throw new NotFoundException($"{shown}: there is no such page ({(int)response.StatusCode})", Hint);
        if (!response.IsSuccessStatusCode)
            throw new NetworkException($"{shown}: the page cannot be had ({(int)response.StatusCode} {response.ReasonPhrase})", $"Some sites let only browsers in. {Hint}");
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is not (null or "text/html" or "application/xhtml+xml"))
        {
            throw new InvalidInputException($"{shown} is no web page ({type})", type == "application/pdf"
                ? "Fetch the PDF and give the path of the file, or name the paper by its title, arXiv id or DOI." : Hint);
        }
        using var document = new HtmlParser().ParseDocument(await response.Content.ReadAsStreamAsync(cancellation));
        return Read(document, address) ?? throw new NotFoundException(
            $"{shown}: this page does not say which paper it is about{(document.Title is { Length: > 0 } title ? $" (its title: \"{OneLine(title)}\")" : "")}", Hint);
    }

    private static Paper? Read(IDocument document, Uri address)
    {
        var tags = document.QuerySelectorAll("meta[content]")
            .Select(m => (Name: (m.GetAttribute("name") ?? m.GetAttribute("property") ?? "").ToLowerInvariant(), Value: OneLine(m.GetAttribute("content")!)))
            .Where(t => t.Value.Length > 0)
            .ToLookup(t => t.Name, t => t.Value);
        if (tags["citation_title"].FirstOrDefault() is not { } title)
            return null;
        var dates = Dates.SelectMany(d => tags[d]).ToList();
        var published = dates.Select(Date).FirstOrDefault(d => d is not null);
        var doi = tags["citation_doi"].Select(PaperQuery.OfDoi).FirstOrDefault(d => d is not null);
        return new(OneLine(TitleText.Plain(title)))
        {
            Authors = [.. tags["citation_author"].Concat(tags["citation_authors"].SelectMany(a => a.Split(';'))).Select(GivenFirst).Where(n => n.Length > 0).Distinct().Select(n => new Author(n))],
            Arxiv = ArxivId.TryParse(tags["citation_arxiv_id"].FirstOrDefault()) ?? (doi as PaperQuery.ByArxiv)?.Id,
            Doi = (doi as PaperQuery.ByDoi)?.Doi,
            Published = published,
            Year = published?.Year ?? dates.Select(Year).FirstOrDefault(y => y is not null),
            Venue = Venues.SelectMany(v => tags[v]).FirstOrDefault(),
            Abstract = tags["citation_abstract"].FirstOrDefault(),
            Url = address.AbsoluteUri,
        };
    }

    // "He, Kaiming" and "Kaiming He".
    private static string GivenFirst(string name) => name.Split(',', 2, StringSplitOptions.TrimEntries) is [var family, { Length: > 0 } given] ? $"{given} {family}" : name.Trim(' ', ',');

    private static DateOnly? Date(string text) => DateOnly.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static int? Year(string text) => FourDigits().Match(text) is { Success: true } match ? int.Parse(match.Value, CultureInfo.InvariantCulture) : null;

    private static string OneLine(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(?<![0-9])(19|20)[0-9]{2}(?![0-9])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FourDigits();

    private sealed class Whole(BodyLimit limit, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await limit.LoadAsync(response, cancellationToken);
            // A captcha looks like any page. Only pages that name a paper are kept: this status never is.
            if (response.StatusCode == HttpStatusCode.OK && (await response.Content.ReadAsByteArrayAsync(cancellationToken)).AsSpan().IndexOf("citation_title"u8) < 0)
                response.StatusCode = HttpStatusCode.NonAuthoritativeInformation;
            return response;
        }
    }
}
