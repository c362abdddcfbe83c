using DataTools.Catalog;
using DataTools.Papers.Resolving;
using DataTools.Papers.Text;

namespace DataTools.Papers.Tests.Support;

/// <summary>A catalogue in memory, whose search gives any paper that shares a word.</summary>
internal sealed class FakePaperCatalogue(string name, params Paper[] papers) : IPaperCatalogue
{
    public string Name => name;

    public DataToolsException? Fault { get; init; }

    /// <summary>What it was asked.</summary>
    public List<string> Asked { get; } = [];

    public Task<Paper?> ByArxivAsync(ArxivId id, CancellationToken cancellation) => Answer($"arxiv {id}", papers.FirstOrDefault(p => p.Arxiv == id));

    public Task<Paper?> ByDoiAsync(string doi, CancellationToken cancellation) => Answer($"doi {doi}", papers.FirstOrDefault(p => p.Doi == doi));

    public Task<IReadOnlyList<Paper>> ByTitleAsync(string title, CancellationToken cancellation)
    {
        var words = TitleText.Normalise(title).Split(' ');
        return Answer<IReadOnlyList<Paper>>($"title {title}", [.. papers.Where(p => TitleText.Normalise(p.Title).Split(' ').Intersect(words).Any())])!;
    }

    private Task<T?> Answer<T>(string question, T? answer)
    {
        lock (Asked)
            Asked.Add(question);
        return Fault is null ? Task.FromResult(answer) : Task.FromException<T?>(Fault);
    }
}
