using System.Security.Cryptography;
using System.Text;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;
using DataTools.FakeServices.Faults;

namespace DataTools.Connectors.Tests.Downloads;

/// <summary>Files that come in ranges, over several connections and from several addresses.</summary>
public sealed class RangeTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Content = DownloadScene.Noise((20 * DownloadScene.ChunkBytes) + 123);

    private readonly DownloadScene _scene = new();
    private FaultyServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FaultyServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(Fault.None)]
    [InlineData(Fault.Reset)]
    [InlineData(Fault.Stall)]
    [InlineData(Fault.TooManyRequests)]
    [InlineData(Fault.ServerError)]
    [InlineData(Fault.Unavailable)]
    [InlineData(Fault.IgnoredRange)]
    [InlineData(Fault.ExpiredRedirect)]
    [InlineData(Fault.Slow)]
    public async Task A_large_file_comes_in_ranges_and_faults_cost_little(Fault fault)
    {
        var served = new FaultyFile(Content) { Signed = fault == Fault.ExpiredRedirect, Faults = new(3, 0.5, 6, [fault]) };
        var file = DownloadScene.Published(Content, _server.Serve("file", served));
        var blob = await _scene.Downloader(DownloadScene.Options with { Stall = TimeSpan.FromSeconds(0.5), Retries = 12 }).FetchAsync(file, null, default);
        Assert.Equal(Content, File.ReadAllBytes(blob.Path));
        Assert.True(served.Served.Again <= DownloadScene.ChunkBytes, $"{served.Served.Again} bytes again");
        Assert.Empty(_scene.Files("partial"));
    }

    [Fact]
    public async Task A_file_that_changes_on_the_way_is_of_one_version()
    {
        // Nothing is published but the size: only the ETag tells.
        var former = DownloadScene.Noise(Content.Length, seed: 1);
        var url = _server.Serve("file", new(Content) { Former = former, Faults = new(1, 0.2, 1, [Fault.Changed]) });
        var blob = await _scene.Downloader().FetchAsync(new("file", [url]) { Bytes = Content.Length }, null, default);
        Assert.Equal(Content, File.ReadAllBytes(blob.Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_poisoned_address_is_found_out_and_only_its_chunks_are_fetched_again(int poisoned)
    {
        var files = Enumerable.Range(0, 3).Select(i => new FaultyFile(Content) { Poisoned = i == poisoned }).ToList();
        var file = DownloadScene.Published(Content, [.. files.Select((f, i) => _server.Serve($"mirror{i}", f))]);
        var blob = await _scene.Downloader().FetchAsync(file, null, default);
        Assert.Equal(Content, File.ReadAllBytes(blob.Path));
        Assert.Contains(_scene.Told, t => t.Contains($"mirror{poisoned} gave wrong bytes", StringComparison.Ordinal));
        // All took part; the good ones sent the whole once, and what two innocents were suspected of at most.
        Assert.All(files, f => Assert.True(f.Served.Sent + f.Served.Spoilt > 0));
        Assert.True(files.Sum(f => f.Served.Sent) < 2.2 * Content.Length);
    }

    [Fact]
    public async Task An_address_without_ranges_is_the_last_resort()
    {
        var good = new FaultyFile(Content) { HasRanges = false };
        var file = DownloadScene.Published(
            Content, _server.Serve("poisoned", new(Content) { Poisoned = true }), _server.Serve("whole", good));
        var blob = await _scene.Downloader().FetchAsync(file, null, default);
        Assert.Equal(Content, File.ReadAllBytes(blob.Path));
    }

    [Fact]
    public async Task All_addresses_poisoned_is_an_error_and_nothing_is_kept()
    {
        var file = DownloadScene.Published(Content, [.. Enumerable.Range(0, 2).Select(i => _server.Serve($"{i}", new(Content) { Poisoned = true }))]);
        var error = await Assert.ThrowsAsync<NetworkException>(() => _scene.Downloader().FetchAsync(file, null, default));
        Assert.Contains("wrong content", error.Message, StringComparison.Ordinal);
        Assert.Empty(_scene.Files("blobs"));
        Assert.Empty(_scene.Files("partial"));
    }

    [Fact]
    public async Task A_git_id_is_checked()
    {
        var id = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {Content.Length}\0"), .. Content]));
        var right = new RemoteFile("file", [_server.Serve("file", new(Content))]) { GitSha1 = id };
        Assert.Equal(DownloadScene.Sha256(Content), (await _scene.Downloader().FetchAsync(right, null, default)).Sha256);
        var wrong = right with { Urls = [_server.Serve("wrong", new(DownloadScene.Noise(1000)))] };
        var error = await Assert.ThrowsAsync<CorruptDownloadException>(() => _scene.Downloader().FetchAsync(wrong, null, default));
        Assert.Contains($"expected git SHA-1 {id}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_files_come_together_and_one_that_is_there_is_not_fetched()
    {
        var files = Enumerable.Range(0, 6).Select(i => (Bytes: DownloadScene.Noise(10_000 * i, i), Served: new FaultyFile(DownloadScene.Noise(10_000 * i, i)))).ToList();
        var remote = files.Select((f, i) => DownloadScene.Published(f.Bytes, _server.Serve($"{i}", f.Served))).ToList();
        await _scene.Downloader().FetchAsync(remote[3], null, default);
        var total = new Total();
        var blobs = await _scene.Downloader().FetchAllAsync(remote, total, default);
        Assert.Equal(files.Select(f => DownloadScene.Sha256(f.Bytes)), blobs.Select(b => b.Sha256));
        Assert.All(files, f => Assert.Equal(0, f.Served.Served.Again));
        Assert.Equal(files.Sum(f => f.Bytes.Length), total.Last);
    }

    [Fact]
    public async Task A_layout_that_nothing_is_left_of_says_nothing_about_the_file()
    {
        // An earlier run noted a longer file of an address whose bytes cannot be gone on with.
        var file = new RemoteFile("file", [_server.Serve("file", new(Content))]);
        using (var part = new PartialFile(_scene.Cache.PartPath(file), Hashing.Sha256))
        {
            part.Restart(30L * DownloadScene.ChunkBytes, DownloadScene.ChunkBytes);
            part.Append(part.Chunks[0], part.OriginOf(new(file.Urls[0], null)), new byte[1000]);
        }
        Assert.Equal(Content, File.ReadAllBytes((await _scene.Downloader().FetchAsync(file, null, default)).Path));
    }

    [Fact]
    public async Task A_kill_between_the_last_byte_and_taking_it_in_loses_nothing()
    {
        var served = new FaultyFile(Content);
        var file = DownloadScene.Published(Content, _server.Serve("file", served));
        using (var part = new PartialFile(_scene.Cache.PartPath(file), Hashing.Sha256))
        {
            await _scene.Transfer().RunAsync([new(file.Urls[0])], file, part, null, default);
            Assert.Throws<TimeoutException>(() => part.Complete<Blob>(_ => throw new TimeoutException("killed here")));
        }
        Assert.Equal(Content, File.ReadAllBytes((await _scene.Downloader().FetchAsync(file, null, default)).Path));
        Assert.Equal((Content.Length, 0), (served.Served.Sent, served.Served.Again));
    }

    private sealed class Total : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value) => Last = value;
    }
}
