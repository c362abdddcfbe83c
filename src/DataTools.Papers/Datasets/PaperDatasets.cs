using DataTools.Catalog;
using DataTools.Connectors.HuggingFace;
using DataTools.Papers.Resolving;

namespace DataTools.Papers.Datasets;

/// <summary>A data set that goes with a paper.</summary>
/// <param name="Reference">What <c>pull</c> takes: <c>hf:OWNER/NAME</c>.</param>
/// <param name="Source">Where that is seen: an address.</param>
/// <param name="Why">How they are connected, in a few words.</param>
/// <param name="Downloads">In the last 30 days; null: not known.</param>
public sealed record PaperDataset(string Reference, string Source, string Why, long? Downloads);

/// <summary>
/// Data sets of a paper, as Hugging Face knows them: those that are linked from the paper's page, then those whose cards
/// name its arXiv id. The latter cite the paper, and need not be its own.
/// </summary>
internal sealed class PaperDatasets(HuggingFacePapers papers)
{
    /// <summary>
    /// The linked ones, those of the paper's own organisation before others; then the tagged ones, the most downloaded
    /// first; none twice. Throws <see cref="NotFoundException"/> for a paper that Hugging Face cannot know.
    /// </summary>
    public async Task<IReadOnlyList<PaperDataset>> FindAsync(Paper paper, CancellationToken cancellation)
    {
        var page = await papers.PageAsync(paper, cancellation);
        if ((paper.Arxiv ?? ArxivId.TryParse(page?.Id)) is not { } id)
        {
            throw new NotFoundException(
                $"no arXiv id is known of \"{paper.Title}\", and Hugging Face connects data sets with arXiv ids alone", "Name the paper by its arXiv id, if it has one.");
        }
        var tagged = (await papers.TaggedAsync(id, cancellation)).Where(IsReference).OrderByDescending(d => d.Downloads ?? 0).ToList();
        var linked = (page?.LinkedDatasets ?? []).OfType<HuggingFaceDataset>().Where(IsReference)
            .Select(d => (Dataset: d with { Downloads = d.Downloads ?? tagged.Find(t => Same(t, d))?.Downloads }, Own: IsOwn(d, page!)))
            .OrderByDescending(d => d.Own)
            .Select(d => new PaperDataset(
                $"hf:{d.Dataset.Id}", HuggingFacePaper.Page(id), d.Own ? "linked from the paper's page, by the same organisation" : "linked from the paper's page", d.Dataset.Downloads));
        return
        [
            .. linked.Concat(tagged.Select(d => new PaperDataset($"hf:{d.Id}", $"https://huggingface.co/datasets/{d.Id}", $"its card names arXiv:{id}", d.Downloads)))
                .DistinctBy(d => d.Reference, StringComparer.OrdinalIgnoreCase),
        ];
    }

    // It becomes part of a command and of addresses.
    private static bool IsReference(HuggingFaceDataset dataset) => dataset.Id is not null && HubRef.IsId(dataset.Id);

    private static bool Same(HuggingFaceDataset one, HuggingFaceDataset other) => string.Equals(one.Id, other.Id, StringComparison.OrdinalIgnoreCase);

    private static bool IsOwn(HuggingFaceDataset dataset, HuggingFacePaper page) =>
        page.Organization?.Name is { Length: > 0 } organisation && dataset.Id!.StartsWith($"{organisation}/", StringComparison.OrdinalIgnoreCase);
}
