using System.Text.RegularExpressions;
using DataTools.Catalog;

namespace DataTools.Papers.Resolving;

/// <summary>Addresses of papers as people copy them out of a browser.</summary>
internal static partial class PaperAddress
{
    /// <summary>
    /// The paper behind an address: an id or DOI where it holds one, else the page that describes the paper, also where
    /// the address is that of its PDF. Null for what is no address. Throws <see cref="InvalidInputException"/> for an
    /// address of arXiv without an id, and for one that is not http(s).
    /// </summary>
    public static PaperQuery? TryParse(string text)
    {
        if (text.Contains(' '))
            return null;
        if (Site().IsMatch(text))
            text = "https://" + text;
        if (!text.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var address))
            return null;
        if (address.Scheme is not ("http" or "https"))
            throw new InvalidInputException($"'{text}' is no http:// or https:// address", "Give the address of the paper's page.");

        var host = address.Host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? address.Host[4..] : address.Host;
        var parts = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (host == "arxiv.org" || host.EndsWith(".arxiv.org", StringComparison.Ordinal) || host is "alphaxiv.org" or "ar5iv.org")
            return new PaperQuery.ByArxiv(IdOf(parts) ?? throw new InvalidInputException($"{text}: there is no arXiv id in this address", "Addresses of papers look so: https://arxiv.org/abs/1512.03385."));
        return (host, parts) switch
        {
            ("huggingface.co" or "hf.co" or "paperswithcode.co" or "scholar.archive.org" or "semanticscholar.org", _) when IdOf(parts) is { } id => new PaperQuery.ByArxiv(id),
            // The site is no more; its names of papers are their titles.
            ("paperswithcode.com", ["paper", var name, ..]) => new PaperQuery.ByTitle(name.Replace('-', ' ')),
            _ when PublisherDoi().Match(Uri.UnescapeDataString(address.AbsolutePath)) is { Success: true } match => PaperQuery.OfDoi(match.Groups["doi"].Value),
            _ => new PaperQuery.ByPage(Described(host, address)),
        };
    }

    // abs/ID, pdf/IDv2.pdf, papers/ID, abs/hep-th/9901001
    private static ArxivId? IdOf(string[] parts)
    {
        if (parts.Length < 2)
            return null;
        var last = Extension().Replace(parts[^1], "");
        return ArxivId.TryParse(last) ?? (parts.Length < 3 ? null : ArxivId.TryParse($"{parts[^2]}/{last}"));
    }

    // The page about a paper that is given by its PDF.
    private static Uri Described(string host, Uri address)
    {
        var url = address.GetLeftPart(UriPartial.Query);
        return new(host switch
        {
            "openreview.net" => OpenReviewPdf().Replace(url, "/forum"),
            "aclanthology.org" => PdfEnd().Replace(url, ""),
            "openaccess.thecvf.com" => PdfEnd().Replace(url.Replace("/papers/", "/html/", StringComparison.Ordinal), ".html"),
            "proceedings.mlr.press" => MlrPdf().Replace(url, "${page}.html"),
            "papers.nips.cc" or "papers.neurips.cc" or "proceedings.neurips.cc" => NeurIpsPdf().Replace(url, "/hash/${hash}-Abstract${track}.html"),
            _ => url,
        });
    }

    [GeneratedRegex(
        @"\A(www\.)?([a-z]+\.)?(arxiv\.org|alphaxiv\.org|huggingface\.co|hf\.co|openreview\.net|aclanthology\.org|thecvf\.com|paperswithcode\.com?|mlr\.press|neurips\.cc|nips\.cc)/\S+\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Site();

    [GeneratedRegex(@"\.(pdf|md|html?)\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Extension();

    [GeneratedRegex(
        @"/(doi|article|chapter|content/pdf)(/(abs|full|pdf|epdf|pdfdirect|fullhtml|book))?/(?<doi>10\.[0-9]{4,9}/[^\s/]+(?<!\.pdf))(\.pdf)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PublisherDoi();

    [GeneratedRegex(@"(?<=openreview\.net)/(pdf|attachment|references/pdf)(?=\?)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OpenReviewPdf();

    [GeneratedRegex(@"(v[0-9])?\.pdf\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PdfEnd();

    [GeneratedRegex(@"(?<page>/v[0-9]+/[^/]+)/[^/]+\.pdf\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MlrPdf();

    [GeneratedRegex(@"/file/(?<hash>[0-9a-f]+)-Paper(?<track>-[A-Za-z_]+)?\.pdf\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NeurIpsPdf();
}
