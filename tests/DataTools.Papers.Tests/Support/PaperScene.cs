using DataTools.Catalog.Workspaces;
using DataTools.Connectors;
using DataTools.FakeServices.Arxiv;
using DataTools.Papers.Evidence;
using DataTools.Papers.Resolving;
using DataTools.Papers.Resolving.Arxiv;
using DataTools.Tests;

namespace DataTools.Papers.Tests.Support;

/// <summary>A fake arXiv, a workspace, and a clock of their own.</summary>
internal sealed class PaperScene : IAsyncDisposable
{
    private readonly List<IDisposable> _clients = [];

    private PaperScene(FakeArxiv arxiv) => Arxiv = arxiv;

    public static FakeArxivPaper TinyDet { get; } = new("2401.00001", "TinyDet: Small\n  Detectors with $\\alpha$-Heads", "  We present\n  tiny detectors.")
    {
        Version = 2,
        Authors = [("Ada Writer", "Vision Lab"), ("José Müller", null)],
        Comment = "8 pages;\n code: https://github.com/visionlab/tinydet.",
        Doi = "10.1109/CVPR.2024.00001",
        JournalRef = "CVPR 2024, pp. 1-8",
    };

    public FakeArxiv Arxiv { get; }

    public TemporaryFolder Folder { get; } = new();

    public SwiftTime Time { get; } = new();

    public static async Task<PaperScene> StartAsync(params FakeArxivPaper[] papers) => new(await FakeArxiv.StartAsync(papers.Length > 0 ? papers : [TinyDet]));

    public ServiceContext Services() => new(
        Workspace.Locate(Folder.Path, Folder.Path, _ => null), name => name == "DATATOOLS_ARXIV_API" ? Arxiv.Address : null, Time, "datatools 0.1.0");

    public ArxivCatalogue Catalogue(bool offline = false) => Kept(new ArxivCatalogue(Services(), offline));

    public ArxivPdf Pdf(bool offline = false) => Kept(new ArxivPdf(Services(), offline));

    public PageMetadata Pages(bool offline = false) => new(Services(), offline);

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        await Arxiv.DisposeAsync();
        Folder.Dispose();
    }

    private T Kept<T>(T client) where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}
