using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace DataTools.FakeServices.Faults;

/// <summary>
/// A file server of the real world: ranges, ETags, If-Range and signed redirects, and all that goes wrong with them, by a
/// schedule for each file. It counts what it sends.
/// </summary>
public sealed class FaultyServer : IAsyncDisposable
{
    private const int SliceBytes = 1 << 14;

    private const int PoisonEvery = 10_000;

    private readonly ConcurrentDictionary<string, FaultyFile> _files = new(StringComparer.Ordinal);
    private FakeServer _server = null!;

    private FaultyServer()
    {
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address => _server.Address;

    /// <summary>
    /// The rest after each 16 KiB. Short as it is, it keeps the buffers of the network empty, so that what was sent is
    /// what arrived; zero for none.
    /// </summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>What Retry-After says, in whole seconds.</summary>
    public int RetryAfter { get; init; }

    /// <summary>Starts it.</summary>
    public static async Task<FaultyServer> StartAsync(int port = 0, TimeSpan? pace = null, int retryAfter = 0)
    {
        var faulty = new FaultyServer { Pace = pace ?? TimeSpan.FromMilliseconds(1), RetryAfter = retryAfter };
        faulty._server = await FakeServer.StartAsync(app => app.Run(faulty.AnswerAsync), port, keepRequests: false);
        return faulty;
    }

    /// <summary>Serves a file at <paramref name="path"/> (no slash in front) and gives its address.</summary>
    public string Serve(string path, FaultyFile file)
    {
        _files[path] = file;
        return $"{Address}/{path}";
    }

    /// <summary>Serves no longer what is below <paramref name="prefix"/>.</summary>
    public void Forget(string prefix)
    {
        foreach (var path in _files.Keys.Where(p => p.StartsWith(prefix, StringComparison.Ordinal)).ToList())
            _files.TryRemove(path, out _);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (!_files.TryGetValue(context.Request.Path.Value!.TrimStart('/'), out var file))
        {
            context.Response.StatusCode = 404;
            return;
        }
        if (file.Refused is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }
        if (file.Signed && context.Request.Query["signature"] != Volatile.Read(ref file.Signature).ToString(CultureInfo.InvariantCulture))
        {
            if (context.Request.Query.ContainsKey("signature"))
                context.Response.StatusCode = 403;
            else
                context.Response.Redirect($"{context.Request.Path}?signature={Volatile.Read(ref file.Signature)}");
            return;
        }
        try
        {
            await SendAsync(context, file, file.Faults.Next());
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client left.
        }
    }

    private async Task SendAsync(HttpContext context, FaultyFile file, Fault fault)
    {
        switch (fault)
        {
            case Fault.ServerError:
                context.Response.StatusCode = 500;
                return;
            case Fault.TooManyRequests or Fault.Unavailable:
                context.Response.StatusCode = fault == Fault.Unavailable ? 503 : 429;
                context.Response.Headers.RetryAfter = RetryAfter.ToString(CultureInfo.InvariantCulture);
                return;
            case Fault.ExpiredRedirect when file.Signed:
                Interlocked.Increment(ref file.Signature);
                context.Response.StatusCode = 403;
                return;
            case Fault.WebPage:
                var page = Encoding.UTF8.GetBytes("<!DOCTYPE html><html><head><title>One moment</title></head><body>Checking your browser</body></html>");
                context.Response.ContentType = "text/html";
                file.Served.AddSpoilt(page.Length);
                await context.Response.Body.WriteAsync(page, context.RequestAborted);
                return;
            case Fault.Changed:
                file.Change();
                break;
        }
        await SendFileAsync(context, file, fault);
    }

    private async Task SendFileAsync(HttpContext context, FaultyFile file, Fault fault)
    {
        var (bytes, etag, isFormer) = file.Now;
        var (start, end) = (0, bytes.Length);
        if (file.HasETag)
            context.Response.Headers.ETag = etag;
        context.Response.ContentType = "application/octet-stream";
        var ignored = false;
        if (file.HasRanges && Range(context.Request) is { } range && IfRange(context.Request, file.HasETag ? etag : null))
        {
            if (fault == Fault.IgnoredRange)
            {
                ignored = true;
            }
            else if (range.From >= bytes.Length)
            {
                context.Response.StatusCode = 416;
                context.Response.Headers.ContentRange = $"bytes */{bytes.Length}";
                return;
            }
            else
            {
                (start, end) = ((int)range.From, (int)Math.Min(bytes.Length, (range.To ?? long.MaxValue - 1) + 1));
                context.Response.StatusCode = 206;
                context.Response.Headers.ContentRange = $"bytes {start}-{end - 1}/{bytes.Length}";
            }
        }
        context.Response.ContentLength = end - start + (fault == Fault.WrongLength ? 1 + file.Faults.Place(1000) : 0);
        var spoilt = file.Poisoned || isFormer || ignored || fault == Fault.BitFlip;
        var stop = fault is Fault.Reset or Fault.Stall ? start + file.Faults.Place(end - start) : end;
        var flip = fault == Fault.BitFlip ? start + file.Faults.Place(end - start) : -1;
        await WriteAsync(context, file, (bytes, start, stop), spoilt, flip, fault == Fault.Slow ? 5 * Pace : Pace);
        if (fault == Fault.Stall)
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        if (fault is Fault.Reset or Fault.WrongLength)
            context.Abort();
    }

    private static async Task WriteAsync(
        HttpContext context, FaultyFile file, (byte[] Bytes, int Start, int Stop) part, bool spoilt, int flip, TimeSpan pace)
    {
        // A status without a body goes out all the same.
        await context.Response.StartAsync(context.RequestAborted);
        for (var at = part.Start; at < part.Stop;)
        {
            var count = Math.Min(SliceBytes, part.Stop - at);
            ReadOnlyMemory<byte> slice = part.Bytes.AsMemory(at, count);
            if (file.Poisoned || (flip >= at && flip < at + count))
                slice = Wrong(slice.ToArray(), at, flip, file.Poisoned);
            await context.Response.Body.WriteAsync(slice, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (spoilt)
                file.Served.AddSpoilt(count);
            else
                file.Served.Add(at, count);
            at += count;
            if (pace > TimeSpan.Zero && at < part.Stop)
                await Task.Delay(pace, context.RequestAborted);
        }
    }

    private static byte[] Wrong(byte[] slice, int at, int flip, bool poisoned)
    {
        for (var i = 0; i < slice.Length; i++)
        {
            if (at + i == flip || (poisoned && (at + i) % PoisonEvery == 0))
                slice[i] ^= 0x10;
        }
        return slice;
    }

    private static (long From, long? To)? Range(HttpRequest request) =>
        request.GetTypedHeaders().Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } && ranges.First() is { From: { } from } range ? (from, range.To) : null;

    // Without a condition a range is a range.
    private static bool IfRange(HttpRequest request, string? etag) =>
        request.Headers.IfRange.Count == 0 || (etag is not null && request.Headers.IfRange == etag);
}
