using System.Text.RegularExpressions;

namespace DataTools.Papers.Resolving;

/// <summary>The ids of papers as services write them: bare, or as an address.</summary>
internal static partial class PaperIds
{
    private const string ArxivDoi = "10.48550/arxiv.";

    /// <summary>The arXiv id of <c>https://arxiv.org/abs/ID</c> (or pdf), of arXiv's DOI, or bare; null for anything else.</summary>
    public static ArxivId? Arxiv(string? text) => text is null ? null :
        Doi(text) is { } doi && doi.StartsWith(ArxivDoi, StringComparison.Ordinal) ? ArxivId.TryParse(doi[ArxivDoi.Length..])
        : Page().Match(text) is { Success: true } page ? ArxivId.TryParse(page.Groups["id"].Value)
        : ArxivId.TryParse(text);

    /// <summary>A DOI bare and in lower case, also of its address; null for what is none.</summary>
    public static string? Doi(string? text) =>
        text is not null && Handle().Match(text.Trim()) is { Success: true } match ? match.Groups["doi"].Value.ToLowerInvariant() : null;

    /// <summary>As <see cref="Doi"/>, without the one that arXiv gives every paper: that says no more than the arXiv id.</summary>
    public static string? PublishersDoi(string? text) => Doi(text) is { } doi && !doi.StartsWith(ArxivDoi, StringComparison.Ordinal) ? doi : null;

    [GeneratedRegex(@"\A(https?://(dx\.)?doi\.org/|doi:)?(?<doi>10\.\d{4,9}/\S+)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Handle();

    [GeneratedRegex(@"\Ahttps?://([a-z]+\.)?arxiv\.org/(abs|pdf)/(?<id>[^?#]+?)(\.pdf)?([?#].*)?\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Page();
}
