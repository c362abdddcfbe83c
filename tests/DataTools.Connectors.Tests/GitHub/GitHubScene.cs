using DataTools.Catalog.Workspaces;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;
using DataTools.Tests;
using Microsoft.Extensions.Time.Testing;

namespace DataTools.Connectors.Tests.GitHub;

/// <summary>
/// A fake GitHub, a workspace, and a clock that both go by. The clock stands still, except that a wait for a limit is
/// over as soon as it begins: it is noted, and the clock put forward.
/// </summary>
internal sealed class GitHubScene : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<GitHubApi> _clients = [];

    private GitHubScene(FakeGitHub fake, FakeTimeProvider time) => (Fake, Time) = (fake, time);

    public FakeGitHub Fake { get; }

    public FakeTimeProvider Time { get; }

    /// <summary>Environment variables; never the process's own.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>How long each wait was.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public string CacheFolder => _folder["cache", "http", "github"];

    public static RepositoryName TinyDet { get; } = RepositoryName.Parse("visionlab/tinydet");

    public static async Task<GitHubScene> StartAsync(IEnumerable<FakeRepository>? repositories = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        return new(await FakeGitHub.StartAsync(repositories ?? SampleRepositories.All, SampleRepositories.Owners, time), time);
    }

    public GitHubScene WithToken()
    {
        Variables["GH_TOKEN"] = FakeGitHub.GoodToken;
        return this;
    }

    public GitHubApi Client(GitHubOptions? options = null)
    {
        options ??= new();
        var client = new GitHubApi(Services(Time), options with
        {
            OnWait = until =>
            {
                lock (Waits)
                    Waits.Add(until - Time.GetUtcNow());
                if (until > Time.GetUtcNow())
                    Time.SetUtcNow(until);
                options.OnWait?.Invoke(until);
            },
        });
        _clients.Add(client);
        return client;
    }

    /// <summary>A client by the real clock, for waits between repetitions: those are made short.</summary>
    public GitHubApi HastyClient(TimeSpan? timeout = null)
    {
        var client = new GitHubApi(Services(TimeProvider.System), new() { FirstDelay = TimeSpan.FromMilliseconds(2), Timeout = timeout ?? TimeSpan.FromSeconds(20) });
        _clients.Add(client);
        return client;
    }

    public IReadOnlyList<string> CacheFiles() => Directory.Exists(CacheFolder) ? [.. Directory.EnumerateFiles(CacheFolder)] : [];

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        await Fake.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A path in the scene's own folder.</summary>
    public string this[params string[] parts] => _folder[parts];

    public ServiceContext Services(TimeProvider time)
    {
        Variables.TryAdd("DATATOOLS_GITHUB_API", Fake.Address);
        Variables.TryAdd("DATATOOLS_GITHUB_RAW", Fake.RawAddress);
        return new(Workspace.Locate(_folder.Path, _folder.Path, _ => null), name => Variables.GetValueOrDefault(name), time, "datatools 0.1.0");
    }
}
