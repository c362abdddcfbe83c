using DataTools.Catalog.Workspaces;
using DataTools.Connectors;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Papers.Finding;
using DataTools.Tests;

namespace DataTools.Papers.Tests.Finding;

/// <summary>A fake GitHub, a workspace and a paper whose code it holds.</summary>
internal sealed class FinderScene : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<PaperFinder> _finders = [];

    private FinderScene(FakeGitHub fake)
    {
        Fake = fake;
        Variables = new() { ["DATATOOLS_GITHUB_API"] = fake.Address, ["DATATOOLS_GITHUB_RAW"] = fake.RawAddress };
    }

    public FakeGitHub Fake { get; }

    /// <summary>Environment variables; never the process's own.</summary>
    public Dictionary<string, string> Variables { get; }

    public static Paper TinyDet { get; } = new("TinyDet: Small Detectors for Large Pictures")
    {
        Arxiv = ArxivId.TryParse("2401.00001"),
        Authors = [new("Ada Lovelace"), new("Grace Hopper")],
    };

    public static async Task<FinderScene> StartAsync(IEnumerable<FakeRepository>? repositories = null) =>
        new(await FakeGitHub.StartAsync(repositories ?? SampleRepositories.All, SampleRepositories.Owners));

    public string this[params string[] parts] => _folder[parts];

    public FinderScene WithToken()
    {
        Variables["GH_TOKEN"] = FakeGitHub.GoodToken;
        return this;
    }

    public ServiceContext Services() =>
        new(Workspace.Locate(_folder.Path, _folder.Path, _ => null), name => Variables.GetValueOrDefault(name), TimeProvider.System, "datatools 0.1.0");

    public PaperFinder Finder(FindOptions? options = null, params IEnumerable<IEvidenceSource> more)
    {
        var finder = new PaperFinder(
            Services(), options ?? new() { LongestWait = TimeSpan.Zero }, [new TextLinks(), new PrintedLinks(), .. more],
            firstDelay: TimeSpan.FromMilliseconds(2));
        _finders.Add(finder);
        return finder;
    }

    public Task<FindResult> FindAsync(Paper? paper = null, FindOptions? options = null) => Finder(options).FindAsync(paper ?? TinyDet, null, default);

    public async ValueTask DisposeAsync()
    {
        _finders.ForEach(f => f.Dispose());
        await Fake.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A source that says what a test wants, or fails as it wants.</summary>
    public sealed class Told(Func<Findings> say) : IEvidenceSource
    {
        public string Name => "somebody";

        public Task<Findings> AskAsync(Paper paper, CancellationToken cancellation) => Task.FromResult(say());

        public static Told Of(params IEnumerable<(string Repository, MentionKind Kind)> mentions) => new(() => new()
        {
            Mentions = [.. mentions.Select(m => new Mention(RepositoryName.Parse(m.Repository), m.Kind, "https://example.org/list", m.Repository))],
        });
    }
}
