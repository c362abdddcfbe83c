using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Support;

/// <summary>A workspace of a test's own, and pulls into it.</summary>
internal sealed class Pulls : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public Workspace Workspace => Workspace.Locate(Folder.Path, Folder.Path, _ => null);

    /// <summary>Environment variables of the pulls: endpoints, credentials. Never the process's own.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public EntryStore Store => new(Workspace);

    public async Task<PullResult> PullAsync(
        string reference, PullOptions? options = null, DownloadOptions? patience = null, IProgress<PullProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using var puller = new Puller(new ServiceContext(Workspace, name => Variables.GetValueOrDefault(name), TimeProvider.System, "datatools test")) { Patience = patience ?? Hasty };
        return await puller.PullAsync(
            References.Parse(reference, Workspace, Folder.Path), (options ?? new()) with { BaseFolder = Folder.Path }, progress, cancellation);
    }

    /// <summary>Waits that a test can afford.</summary>
    public static DownloadOptions Hasty { get; } = new()
    {
        FirstDelay = TimeSpan.FromMilliseconds(5),
        LongestDelay = TimeSpan.FromMilliseconds(50),
        Stall = TimeSpan.FromSeconds(5),
    };

    /// <summary>All files below a folder of the workspace, relative to it.</summary>
    public IReadOnlyList<string> Files(string folder) => Directory.Exists(Folder[folder])
        ? [.. Directory.EnumerateFiles(Folder[folder], "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder[folder], f)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Fails where anything of an entry is left in the catalog.</summary>
    public void NoEntry() => Assert.DoesNotContain(Files("catalogs"), f => !f.StartsWith("official", StringComparison.Ordinal));

    public void Dispose() => Folder.Dispose();
}
