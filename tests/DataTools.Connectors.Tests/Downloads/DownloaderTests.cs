using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Tests.Support;
using DataTools.Tests;
using Microsoft.Extensions.Time.Testing;

namespace DataTools.Connectors.Tests.Downloads;

public sealed class DownloaderTests : IDisposable
{
    private const int Size = 3_000_000;

    private static readonly byte[] Content = Noise(Size);

    private readonly TemporaryFolder _cache = new();
    private readonly FileServer _server = new();
    private readonly HttpClient _http = DownloadClient.Create("datatools test", _ => null);

    public void Dispose()
    {
        _server.Dispose();
        _http.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public async Task A_file_comes_whole_and_only_once()
    {
        var file = File(_server.Serve("file", Content));
        var reports = new List<long>();
        var blob = await Downloader().FetchAsync(file, new Counter(reports), default);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(blob.Path));
        Assert.Equal((Sha256(Content), (long)Size), (blob.Sha256, blob.Bytes));
        Assert.Equal(blob.Sha256, Path.GetFileName(blob.Path));
        Assert.Equal(Size, reports[^1]);
        Assert.Equal(reports.Order(), reports);

        _server.Dispose();
        Assert.Equal(blob, await Downloader().FetchAsync(file, null, default));
        Assert.Equal(Size, _server.Sent);
        Assert.Equal([blob.Path], Files("blobs"));
        Assert.Empty(Files("partial"));
    }

    [Fact]
    public async Task A_blob_is_found_from_its_address_alone()
    {
        // Nothing published but the size: the index knows where the bytes went.
        var file = new RemoteFile("file", [_server.Serve("file", Content)]) { Bytes = Size };
        var blob = await Downloader().FetchAsync(file, null, default);
        Assert.Equal(blob, await Downloader().FetchAsync(file, null, default));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_gone_on_with()
    {
        var file = File(_server.Serve("file", Content, (_, reply) => reply.Body.Length > 1_000_000 ? reply with { DropAfter = 1_000_000 } : reply));
        var blob = await Downloader().FetchAsync(file, null, default);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(blob.Path));
        Assert.Equal([null, 1_000_000L, 2_000_000L], _server.Requests.Select(r => r.From));
        Assert.Equal(Size, _server.Sent);
    }

