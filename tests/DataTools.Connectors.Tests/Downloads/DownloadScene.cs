using System.Security.Cryptography;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Tests.Support;
using DataTools.FakeServices.Faults;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Downloads;

/// <summary>A cache of a test's own, and files in ranges of 64 KiB over several connections.</summary>
internal sealed class DownloadScene : IDisposable
{
    public const int ChunkBytes = 1 << 16;

    private readonly HttpClient _http = DownloadClient.Create("datatools test", _ => null);

    public TemporaryFolder Folder { get; } = new();

    public BlobCache Cache => new(Folder.Path);

    public static DownloadOptions Options { get; } = Pulls.Hasty with { ChunkBytes = ChunkBytes, WorthwhileBytes = 1 << 13, Connections = 3 };

    public List<string> Told { get; } = [];

    public Downloader Downloader(DownloadOptions? options = null, HttpClient? http = null, TimeProvider? time = null) => new(
        Cache, MirrorRules.Read([], new WorkspaceSettings()), http ?? _http, (options ?? Options) with { Talk = Tell }, time ?? TimeProvider.System);

    public HttpTransfer Transfer(DownloadOptions? options = null) => new(_http, options ?? Options, TimeProvider.System);

    public static byte[] Noise(int size, int seed = 0)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static RemoteFile Published(byte[] content, params string[] urls) => new("file", urls) { Bytes = content.Length, Sha256 = Sha256(content) };

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>A schedule that has this fault once, at the first request.</summary>
    public static FaultSchedule Once(Fault fault) => new(1, 1, 1, [fault]);

    public IReadOnlyList<string> Files(string folder) => Directory.Exists(Folder[folder])
        ? [.. Directory.EnumerateFiles(Folder[folder]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)]
        : [];

    public void Dispose()
    {
        _http.Dispose();
        Folder.Dispose();
    }

    private void Tell(string text)
    {
        lock (Told)
            Told.Add(text);
    }
}
