using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using DataTools.Catalog;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// One request for the rest of a chunk (Range with If-Range, RFC 9110, 14.2 and 13.1.5), its answer judged and its bytes
/// handed to the <see cref="PartialFile"/>. The time limit is on silence, not on the whole.
/// </summary>
internal sealed class ChunkReader(Requester requester, DownloadOptions options, TimeProvider time)
{
    private const int BufferBytes = 1 << 18;

    // Enough to learn how the server answers; the other connections start after it.
    private const int ProbeBytes = 1 << 16;

    /// <summary>
    /// Asks for what <paramref name="chunk"/> lacks. Returns when it is complete or the server ended early after a part
    /// of it. Throws <see cref="TransientFault"/> and <see cref="LayoutFault"/>; others as they are told to the user.
    /// </summary>
    public async Task ReadAsync(Mirror mirror, RemoteFile file, PartialFile part, Chunk chunk, Action report, CancellationToken cancellation)
    {
        using var stall = new CancellationTokenSource(options.Stall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
        try
        {
            // A single piece is asked for whole, unless what came of it can be gone on with.
            var ranged = !part.IsSingle || (chunk.Done > 0 && mirror.Origin?.Validator is not null);
            var range = ranged ? new RangeHeaderValue(chunk.Start + chunk.Done, part.IsSingle ? null : chunk.Start + chunk.Size - 1) : null;
            using var response = await requester.GetAsync(mirror, file, range, mirror.Origin?.Validator, stall, either.Token);
            var (origin, anew) = Judge(mirror, file, part, chunk, response, ranged);
            await ReceiveAsync(mirror, file, part, chunk, response, origin, anew, stall, report, either.Token);
        }
        catch (OperationCanceledException) when (stall.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            mirror.Resolved = null;
            throw HttpFaults.Stalled(mirror.Url, options.Stall);
        }
        catch (IOException e)
        {
            mirror.Resolved = null;
            throw HttpFaults.Broken(mirror.Url, part.IsSingle ? chunk.Done : chunk.Start + chunk.Done, e);
        }
    }

    /// <summary>
    /// Asks for the start of a file of which nothing is known and lays it out by the answer: in pieces where the server
    /// gives ranges and a strong validator, else in one, which is taken in then.
    /// </summary>
    public async Task ReadFirstAsync(Mirror mirror, RemoteFile file, PartialFile part, Action report, CancellationToken cancellation)
    {
        using var stall = new CancellationTokenSource(options.Stall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
        try
        {
            var range = mirror.WholeOnly || file.Bytes <= options.ChunkBytes ? null : new RangeHeaderValue(0, Math.Min(ProbeBytes, options.ChunkBytes) - 1);
            var response = await requester.GetAsync(mirror, file, range, null, stall, either.Token);
            try
            {
                var content = response.Content.Headers.ContentRange;
                var pieces = response.StatusCode == HttpStatusCode.PartialContent && content is { From: 0, Length: not null } && Validator(response) is not null;
                if (range is not null && response.StatusCode != HttpStatusCode.OK && !pieces)
                {
                    // An empty file, or parts that could not be put together safely.
                    response.Dispose();
                    response = await requester.GetAsync(mirror, file, null, null, stall, either.Token);
                }
                var total = pieces ? content!.Length : response.Content.Headers.ContentLength;
                if (!pieces && response.StatusCode != HttpStatusCode.OK)
                    throw HttpFaults.Of(mirror.Url, response, null, options.LongestAsked, time.GetUtcNow());
                CheckSize(mirror.Url, file, total);
                DiskSpace.Check(Path.GetDirectoryName(part.FilePath)!, total ?? 0, options);
                await ReceiveAsync(
                    mirror, file, part, null, response, Origin(mirror, response), () => part.Restart(total, pieces ? options.ChunkBytes : Math.Max(1, total ?? 1)),
                    stall, report, either.Token);
            }
            finally
            {
                response.Dispose();
            }
        }
        catch (OperationCanceledException) when (stall.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            mirror.Resolved = null;
            throw HttpFaults.Stalled(mirror.Url, options.Stall);
        }
        catch (IOException e)
        {
            mirror.Resolved = null;
            throw HttpFaults.Broken(mirror.Url, part.Length, e);
        }
    }

    // Where the bytes come from, and what to do before the first of them is kept (null: nothing).
    private static (PartialOrigin Origin, Action? Anew) Judge(
        Mirror mirror, RemoteFile file, PartialFile part, Chunk chunk, HttpResponseMessage response, bool ranged)
    {
        var origin = Origin(mirror, response);
        var same = mirror.Origin is null || origin.Validator is null || origin == mirror.Origin;
        if (ranged && response.StatusCode == HttpStatusCode.PartialContent)
        {
            var range = response.Content.Headers.ContentRange;
            if (!same || (range?.Length is { } length && part.Total is { } total && length != total))
                throw mirror.Origin is null ? new CorruptDownloadException(Endpoints.Shown(mirror.Url), $"{part.Total} bytes", $"{range?.Length} bytes", 0) : new LayoutFault(mirror, changed: true);
            if (range?.From != chunk.Start + chunk.Done)
            {
                if (part.IsSingle)
                    part.Reset(chunk);
                throw HttpFaults.WrongRange(mirror.Url);
            }
            mirror.IgnoredRanges = 0;
            return (mirror.Origin ?? origin, null);
        }
        if (part.IsSingle && response.StatusCode == HttpStatusCode.OK)
        {
            // The whole again: it changed, or the server gives no ranges.
            var total = response.Content.Headers.ContentLength;
            CheckSize(mirror.Url, file, total);
            return (origin, () => part.Restart(total, Math.Max(1, total ?? 1)));
        }
        if (part.IsSingle)
        {
            part.Reset(chunk);
            throw HttpFaults.WrongRange(mirror.Url);
        }
        if (response.StatusCode != HttpStatusCode.OK)
            throw new LayoutFault(mirror, changed: true);
        // One answer without the range may be an accident.
        if (same && ++mirror.IgnoredRanges < 3)
            throw HttpFaults.WrongRange(mirror.Url);
        return (origin, () => throw new LayoutFault(mirror, changed: !same));
    }

    private async Task ReceiveAsync(
        Mirror mirror, RemoteFile file, PartialFile part, Chunk? chunk, HttpResponseMessage response, PartialOrigin from, Action? anew,
        CancellationTokenSource stall, Action report, CancellationToken cancellation)
    {
        var (origin, some) = (-1, false);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            while (true)
            {
                stall.CancelAfter(options.Stall);
                var got = await body.ReadAsync(buffer, cancellation);
                // The disk, and hashing what an earlier run left, may take their time.
                stall.CancelAfter(Timeout.InfiniteTimeSpan);
                if (origin < 0)
                {
                    if (got > 0 && (anew is not null || part.Length == 0) && WebPage.Is(buffer.AsSpan(0, got), out var title))
                        throw HttpFaults.WebPage(mirror.Url, title);
                    anew?.Invoke();
                    chunk = anew is null ? chunk : part.Chunks[0];
                    chunk!.Taken = true;
                    origin = Adopt(mirror, part, from);
                }
                if (got == 0)
                    break;
                Append(mirror.Url, file, part, chunk!, origin, buffer.AsMemory(0, got));
                report();
                some = true;
                if (chunk!.IsComplete && !part.IsSingle)
                    return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        if (chunk!.Size is null)
            part.End(chunk);
        // A server may give less than the range that was asked for.
        if (!chunk.IsComplete && (part.IsSingle || !some))
            throw HttpFaults.Broken(mirror.Url, chunk.Start + chunk.Done, null);
    }

    private static int Adopt(Mirror mirror, PartialFile part, PartialOrigin from)
    {
        lock (mirror)
        {
            // Another connection was told of other bytes meanwhile.
            if (!part.IsSingle && mirror.Origin is { } known && known != from)
                throw new LayoutFault(mirror, changed: true);
            mirror.Origin = from;
            return part.OriginOf(from);
        }
    }

    private static void Append(string url, RemoteFile file, PartialFile part, Chunk chunk, int origin, ReadOnlyMemory<byte> bytes)
    {
        // A server may send more than the range that was asked for; of a whole file, more is wrong.
        if (!part.IsSingle && chunk.Size - chunk.Done is { } room && room < bytes.Length)
            bytes = bytes[..(int)room];
        // A file compressed anew has about the published size; one without end is cut off somewhere.
        var limit = file switch { { Bytes: null } => long.MaxValue, { ContentSha256: null } => file.Bytes.Value, _ => (4 * file.Bytes.Value) + (1 << 20) };
        if (part.Length + bytes.Length > Math.Min(limit, part.Total ?? long.MaxValue))
            throw new CorruptDownloadException(Endpoints.Shown(url), $"{file.Bytes ?? part.Total} bytes", "more", part.Length + bytes.Length);
        part.Append(chunk, origin, bytes);
    }

    private static void CheckSize(string url, RemoteFile file, long? announced)
    {
        if (file is { Bytes: { } expected, ContentSha256: null } && announced is { } promised && promised != expected)
            throw new CorruptDownloadException(Endpoints.Shown(url), $"{expected} bytes", $"{promised} bytes announced", 0);
    }

    // A strong ETag or else a date; a weak ETag must not be used here (RFC 9110, 13.1.5).
    private static string? Validator(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");

    private static PartialOrigin Origin(Mirror mirror, HttpResponseMessage response) => new(mirror.Url, Validator(response));
}