    [Fact]
    public async Task Attempts_that_bring_a_good_part_do_not_count()
    {
        // Fifteen breaks with one repetition allowed: a bad line brings a large file all the same.
        var file = File(_server.Serve("file", Content, (_, reply) => reply.Body.Length > 200_000 ? reply with { DropAfter = 200_000 } : reply));
        var options = Pulls.Hasty with { Retries = 1, WorthwhileBytes = 100_000 };
        await Downloader(options).FetchAsync(file, null, default);
        Assert.Equal((15, Size), (_server.Requests.Count, (int)_server.Sent));

        // But a server that begins at zero each time does not keep us for ever.
        var stuck = new RemoteFile("stuck", [_server.Serve("stuck", _ => new() { Body = Noise(Size, salt: 4), DropAfter = 200_000 })]);
        var error = await Assert.ThrowsAsync<NetworkException>(() => Downloader(options).FetchAsync(stuck, null, default));
        Assert.Contains("broke off after 200000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, _server.Requests.Count(r => r.Path == "stuck"));
    }

    [Fact]
    public async Task A_download_that_was_stopped_is_resumed_by_the_next_run()
    {
        var file = File(_server.Serve("file", Content, (request, reply) => request.From is null ? reply with { Pause = TimeSpan.FromMilliseconds(10) } : reply));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Downloader().FetchAsync(file, new Trigger(1_000_000, stop.Cancel), stop.Token));
        var part = Assert.Single(Files("partial"), f => f.EndsWith(".part", StringComparison.Ordinal));
        var kept = new FileInfo(part).Length;
        Assert.InRange(kept, 1_000_000, Size - 1);
        Assert.Equal(Content[..(int)kept], System.IO.File.ReadAllBytes(part));

        var blob = await Downloader().FetchAsync(file, null, default);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(blob.Path));
        Assert.Equal(kept, _server.Requests.Last().From);
        Assert.Empty(Files("partial"));
    }

    [Fact]
    public async Task What_was_complete_but_not_yet_taken_in_needs_no_request()
    {
        var file = File(_server.Serve("file", Content));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Downloader().FetchAsync(file, new Trigger(Size, stop.Cancel), stop.Token));
        _server.Dispose();
        Assert.Equal(Content, System.IO.File.ReadAllBytes((await Downloader().FetchAsync(file, null, default)).Path));
    }

    [Theory]
    [InlineData("Last-Modified", "Wed, 25 Nov 2026 10:00:00 GMT", true)]
    [InlineData("ETag", "\"strong\"", true)]
    [InlineData("ETag", "W/\"weak\"", false)]
    [InlineData("X-Nothing", "x", false)]
    public async Task Only_a_strong_validator_lets_old_and_new_bytes_meet(string header, string value, bool resumes)
    {
        var file = File(_server.Serve("file", request => request.From is { } from && request.Headers["if-range"] == value
            ? new() { Status = 206, Body = Content[(int)from..], Headers = [(header, value), ("Content-Range", $"bytes {from}-{Size - 1}/{Size}")] }
            : new() { Body = Content, Headers = [(header, value)], Pause = TimeSpan.FromMilliseconds(5) }));
        await StopHalfwayAsync(file);
        await Downloader().FetchAsync(file, null, default);
        Assert.Equal(resumes, _server.Requests.Last().From >= Size / 2);
    }

    [Fact]
    public async Task A_range_other_than_the_one_asked_for_is_not_believed()
    {
        var file = File(_server.Serve("file", Content, Slow));
        await StopHalfwayAsync(file);
        _server.Serve("file", Content, (request, reply) => request.From is null
            ? reply
            : new() { Status = 206, Body = Content, Headers = [("ETag", "\"v1\""), ("Content-Range", $"bytes 0-{Size - 1}/{Size}")] });
        Assert.Equal(Content, System.IO.File.ReadAllBytes((await Downloader().FetchAsync(file, null, default)).Path));
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_fetched_anew()
    {
        var old = Noise(Size, salt: 1);
        await StopHalfwayAsync(new RemoteFile("file", [_server.Serve("file", old, Slow)]) { Sha256 = Sha256(Content) });
        var file = File(_server.Serve("file", Content, etag: "\"v2\""));
        var blob = await Downloader().FetchAsync(file, null, default);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(blob.Path));
        // One request, with If-Range of the old version; the server answered with the whole of the new one.
        Assert.Equal("\"v1\"", _server.Requests.Last().Headers["if-range"]);
    }

    [Fact]
    public async Task A_server_without_ranges_or_validators_sends_the_whole_again()
    {
        var drops = 2;
        var url = _server.Serve("file", _ => new() { Body = Content, DropAfter = drops-- > 0 ? 2_000_000 : null });
        var blob = await Downloader().FetchAsync(File(url), null, default);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(blob.Path));
        Assert.All(_server.Requests, r => Assert.Null(r.From));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task Old_bytes_that_were_damaged_on_the_disk_are_found_out_and_fetched_again()
    {
        var file = File(_server.Serve("file", Content, Slow));
        await StopHalfwayAsync(file);
        var part = Assert.Single(Files("partial"), f => f.EndsWith(".part", StringComparison.Ordinal));
        var bytes = System.IO.File.ReadAllBytes(part);
        bytes[1000] ^= 1;
        System.IO.File.WriteAllBytes(part, bytes);

        _server.Serve("file", Content);
        var blob = await Downloader().FetchAsync(file, null, default);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(blob.Path));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task A_busy_server_is_asked_again(int status)
    {
        var refusals = 3;
        var file = File(_server.Serve("file", Content, (_, reply) => refusals-- > 0 ? new() { Status = status } : reply));
        var blob = await Downloader().FetchAsync(file, null, default);
        Assert.Equal(Size, blob.Bytes);
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task Waits_grow_and_a_server_s_own_wish_is_honoured()
    {
        var time = new FakeTimeProvider();
        var asked = 0;
        var arrivals = new List<DateTimeOffset>();
        var file = File(_server.Serve("file", Content, (_, reply) =>
        {
            arrivals.Add(time.GetUtcNow());
            return ++asked switch
            {
                <= 3 => new() { Status = 503 },
                4 => new() { Status = 503, Headers = [("Retry-After", "25")] },
                _ => reply,
            };
        }));
        var options = new DownloadOptions { FirstDelay = TimeSpan.FromSeconds(1), Stall = TimeSpan.FromHours(1) };
        var fetching = Downloader(options, time).FetchAsync(file, null, default);
        while (!fetching.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
        }
        await fetching;
        var waits = arrivals.Zip(arrivals.Skip(1), (a, b) => (b - a).TotalSeconds).ToList();
        // With chance in them, single waits say little: together they come to seconds, as 1 + 2 + 4 should.
        Assert.Equal(4, waits.Count);
        Assert.True(waits[..3].Sum() > 2, string.Join(' ', waits));
        // The fourth of its own would be about 8 seconds.
        Assert.True(waits[3] >= 25, string.Join(' ', waits));
    }

    [Fact]
    public async Task Silence_is_not_waited_out()
    {
        var silent = true;
        var file = File(_server.Serve("file", Content, (_, reply) =>
        {
            (var stall, silent) = (silent, false);
            return stall ? reply with { StallAfter = 1_500_000 } : reply;
        }));
        var blob = await Downloader(Pulls.Hasty with { Stall = TimeSpan.FromMilliseconds(300) }).FetchAsync(file, null, default);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(blob.Path));
        Assert.Equal(1_500_000L, _server.Requests.Last().From);
    }

    [Fact]
    public async Task A_slow_server_may_take_as_long_as_it_takes()
    {
        // 46 pauses of 35 ms: longer than the limit on silence, which counts from the last byte.
        var file = File(_server.Serve("file", Content, (_, reply) => reply with { Pause = TimeSpan.FromMilliseconds(35) }));
        await Downloader(Pulls.Hasty with { Stall = TimeSpan.FromSeconds(1.2) }).FetchAsync(file, null, default);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Wrong_bytes_are_never_kept()
    {
        var wrong = Noise(Size, salt: 2);
        var url = _server.Serve("file", wrong);
        var error = await Assert.ThrowsAsync<CorruptDownloadException>(() => Downloader().FetchAsync(File(url), null, default));
        foreach (var told in new[] { url, Sha256(Content), Sha256(wrong), $"{Size} bytes" })
            Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Empty(Files("."));
    }

    [Fact]
    public async Task An_md5_is_enough_and_is_checked()
    {
        var md5 = Convert.ToHexStringLower(MD5.HashData(Content));
        var right = new RemoteFile("file", [_server.Serve("file", Content)]) { Md5 = md5 };
        Assert.Equal(Sha256(Content), (await Downloader().FetchAsync(right, null, default)).Sha256);

        var wrong = new RemoteFile("other", [_server.Serve("other", Noise(1000))]) { Md5 = md5 };
        var error = await Assert.ThrowsAsync<CorruptDownloadException>(() => Downloader().FetchAsync(wrong, null, default));
        Assert.Contains($"expected MD5 {md5}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_size_is_refused_before_the_bytes_come()
    {
        var file = File(_server.Serve("file", Noise(Size + 1)));
        var error = await Assert.ThrowsAsync<CorruptDownloadException>(() => Downloader().FetchAsync(file, null, default));
        Assert.Contains($"expected {Size} bytes, got {Size + 1} bytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files("."));

        // And a file without end is cut off where it should have ended.
        var endless = File(_server.Serve("endless", _ => new() { Body = Noise(2 * Size), WithoutLength = true }));
        error = await Assert.ThrowsAsync<CorruptDownloadException>(() => Downloader().FetchAsync(endless, null, default));
        Assert.Contains("more", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files("."));
    }

    [Fact]
    public async Task A_file_without_a_length_is_complete_when_its_hash_is_right()
    {
        var file = File(_server.Serve("file", _ => new() { Body = Content, WithoutLength = true })) with { Bytes = null };
        Assert.Equal(Size, (await Downloader().FetchAsync(file, null, default)).Bytes);
    }

    [Fact]
    public async Task A_file_compressed_anew_is_right_when_its_content_is()
    {
        var published = Gzip(Content, CompressionLevel.Fastest);
        var anew = Gzip(Content, CompressionLevel.SmallestSize);
        Assert.NotEqual(published.Length, anew.Length);
        var file = File(_server.Serve("file", anew)) with { Bytes = published.Length, Sha256 = Sha256(published), ContentSha256 = Sha256(Content) };
        var blob = await Downloader().FetchAsync(file, null, default);
        Assert.Equal(new Blob(blob.Path, anew.Length, Sha256(anew), Sha256(Content)), blob);
        // Found again although its hash is not the published one.
        _server.Dispose();
        Assert.Equal(blob, await Downloader().FetchAsync(file, null, default));
    }

    [Fact]
    public async Task Neither_the_checksum_nor_the_content_is_right()
    {
        var file = File(_server.Serve("file", Gzip(Noise(1000), CompressionLevel.Fastest))) with { ContentSha256 = Sha256(Noise(7)) };
        var error = await Assert.ThrowsAsync<CorruptDownloadException>(() => Downloader().FetchAsync(file, null, default));
        Assert.Contains("of the uncompressed content", error.Message, StringComparison.Ordinal);
        Assert.Contains(Sha256(Noise(1000)), error.Message, StringComparison.Ordinal);

        // A damaged compression is no other case.
        var damaged = File(_server.Serve("damaged", Gzip(Noise(100_000), CompressionLevel.Fastest)[..50_000])) with { ContentSha256 = Sha256(Noise(100_000)) };
        await Assert.ThrowsAsync<CorruptDownloadException>(() => Downloader().FetchAsync(damaged, null, default));
        Assert.Empty(Files("."));
    }

    [Fact]
    public async Task The_next_address_is_tried_where_one_fails()
    {
        var file = File(_server.Serve("gone", _ => new() { Status = 404 })) with { };
        file = file with
        {
            Urls = [.. file.Urls, _server.Serve("wrong", Noise(Size, salt: 3)), _server.Serve("good", Content), _server.Serve("never", Content)],
        };
        var blob = await Downloader().FetchAsync(file, null, default);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(blob.Path));
        Assert.Equal(["gone", "wrong", "good"], _server.Requests.Select(r => r.Path));
    }

    [Fact]
    public async Task When_all_addresses_fail_each_reason_is_told()
    {
        var file = File(_server.Serve("forbidden", _ => new() { Status = 403 }));
        file = file with { Urls = [.. file.Urls, _server.Serve("wrong", Noise(10)), $"{_server.Url}missing"] };
        var error = await Assert.ThrowsAsync<NetworkException>(() => Downloader().FetchAsync(file, null, default));
        foreach (var told in new[] { "none of its 3 addresses", "forbidden: the server refuses", "(403", "wrong: wrong content", "missing: the file is not there (404" })
            Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Empty(Files("."));
    }

    [Fact]
    public async Task A_web_page_in_place_of_the_file_is_recognised()
    {
        var page = Encoding.UTF8.GetBytes("\n<!DOCTYPE html><html><head><title>Are you a robot?</title></head></html>");
        var file = File(_server.Serve("file", _ => new() { Body = page, Headers = [("Content-Type", "text/html")] })) with { Bytes = null };
        var error = await Assert.ThrowsAsync<NetworkException>(() => Downloader().FetchAsync(file, null, default));
        Assert.Contains("web page (\"Are you a robot?\")", error.Message, StringComparison.Ordinal);
        Assert.Single(_server.Requests);
        Assert.Empty(Files("."));
    }

    [Fact]
    public async Task Redirects_are_followed()
    {
        using var other = new FileServer();
        var target = other.Serve("file", Content);
        var file = File(_server.Serve("file", _ => new() { Status = 302, Headers = [("Location", target)] }));
        Assert.Equal(Size, (await Downloader().FetchAsync(file, null, default)).Bytes);
    }

    [Fact]
    public async Task A_refused_connection_an_unknown_host_and_a_broken_certificate_are_told_apart()
    {
        var closed = new FileServer();
        closed.Dispose();
        var refused = await Assert.ThrowsAsync<NetworkException>(() => Downloader().FetchAsync(File($"{closed.Url}file"), null, default));
        Assert.Contains("refused the connection, tried 5 times", refused.Message, StringComparison.Ordinal);

        var unknown = await Assert.ThrowsAsync<NetworkException>(() => Downloader().FetchAsync(File("http://nowhere.invalid/file"), null, default));
        Assert.Contains("there is no host nowhere.invalid", unknown.Message, StringComparison.Ordinal);

        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        using var secure = new FileServer(certificate);
        var tls = await Assert.ThrowsAsync<NetworkException>(() => Downloader().FetchAsync(File(secure.Serve("file", Content)), null, default));
        Assert.Contains("(TLS)", tls.Message, StringComparison.Ordinal);
        Assert.Empty(Files("."));
    }

    [Fact]
    public async Task A_damaged_blob_is_noticed_and_fetched_again()
    {
        var file = File(_server.Serve("file", Content));
        var blob = await Downloader().FetchAsync(file, null, default);
        var bytes = System.IO.File.ReadAllBytes(blob.Path);
        bytes[^1] ^= 1;
        System.IO.File.WriteAllBytes(blob.Path, bytes);
        await Downloader().FetchAsync(file, null, default);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(blob.Path));

        System.IO.File.WriteAllBytes(blob.Path, Content[..^1]);
        await Downloader().FetchAsync(file, null, default);
        Assert.Equal(Content, System.IO.File.ReadAllBytes(blob.Path));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task A_damaged_index_costs_a_download_and_nothing_else()
    {
        var file = new RemoteFile("file", [_server.Serve("file", Content)]) { Md5 = Convert.ToHexStringLower(MD5.HashData(Content)) };
        var blob = await Downloader().FetchAsync(file, null, default);
        System.IO.File.WriteAllText(Assert.Single(Files("index")), """{"sha256": "../../../etc/passwd"}""");
        Assert.Equal(blob, await Downloader().FetchAsync(file, null, default));
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Several_at_once_share_one_download()
    {
        var file = File(_server.Serve("file", Content, Slow));
        var blobs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Downloader().FetchAsync(file, null, default)));
        Assert.Single(blobs.Distinct());
        Assert.Single(_server.Requests);
        Assert.Empty(Files("partial"));
    }

    [Fact]
    public async Task A_full_disk_is_told_as_such()
    {
        Assert.SkipUnless(System.IO.File.Exists("/dev/full"), "there is no /dev/full, the disk that is always full");
        var file = File(_server.Serve("file", Content));
        var part = new BlobCache(_cache.Path).PartPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        System.IO.File.CreateSymbolicLink(part, "/dev/full");
        var error = await Assert.ThrowsAsync<StorageException>(() => Downloader().FetchAsync(file, null, default));
        Assert.Contains("no space left", error.Message, StringComparison.Ordinal);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_named()
    {
        System.IO.File.WriteAllText(_cache["partial"], "in the way");
        var error = await Assert.ThrowsAsync<StorageException>(() => Downloader().FetchAsync(File(_server.Serve("file", Content)), null, default));
        Assert.Contains(_cache.Path, error.Message, StringComparison.Ordinal);
    }

    private Downloader Downloader(DownloadOptions? options = null, TimeProvider? time = null) => new(
        new BlobCache(_cache.Path), MirrorRules.Read([], new WorkspaceSettings()), _http, options ?? Pulls.Hasty, time ?? TimeProvider.System);

    private static RemoteFile File(string url) => new("file", [url]) { Bytes = Size, Sha256 = Sha256(Content) };

    private async Task StopHalfwayAsync(RemoteFile file)
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Downloader().FetchAsync(file, new Trigger(Size / 2, stop.Cancel), stop.Token));
    }

    private static Reply Slow(Request request, Reply reply) => reply with { Pause = TimeSpan.FromMilliseconds(5) };

    private string[] Files(string folder) => Directory.Exists(_cache[folder])
        ? Directory.GetFiles(_cache[folder], "*", SearchOption.AllDirectories)
        : [];

    private static byte[] Noise(int size, int salt = 0)
    {
        var bytes = new byte[size];
        new Random(salt).NextBytes(bytes);
        // Half of it repeats, so that compression has something to do.
        bytes.AsSpan(0, size / 2).CopyTo(bytes.AsSpan(size - (size / 2)));
        return bytes;
    }

    private static byte[] Gzip(byte[] content, CompressionLevel level)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, level))
            gzip.Write(content);
        return buffer.ToArray();
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private sealed class Counter(List<long> reports) : IProgress<long>
    {
        public void Report(long value) => reports.Add(value);
    }

    private sealed class Trigger(long at, Action action) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= at)
                action();
        }
    }
}
