using System.Text;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors;
using DataTools.Connectors.Http;
using DataTools.FakeServices;
using DataTools.FakeServices.HuggingFace;
using DataTools.FakeServices.Papers;
using DataTools.Papers.Resolving;
using DataTools.Tests;

namespace DataTools.Papers.Tests.Resolving;

/// <summary>The services that know papers, all faked, and a workspace; waits between repetitions are short.</summary>
internal sealed class CatalogueScene : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<IDisposable> _clients = [];

    private CatalogueScene()
    {
    }

    public FakeHub Hub { get; private set; } = null!;

    public FakeSemanticScholar Scholar { get; private set; } = null!;

    public FakeOpenAlex OpenAlexService { get; private set; } = null!;

    public FakeCrossref CrossrefService { get; private set; } = null!;

    public FakeDataCite DataCiteService { get; private set; } = null!;

    /// <summary>Environment variables; never the process's own.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public CacheUsage Usage { get; set; } = new(TimeSpan.FromHours(1), Offline: false);

    /// <summary>Changes what the clients want of the network.</summary>
    public Func<ApiOptions, ApiOptions> Patience { get; set; } = options => options;

    public static async Task<CatalogueScene> StartAsync(IReadOnlyList<FakePaper>? papers = null)
    {
        var scene = new CatalogueScene();
        scene.Hub = await FakeHub.StartAsync(scene._folder["hub"]);
        scene.Hub.Papers = papers ?? SamplePapers.All;
        scene.Scholar = await FakeSemanticScholar.StartAsync(papers);
        scene.OpenAlexService = await FakeOpenAlex.StartAsync(papers);
        scene.CrossrefService = await FakeCrossref.StartAsync(papers);
        scene.DataCiteService = await FakeDataCite.StartAsync(papers);
        scene.Variables["HF_ENDPOINT"] = scene.Hub.Address;
        scene.Variables["DATATOOLS_S2_API"] = scene.Scholar.Address;
        scene.Variables["DATATOOLS_OPENALEX_API"] = scene.OpenAlexService.Address;
        scene.Variables["DATATOOLS_CROSSREF_API"] = scene.CrossrefService.Address;
        scene.Variables["DATATOOLS_DATACITE_API"] = scene.DataCiteService.Address;
        // Nobody's own token.
        scene.Variables["HOME"] = scene._folder.Path;
        return scene;
    }

    public HuggingFacePapers HuggingFace() => Kept(new HuggingFacePapers(Services, Usage, Hasty));

    public SemanticScholar SemanticScholar() => Kept(new SemanticScholar(Services, Usage, Hasty));

    public OpenAlex OpenAlex() => Kept(new OpenAlex(Services, Usage, Hasty));

    public Crossref Crossref() => Kept(new Crossref(Services, Usage, Hasty));

    /// <summary>A client by its name in the tests' tables.</summary>
    public IPaperCatalogue Client(string name) => name switch
    {
        "hf" => HuggingFace(),
        "s2" => SemanticScholar(),
        "openalex" => OpenAlex(),
        _ => Crossref(),
    };

    /// <summary>What its fake's next calls get; of Crossref, with arXiv's papers: DataCite's.</summary>
    public void Next(string name, FakeServices.GitHub.FakeAnswer answer, int times = 1)
    {
        for (var i = 0; i < times; i++)
            (name switch { "hf" => Hub.Next, "s2" => Scholar.Next, "openalex" => OpenAlexService.Next, "datacite" => DataCiteService.Next, _ => CrossrefService.Next }).Enqueue(answer);
    }

    /// <summary>Requests to its fake.</summary>
    public IReadOnlyCollection<Received> Requests(string name) => name switch
    {
        "hf" => Hub.Requests,
        "s2" => Scholar.Requests,
        "openalex" => OpenAlexService.Requests,
        "datacite" => DataCiteService.Requests,
        _ => CrossrefService.Requests,
    };

    /// <summary>Puts a data set on the Hub.</summary>
    public void Dataset(string id) => _folder.Write($"hub/{id}/README.md", "# It\n"u8.ToArray());

    /// <summary>Everything that lies in the workspace.</summary>
    public string Written() => string.Join('\n', Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(f => Encoding.UTF8.GetString(File.ReadAllBytes(f))));

    /// <summary>Settings of the workspace: <c>datatools.json</c>.</summary>
    public void Settings(string json) => _folder.Write("datatools.json", Encoding.UTF8.GetBytes(json));

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        foreach (var service in new IAsyncDisposable[] { Hub, Scholar, OpenAlexService, CrossrefService, DataCiteService })
            await service.DisposeAsync();
        _folder.Dispose();
    }

    private ServiceContext Services => new(Workspace.Locate(_folder.Path, _folder.Path, _ => null), name => Variables.GetValueOrDefault(name), TimeProvider.System, "datatools test");

    private ApiOptions Hasty(ApiOptions options) => Patience(options with { FirstDelay = TimeSpan.FromMilliseconds(2) });

    private T Kept<T>(T client) where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}
