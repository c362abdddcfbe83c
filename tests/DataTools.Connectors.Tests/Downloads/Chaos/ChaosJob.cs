using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Tests.Downloads.Chaos;

/// <summary>A file of a pull: what of it is published, and where it is.</summary>
internal sealed record ChaosFile(string Name, IReadOnlyList<string> Urls, long? Bytes, string? Sha256, string? Md5, string? GitSha1)
{
    public RemoteFile Remote => new(Name, Urls) { Bytes = Bytes, Sha256 = Sha256, Md5 = Md5, GitSha1 = GitSha1 };
}

/// <summary>A pull of several files, as it can be told to another process.</summary>
/// <param name="Cache">The folder of the cache.</param>
/// <param name="Files">What is pulled.</param>
/// <param name="ChunkBytes">The size of ranges.</param>
internal sealed record ChaosJob(string Cache, IReadOnlyList<ChaosFile> Files, long ChunkBytes)
{
    /// <summary>What a process that was told a job says when it begins.</summary>
    public const string Begun = "begun";

    /// <summary>Pulls: what each file's blob is.</summary>
    public async Task<IReadOnlyList<Blob>> RunAsync(CancellationToken cancellation)
    {
        using var http = DownloadClient.Create("datatools chaos", _ => null);
        var options = new DownloadOptions
        {
            FirstDelay = TimeSpan.FromMilliseconds(4),
            LongestDelay = TimeSpan.FromMilliseconds(40),
            Stall = TimeSpan.FromMilliseconds(700),
            ChunkBytes = ChunkBytes,
            WorthwhileBytes = ChunkBytes / 8,
            Connections = 3,
            FilesAtOnce = 4,
        };
        var downloader = new Downloader(new BlobCache(Cache), MirrorRules.Read([], new WorkspaceSettings()), http, options, TimeProvider.System);
        return await downloader.FetchAllAsync([.. Files.Select(f => f.Remote)], null, cancellation);
    }

    /// <summary>
    /// The whole of a process that is told a job and may be killed: says when it begins, and in the end the hashes of the
    /// blobs or the name of the error. Any other end is a bug.
    /// </summary>
    public static async Task<int> RunProcessAsync(string path, TextWriter output)
    {
        var job = JsonSerializer.Deserialize<ChaosJob>(await File.ReadAllBytesAsync(path))!;
        await output.WriteLineAsync(Begun);
        await output.FlushAsync();
        try
        {
            await output.WriteLineAsync($"right {string.Join(' ', (await job.RunAsync(CancellationToken.None)).Select(b => b.Sha256))}");
        }
        catch (DataToolsException e)
        {
            await output.WriteLineAsync($"error {e.GetType().Name} {e.Message.ReplaceLineEndings(" ")}");
        }
        return 0;
    }
}
