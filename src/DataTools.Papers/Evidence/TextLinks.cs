namespace DataTools.Papers.Evidence;

/// <summary>Addresses that the authors wrote into their comment at arXiv and into the abstract.</summary>
internal sealed class TextLinks : IEvidenceSource
{
    public string Name => "the arXiv comment and the abstract";

    public Task<Findings> AskAsync(Paper paper, CancellationToken cancellation)
    {
        var source = paper.Arxiv?.Url ?? paper.Url ?? "";
        return Task.FromResult(LinkReading.Together([
            LinkReading.Of(paper.Comment ?? "", MentionKind.Comment, source),
            LinkReading.Of(paper.Abstract ?? "", MentionKind.Abstract, source),
        ]));
    }
}

/// <summary>Addresses that are printed in the paper, where it was read before.</summary>
internal sealed class PrintedLinks : IEvidenceSource
{
    public string Name => "the paper's text";

    public Task<Findings> AskAsync(Paper paper, CancellationToken cancellation)
    {
        var source = paper.Arxiv?.Url ?? paper.Url;
        return Task.FromResult(LinkReading.Together(paper.Links.Select(link => LinkReading.Of(
            link.Url, link.InReferences ? MentionKind.Bibliography : MentionKind.FullText, source is null ? $"page {link.Page}" : $"{source}, page {link.Page}", link.Quote))));
    }
}
