using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Official;

/// <summary>A small recipe of a test's own, pulled over real HTTP.</summary>
public sealed class OfficialSourceTests : IDisposable
{
    private const int Side = 4;

    private readonly Pulls _pulls = new();
    private readonly FileServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _pulls.Dispose();
    }

    [Fact]
    public async Task A_recipe_becomes_an_entry()
    {
        Recipe("tiny");
        var result = await _pulls.PullAsync("official:tiny");
        Assert.Equal([("train", 5), ("test", 3)], result.Card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal(4, result.Card.Files.Count);
        Assert.All(result.Card.Files, f => Assert.StartsWith(_server.Url, f.Url, StringComparison.Ordinal));
        using var entry = _pulls.Store.Open("tiny");
        Assert.Equal("train-00004", entry.Split("train").Id(4));
        Assert.Equal(1, entry.Split("train").Label(4));

        var requests = _server.Requests.Count;
        Assert.True((await _pulls.PullAsync("official:tiny")).AlreadyThere);
        Assert.Equal(requests, _server.Requests.Count);
    }

    [Fact]
    public async Task The_cache_may_be_deleted_and_the_entry_too()
    {
        Recipe("tiny");
        var first = await _pulls.PullAsync("official:tiny");
        Directory.Delete(_pulls.Workspace.Cache, recursive: true);
        Assert.True((await _pulls.PullAsync("official:tiny")).AlreadyThere);
        _pulls.Store.Remove("tiny");
        Assert.Equal(first.Card.Fingerprint, (await _pulls.PullAsync("official:tiny")).Card.Fingerprint);
        _pulls.Store.Remove("tiny");
        _server.Dispose();
        Assert.Equal(first.Card.Fingerprint, (await _pulls.PullAsync("official:tiny")).Card.Fingerprint);
    }

    [Fact]
    public async Task Two_pulls_at_once_both_succeed_with_one_download()
    {
        Recipe("tiny");
        var results = await Task.WhenAll(_pulls.PullAsync("official:tiny"), _pulls.PullAsync("official:tiny"));
        Assert.Equal(results[0].Card.Fingerprint, results[1].Card.Fingerprint);
        Assert.Equal(4, _server.Requests.Count);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_pulls.Workspace.Catalogs), p => Path.GetFileName(p)[0] == '.');
    }

    [Fact]
    public async Task A_count_that_the_recipe_does_not_promise_leaves_no_entry()
    {
        Recipe("tiny", promised: 6);
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync("official:tiny"));
        Assert.Contains("the split train has 5 samples, its recipe promises 6", error.Message, StringComparison.Ordinal);
        _pulls.NoEntry();
    }

    [Fact]
    public async Task A_wrong_checksum_leaves_no_entry_and_no_file_of_it()
    {
        Recipe("tiny");
        var wrong = Gzip(Labels(5, 0));
        _server.Serve("train-labels", wrong);
        await Assert.ThrowsAsync<CorruptDownloadException>(() => _pulls.PullAsync("official:tiny"));
        _pulls.NoEntry();
        // What else had come by then is kept, this leaves no trace.
        Assert.DoesNotContain(_pulls.Files("cache/blobs"), f => Path.GetFileName(f) == Convert.ToHexStringLower(SHA256.HashData(wrong)));
        _server.Serve("train-labels", Gzip(Labels(5, 1)));
        await _pulls.PullAsync("official:tiny");
        Assert.Empty(_pulls.Files("cache/partial"));
    }

    [Fact]
    public async Task Damage_within_a_file_that_has_the_published_checksum_leaves_no_entry()
    {
        Recipe("tiny", labels: 2);
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync("official:tiny"));
        Assert.Contains("label 2 of sample 1 is not one of the 2 classes", error.Message, StringComparison.Ordinal);
        _pulls.NoEntry();
    }

    [Fact]
    public async Task A_name_that_is_taken_by_something_else_is_refused()
    {
        await _pulls.PullAsync("builtin:shapes", new() { As = "tiny" });
        Recipe("tiny");
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync("official:tiny"));
        Assert.Contains("--as", error.Hint, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task An_entry_of_an_older_recipe_is_not_taken_for_the_new_one()
    {
        Recipe("tiny");
        await _pulls.PullAsync("official:tiny");
        Recipe("tiny", title: "Tiny, with a better title");
        Assert.True((await _pulls.PullAsync("official:tiny")).AlreadyThere);
        Recipe("tiny", promised: 6);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync("official:tiny"));
        Assert.Contains("datatools remove tiny", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_stops_while_downloading_and_while_writing()
    {
        Recipe("tiny");
        foreach (var stage in new[] { PullStage.Downloading, PullStage.Writing })
        {
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => _pulls.PullAsync("official:tiny", progress: new StopAt(stage, stop), cancellation: stop.Token));
            _pulls.NoEntry();
            Assert.DoesNotContain(_pulls.Files("cache/partial"), f => f.EndsWith(".lock", StringComparison.Ordinal));
        }
        Assert.False((await _pulls.PullAsync("official:tiny")).AlreadyThere);
    }

    [Fact]
    public async Task A_mirror_that_lacks_the_file_is_an_error_that_names_it()
    {
        Recipe("tiny");
        var error = await Assert.ThrowsAsync<NotFoundException>(
            () => _pulls.PullAsync("official:tiny", new() { Mirrors = [$"{_server.Url}=file:///nowhere/"] }));
        Assert.Contains("/nowhere/t", error.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
        Assert.Empty(_pulls.Files("cache/blobs"));
        _pulls.NoEntry();
    }

    [Fact]
    public async Task A_mirror_with_other_bytes_leaves_nothing_at_all()
    {
        Recipe("tiny");
        foreach (var file in new[] { "train-images", "train-labels", "test-images", "test-labels" })
            _pulls.Folder.Write($"mirror/{file}", [1, 2, 3]);
        var error = await Assert.ThrowsAsync<CorruptDownloadException>(
            () => _pulls.PullAsync("official:tiny", new() { Mirrors = [$"{_server.Url}=file://{_pulls.Folder["mirror"]}/"] }));
        Assert.Contains("(3 bytes)", error.Message, StringComparison.Ordinal);
        Assert.Empty(_pulls.Files("cache/blobs"));
        _pulls.NoEntry();
    }

    private sealed class StopAt(PullStage stage, CancellationTokenSource stop) : IProgress<PullProgress>
    {
        public void Report(PullProgress value)
        {
            if (value.Stage == stage)
                stop.Cancel();
        }
    }

    private void Recipe(string name, int promised = 5, int labels = 1, string title = "Tiny")
    {
        object File(string role, byte[] content)
        {
            var bytes = Gzip(content);
            return new { role, urls = new[] { _server.Serve(role.Replace(' ', '-'), bytes) }, bytes = bytes.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        }
        _pulls.Folder.Write($"catalogs/official/{name}.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            formatVersion = 1,
            name,
            title,
            homepage = "https://example.org/",
            license = "MIT",
            citation = "nobody",
            layout = "idx",
            classes = new[] { "a", "b" },
            splits = new { train = promised, test = 3 },
            files = new[] { File("train images", Images(5)), File("train labels", Labels(5, labels)), File("test images", Images(3)), File("test labels", Labels(3, 1)) },
        }));
    }

    private static byte[] Images(int count)
    {
        var bytes = new byte[16 + (count * Side * Side)];
        foreach (var (at, value) in new[] { (0, 2051), (4, count), (8, Side), (12, Side) })
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), value);
        for (var i = 16; i < bytes.Length; i++)
            bytes[i] = (byte)(i * 7);
        return bytes;
    }

    // 0, label, 1, 1, 1 ...
    private static byte[] Labels(int count, int label) =>
        [0, 0, 8, 1, 0, 0, 0, (byte)count, .. Enumerable.Range(0, count).Select(i => (byte)(i switch { 0 => 0, 1 => label, _ => 1 }))];

    private static byte[] Gzip(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(content);
        return buffer.ToArray();
    }
}
