using System.Net.Http.Headers;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Downloads;

/// <summary>Where credentials go, and what the cache, the disk and the environment decide before anything is fetched.</summary>
public sealed class CredentialTests : IDisposable
{
    private static readonly byte[] Content = DownloadScene.Noise(300_000);

    private readonly DownloadScene _scene = new();
    private readonly FileServer _server = new();
    private readonly FileServer _other = new();

    public void Dispose()
    {
        _server.Dispose();
        _other.Dispose();
        _scene.Dispose();
    }

    [Fact]
    public async Task Credentials_go_to_the_first_host_alone()
    {
        var target = _other.Serve("content", Content);
        var file = File(_server.Serve("file", _ => new() { Status = 302, Headers = [("Location", target)] }), _other.Serve("mirror", Content));
        await _scene.Downloader().FetchAsync(file, null, default);
        Assert.All(_server.Requests, r => Assert.Equal("Bearer secret", r.Headers["authorization"]));
        Assert.All(_other.Requests, r => Assert.False(r.Headers.ContainsKey("authorization")));
        Assert.NotEmpty(_other.Requests);
    }

    [Fact]
    public async Task Credentials_are_told_to_nobody()
    {
        var file = File(_server.Serve("file", _ => new() { Status = 401 }));
        var error = await Assert.ThrowsAsync<NetworkException>(() => _scene.Downloader().FetchAsync(file, null, default));
        Assert.DoesNotContain("secret", $"{error} {file} {string.Join(' ', _scene.Told)}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(200)]
    public async Task What_signs_an_address_is_not_shown(int status)
    {
        _server.Serve("file", _ => new() { Status = status, Body = Content });
        var file = new RemoteFile("file", [$"{_server.Url}file?token=s3cret"]) { Sha256 = new string('0', 64) };
        var error = await Assert.ThrowsAnyAsync<DataToolsException>(() => _scene.Downloader().FetchAsync(file, null, default));
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{_server.Url}file?...", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_says_what_is_missing_and_asks_nobody()
    {
        var there = File(_server.Serve("there", Content));
        await _scene.Downloader().FetchAsync(there, null, default);
        var before = _server.Requests.Count;
        var missing = new RemoteFile("train.zip", [$"{_server.Url}train.zip"]) { Bytes = 123 };
        var offline = _scene.Downloader(DownloadScene.Options with { Offline = true });
        Assert.Equal(Content.Length, (await offline.FetchAsync(there, null, default)).Bytes);
        var error = await Assert.ThrowsAsync<NetworkException>(() => offline.FetchAllAsync([there, missing], null, default));
        Assert.Contains($"train.zip (123 bytes) from {_server.Url}train.zip", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _server.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_disk_without_room_is_told_before_anything_is_fetched(bool published)
    {
        var file = File(_server.Serve("file", Content)) with { Bytes = published ? Content.Length : null };
        var options = DownloadScene.Options with { FreeBytes = _ => 64 << 20 };
        await Assert.ThrowsAsync<StorageException>(() => _scene.Downloader(options).FetchAllAsync([file], null, default));
        Assert.Equal(published ? 0 : 1, _server.Requests.Count);
        Assert.Empty(_scene.Files("partial"));
    }

    [Fact]
    public async Task A_size_beyond_all_disks_is_believed_by_nobody()
    {
        var file = File(_server.Serve("file", _ => new()
        {
            Status = 206,
            Body = Content,
            Headers = [("ETag", "\"v\""), ("Content-Range", $"bytes 0-{Content.Length - 1}/{long.MaxValue - 10}")],
        })) with
        { Bytes = null };
        await Assert.ThrowsAsync<StorageException>(() => _scene.Downloader().FetchAsync(file, null, default));
    }

    private static RemoteFile File(params string[] urls) =>
        DownloadScene.Published(Content, urls) with { Authorization = new AuthenticationHeaderValue("Bearer", "secret") };
}
