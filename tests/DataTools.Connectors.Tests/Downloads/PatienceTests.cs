using DataTools.Catalog;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DataTools.Connectors.Tests.Downloads;

/// <summary>How long servers are waited for, and what is asked of them meanwhile.</summary>
public sealed class PatienceTests : IDisposable
{
    private static readonly byte[] Content = DownloadScene.Noise(50_000);

    private readonly DownloadScene _scene = new();
    private readonly FileServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _scene.Dispose();
    }

    [Theory]
    [InlineData(429, "Retry-After", "3600")]
    [InlineData(503, "Retry-After", "3600")]
    [InlineData(500, "Retry-After", "3600")]
    [InlineData(408, "Retry-After", "3600")]
    [InlineData(429, "RateLimit", "\"api\";r=0;t=3599")]
    [InlineData(502, "RateLimit", "\"api\";r=0;t=3599")]
    public async Task A_server_that_asks_for_more_than_we_grant_is_left_with_the_time_it_named(int status, string header, string value)
    {
        var time = new FakeTimeProvider();
        var file = File(_server.Serve("file", _ => new() { Status = status, Headers = [(header, value)] }));
        var error = await Assert.ThrowsAsync<RateLimitedException>(() => _scene.Downloader(time: time).FetchAsync(file, null, default));
        Assert.Equal(time.GetUtcNow() + TimeSpan.FromHours(1), error.ResetsAt);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_host_that_says_when_to_come_back_may_say_so_more_often_than_a_broken_one()
    {
        var time = new FakeTimeProvider();
        var (refusals, arrivals) = (9, new List<DateTimeOffset>());
        var file = File(_server.Serve("file", Content, (_, reply) =>
        {
            arrivals.Add(time.GetUtcNow());
            return refusals-- > 0 ? new() { Status = 429, Headers = [("Retry-After", "20")] } : reply;
        }));
        await AdvanceAsync(time, _scene.Downloader(DownloadScene.Options with { Stall = TimeSpan.FromHours(1) }, time: time).FetchAsync(file, null, default));
        Assert.All(arrivals.Zip(arrivals.Skip(1), (a, b) => b - a), wait => Assert.InRange(wait.TotalSeconds, 20, 25));
        Assert.Contains(_scene.Told, t => t.Contains("asks to be left alone for 20 seconds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_asked_while_the_host_has_nothing_left_to_give()
    {
        var time = new FakeTimeProvider();
        var arrivals = new List<DateTimeOffset>();
        Reply Spent(Request request, Reply reply)
        {
            lock (arrivals)
                arrivals.Add(time.GetUtcNow());
            return reply with { Headers = [.. reply.Headers, ("RateLimit", "\"resolvers\";r=0;t=55")] };
        }
        var one = File(_server.Serve("one", Content, Spent));
        var two = File(_server.Serve("two", Content, Spent));
        var downloader = _scene.Downloader(DownloadScene.Options with { Stall = TimeSpan.FromHours(1) }, time: time);
        await AdvanceAsync(time, downloader.FetchAsync(one, null, default));
        await AdvanceAsync(time, downloader.FetchAsync(two with { Sha256 = null }, null, default));
        Assert.True(arrivals[^1] - arrivals[0] >= TimeSpan.FromSeconds(56));
    }

    [Fact]
    public async Task Come_back_at_once_is_no_reason_to_hurry()
    {
        var time = new FakeTimeProvider();
        var (refusals, arrivals) = (3, new List<DateTimeOffset>());
        var file = File(_server.Serve("file", Content, (_, reply) =>
        {
            arrivals.Add(time.GetUtcNow());
            return refusals-- > 0 ? new() { Status = 503, Headers = [("Retry-After", "0")] } : reply;
        }));
        var options = DownloadScene.Options with { FirstDelay = TimeSpan.FromSeconds(2), LongestDelay = TimeSpan.FromMinutes(1), Stall = TimeSpan.FromHours(1) };
        await AdvanceAsync(time, _scene.Downloader(options, time: time).FetchAsync(file, null, default));
        Assert.True(arrivals[^1] - arrivals[0] > TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_connection_that_is_never_made_is_an_error_with_a_name()
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(30),
            ConnectCallback = async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return Stream.Null;
            },
        });
        var error = await Assert.ThrowsAsync<NetworkException>(() => _scene.Downloader(http: http).FetchAsync(File("http://192.0.2.1/file"), null, default));
        Assert.Contains("192.0.2.1 cannot be reached: no connection in time, tried 5 times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handshake_that_breaks_is_tried_again()
    {
        var attempts = 0;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = (_, _) =>
            {
                attempts++;
                // The other side is gone before it says anything.
                return ValueTask.FromResult<Stream>(new MemoryStream());
            },
        });
        await Assert.ThrowsAsync<NetworkException>(() => _scene.Downloader(http: http).FetchAsync(File("https://127.0.0.1/file"), null, default));
        Assert.Equal(DownloadScene.Options.Retries + 1, attempts);
    }

    [Fact]
    public async Task A_slow_disk_is_not_taken_for_a_silent_server()
    {
        var content = DownloadScene.Noise(800_000);
        var file = DownloadScene.Published(content, _server.Serve("file", content));
        // Whoever is told the progress holds up the transfer as a disk would.
        await _scene.Downloader(DownloadScene.Options with { Stall = TimeSpan.FromMilliseconds(150), ChunkBytes = 1 << 20 }).FetchAsync(file, new Slow(), default);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_redirect_to_an_address_that_is_refused_is_followed_anew()
    {
        var refusals = 2;
        _server.Serve("signed", Content, (_, reply) => refusals-- > 0 ? new() { Status = 403 } : reply);
        var file = File(_server.Serve("file", _ => new() { Status = 302, Headers = [("Location", "/signed")] }));
        await _scene.Downloader().FetchAsync(file, null, default);
        Assert.Equal(["file", "signed", "file", "signed", "file", "signed"], _server.Requests.Select(r => r.Path));

        // But an address that refuses by itself means it.
        await Assert.ThrowsAsync<NetworkException>(() => _scene.Downloader().FetchAsync(File(_server.Serve("no", _ => new() { Status = 403 })) with { Sha256 = null }, null, default));
        Assert.Single(_server.Requests, r => r.Path == "no");
    }

    private static RemoteFile File(string url) => DownloadScene.Published(Content, url);

    private static async Task AdvanceAsync(FakeTimeProvider time, Task task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Delay(2);
        }
        await task;
    }

    private sealed class Slow : IProgress<long>
    {
        private int _reports;

        public void Report(long value)
        {
            if (Interlocked.Increment(ref _reports) == 1)
                Thread.Sleep(400);
        }
    }
}
