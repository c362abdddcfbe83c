using DataTools.Connectors.Downloads;
using DataTools.Connectors.Tests.Downloads.Chaos;
using DataTools.FakeServices.Faults;

namespace DataTools.Connectors.Tests.Downloads;

/// <summary>Several who pull the same at the same time, one of whom may be stopped.</summary>
public sealed class SharedWorkTests : IAsyncLifetime, IDisposable
{
    private readonly DownloadScene _scene = new();
    private readonly List<(byte[] Content, FaultyFile Served, RemoteFile Remote)> _files = [];
    private FaultyServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await FaultyServer.StartAsync();
        for (var i = 0; i < 8; i++)
        {
            var content = DownloadScene.Noise((i + 1) * 70_000, i);
            var served = new FaultyFile(content);
            _files.Add((content, served, DownloadScene.Published(content, _server.Serve($"{i}", served)) with { Name = $"{i}" }));
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Each_byte_is_fetched_by_one_of_them()
    {
        // Locks are on open files: two downloaders of one process keep apart as two processes do.
        var remote = _files.ConvertAll(f => f.Remote);
        var both = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _scene.Downloader().FetchAllAsync(remote, null, default)));
        foreach (var blobs in both)
            Assert.Equal(_files.Select(f => DownloadScene.Sha256(f.Content)), blobs.Select(b => DownloadScene.Sha256(File.ReadAllBytes(b.Path))));
        Assert.All(_files, f => Assert.Equal(0, f.Served.Served.Again));
        Assert.Empty(_scene.Files("partial"));
    }

    [Fact]
    public async Task Where_one_is_stopped_the_other_goes_on_with_its_bytes()
    {
        var remote = _files.ConvertAll(f => f.Remote);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(60));
        var stopped = Task.Run(() => _scene.Downloader().FetchAllAsync(remote, null, stop.Token));
        await Task.Delay(20);
        var blobs = await _scene.Downloader().FetchAllAsync(remote, null, default);
        Assert.Equal(_files.Select(f => DownloadScene.Sha256(f.Content)), blobs.Select(b => DownloadScene.Sha256(File.ReadAllBytes(b.Path))));
        await Record.ExceptionAsync(() => stopped);
        // What was on the way at most: two slices of the server on each connection.
        Assert.InRange(_files.Sum(f => f.Served.Served.Again), 0, 8 * 3 * 2 * (1 << 14));
    }

    [Fact]
    public async Task A_job_can_be_told_to_another_process()
    {
        // What the chaos test kills: it says when it begins and what it came to.
        var job = new ChaosJob(_scene.Folder.Path, _files.ConvertAll(f => new ChaosFile(f.Remote.Name, f.Remote.Urls, f.Remote.Bytes, f.Remote.Sha256, null, null)), DownloadScene.ChunkBytes);
        var told = _scene.Folder.Write("job.json", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(job));
        await using var output = new StringWriter();
        Assert.Equal(0, await ChaosJob.RunProcessAsync(told, output));
        Assert.Equal([ChaosJob.Begun, $"right {string.Join(' ', _files.Select(f => f.Remote.Sha256))}"], output.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n'));
    }
}
