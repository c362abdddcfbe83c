using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DataTools.Connectors.Tests.Support;

/// <summary>A request as it came: the path and the headers, in lower case.</summary>
internal sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Where the wanted range starts; null: the whole is wanted.</summary>
    public long? From => Headers.TryGetValue("range", out var range)
        ? long.Parse(range["bytes=".Length..].Split('-')[0], CultureInfo.InvariantCulture)
        : null;
}

/// <summary>What the server does with a request.</summary>
internal sealed record Reply
{
    public int Status { get; init; } = 200;

    public byte[] Body { get; init; } = [];

    public List<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Breaks the connection off after so many bytes of the body.</summary>
    public int? DropAfter { get; init; }

    /// <summary>Stays silent for ever after so many bytes of the body.</summary>
    public int? StallAfter { get; init; }

    /// <summary>Waits after each 64 KiB.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Leaves the length unsaid; the end of the connection is the end of the body.</summary>
    public bool WithoutLength { get; init; }
}

/// <summary>
/// A real HTTP/1.1 server on loopback, one connection a request, that serves files as told and counts what it sends.
/// </summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, Func<Request, Reply>> _handlers = new();
    private readonly X509Certificate2? _certificate;
    private long _sent;

    public FileServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        Url = $"{(certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";
        _ = AcceptAsync();
    }

    /// <summary>Its address, with the closing slash.</summary>
    public string Url { get; }

    /// <summary>Bytes of bodies sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>All requests, in order.</summary>
    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>Answers the path by <paramref name="handler"/>; others get 404.</summary>
    public string Serve(string path, Func<Request, Reply> handler)
    {
        _handlers[path] = handler;
        return Url + path;
    }

    /// <summary>Serves a file as a good server does: ranges, If-Range, a strong ETag. Each reply can be spoilt on its way.</summary>
    public string Serve(string path, byte[] body, Func<Request, Reply, Reply>? spoil = null, string etag = "\"v1\"") => Serve(path, request =>
    {
        var reply = request.From is { } from && request.Headers.GetValueOrDefault("if-range", etag) == etag
            ? new Reply { Status = 206, Body = body[(int)from..], Headers = [("ETag", etag), ("Content-Range", $"bytes {from}-{body.Length - 1}/{body.Length}")] }
            : new Reply { Body = body, Headers = [("ETag", etag)] };
        return spoil?.Invoke(request, reply) ?? reply;
    });

    /// <summary>Stops listening: connections are refused from now on.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = Task.Run(() => AnswerAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using Stream network = new NetworkStream(socket);
                await using var stream = _certificate is null ? network : new SslStream(network);
                if (stream is SslStream tls)
                    await tls.AuthenticateAsServerAsync(_certificate!);
                var request = await ReadAsync(stream);
                Requests.Enqueue(request);
                var reply = _handlers.TryGetValue(request.Path, out var handler) ? handler(request) : new Reply { Status = 404 };
                await WriteAsync(stream, reply);
                if (reply.DropAfter is not null)
                    socket.LingerState = new(enable: true, seconds: 0);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The client left, or the test is over.
            }
        }
    }

    private static async Task<Request> ReadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
                throw new IOException("no request");
            text.Append((char)one[0]);
        }
        var lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new(lines[0].Split(' ')[1].TrimStart('/'), lines[1..].Select(l => l.Split(": ", 2)).ToDictionary(l => l[0].ToLowerInvariant(), l => l[1]));
    }

    private async Task WriteAsync(Stream stream, Reply reply)
    {
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} {(HttpStatusCode)reply.Status}\r\nConnection: close\r\n");
        if (!reply.WithoutLength)
            head.Append($"Content-Length: {reply.Body.Length}\r\n");
        foreach (var (name, value) in reply.Headers)
            head.Append($"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        var end = reply.DropAfter ?? reply.StallAfter ?? reply.Body.Length;
        for (var at = 0; at < end; at += 1 << 16)
        {
            var chunk = reply.Body.AsMemory(at..Math.Min(at + (1 << 16), end));
            await stream.WriteAsync(chunk, _stop.Token);
            Interlocked.Add(ref _sent, chunk.Length);
            if (reply.Pause > TimeSpan.Zero)
                await Task.Delay(reply.Pause, _stop.Token);
        }
        await stream.FlushAsync(_stop.Token);
        if (reply.StallAfter is not null)
            await Task.Delay(Timeout.Infinite, _stop.Token);
        // What was sent should arrive before the connection is reset.
        if (reply.DropAfter is not null)
            await Task.Delay(50, _stop.Token);
    }
}
