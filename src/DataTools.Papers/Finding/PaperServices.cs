using DataTools.Connectors;
using DataTools.Connectors.Http;
using DataTools.Papers.Datasets;
using DataTools.Papers.Evidence;
using DataTools.Papers.Resolving;
using DataTools.Papers.Resolving.Arxiv;

namespace DataTools.Papers.Finding;

/// <summary>All services that know papers, each with its client: the one place that names them.</summary>
internal sealed class PaperServices : IDisposable
{
    // What is known of a paper changes slowly.
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    private readonly ArxivCatalogue _arxiv;
    private readonly HuggingFacePapers _hub;
    private readonly SemanticScholar _scholar;
    private readonly OpenAlex _openAlex;
    private readonly Crossref _crossref;
    private readonly ArxivPdf _pdf;

    public PaperServices(ServiceContext services, FindOptions options, Func<ApiOptions, ApiOptions>? patience = null)
    {
        var usage = new CacheUsage(Fresh, options.Offline);
        _arxiv = new(services, options.Offline, patience);
        _hub = new(services, usage, patience);
        _scholar = new(services, usage, patience);
        _openAlex = new(services, usage, patience);
        _crossref = new(services, usage, patience);
        _pdf = new(services, options.Offline, patience);
        Resolver = new([_arxiv, _hub, _crossref, _openAlex, _scholar], new(services, options.Offline, patience));
        Sources =
        [
            new TextLinks(), new PrintedLinks(), new HuggingFaceSource(_hub),
            .. options.ReadPdf ? [_pdf] : (IEvidenceSource[])[],
            .. options.PapersWithCodeLinks is { } file ? [new PapersWithCodeLinks(file)] : (IEvidenceSource[])[],
        ];
        Datasets = new(_hub);
    }

    public PaperResolver Resolver { get; }

    /// <summary>Those that may know where the code is, besides GitHub itself.</summary>
    public IReadOnlyList<IEvidenceSource> Sources { get; }

    public PaperDatasets Datasets { get; }

    public void Dispose()
    {
        _arxiv.Dispose();
        _hub.Dispose();
        _scholar.Dispose();
        _openAlex.Dispose();
        _crossref.Dispose();
        _pdf.Dispose();
    }
}
