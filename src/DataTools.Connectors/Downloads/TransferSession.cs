using System.Runtime.ExceptionServices;
using DataTools.Catalog;
using Polly;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Connections that fill the chunks of one file side by side, spread over its addresses. An address that fails is left
/// to the others; where none is left, the session ends.
/// </summary>
internal sealed class TransferSession(
    ChunkReader reader, ResiliencePipeline retry, DownloadOptions options, IReadOnlyList<Mirror> mirrors, RemoteFile file, PartialFile part,
    IProgress<long>? progress)
{
    // How often a host may put us off, for one chunk.
    private const int MostAsked = 20;

    private readonly Lock _reporting = new();

    /// <summary>Returns when the file is complete or no address is left.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (part.Chunks.Count == 0 || (part.IsSingle && part.Length == 0))
            await BeginAsync(cancellation);
        if (part.IsComplete || part.Chunks.Count == 0)
            return;
        foreach (var chunk in part.Chunks)
            chunk.Taken = false;
        // Bytes of several addresses meet only where a checksum judges the whole.
        var together = part.IsSingle || !file.HasChecksum ? 1 : mirrors.Count;
        var connections = Math.Min(options.Connections, part.Chunks.Count(c => !c.IsComplete));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? first = null;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async i =>
        {
            try
            {
                await FillAsync(i % together, stop.Token);
            }
            catch (Exception e)
            {
                // The others stop for the reason of the first.
                Interlocked.CompareExchange(ref first, e, null);
                await stop.CancelAsync();
            }
        }));
        cancellation.ThrowIfCancellationRequested();
        if (first is not null)
            ExceptionDispatchInfo.Throw(first);
    }

    // The layout is that of the first address that answers.
    private async Task BeginAsync(CancellationToken cancellation)
    {
        foreach (var mirror in mirrors.Where(m => m.Fault is null))
        {
            try
            {
                await TryAsync(mirror, () => part.Chunks.Count == 0 ? 0 : part.Chunks[0].Furthest, async token =>
                {
                    // Where the first attempt broke off after some bytes, the next goes on there.
                    if (part.Length == 0)
                        await reader.ReadFirstAsync(mirror, file, part, Report, token);
                    else if (part.IsSingle)
                        await reader.ReadAsync(mirror, file, part, part.Chunks[0], Report, token);
                }, cancellation);
                return;
            }
            catch (DataToolsException e) when (IsOfMirror(e))
            {
                GiveUp(mirror, e);
                if (part.Chunks.Count > 0)
                    part.Restart(null, 1);
            }
        }
    }

    private async Task FillAsync(int preferred, CancellationToken cancellation)
    {
        while (part.Take() is { } chunk)
        {
            if (Choose(chunk, preferred) is not { } mirror)
                return;
            // A single piece is laid out anew where the server sends the whole again.
            Chunk Current() => part.IsSingle ? part.Chunks[0] : chunk;
            try
            {
                await TryAsync(mirror, () => Current().Furthest, async token =>
                {
                    while (!Current().IsComplete)
                        await reader.ReadAsync(mirror, file, part, Current(), Report, token);
                }, cancellation);
            }
            catch (DataToolsException e) when (IsOfMirror(e))
            {
                GiveUp(mirror, e);
                part.Release(chunk);
                if (part.IsSingle)
                    return;
            }
        }
    }

    // A chunk is of one address, so that one with wrong bytes can be told from the others.
    private Mirror? Choose(Chunk chunk, int preferred)
    {
        if (chunk.Done > 0 && mirrors.FirstOrDefault(m => m.Fault is null && m.Url == part.Origins[chunk.Origin].Url) is { } same)
            return same;
        var other = Enumerable.Range(0, mirrors.Count).Select(i => mirrors[(preferred + i) % mirrors.Count]).FirstOrDefault(m => m.Fault is null);
        if (other is not null && chunk.Done > 0)
            part.Reset(chunk);
        return other;
    }

    private async Task TryAsync(Mirror mirror, Func<long> furthest, Func<CancellationToken, Task> read, CancellationToken cancellation)
    {
        try
        {
            var (worthwhile, asked) = (true, 0);
            while (worthwhile)
            {
                worthwhile = await retry.ExecuteAsync(async token =>
                {
                    var before = furthest();
                    try
                    {
                        await read(token);
                        return false;
                    }
                    catch (TransientFault) when (furthest() - before >= options.WorthwhileBytes)
                    {
                        // A good part has come: the count of repetitions begins anew. Measured against the furthest point
                        // ever, so that a server that begins at zero each time cannot keep us for ever.
                        return true;
                    }
                    catch (TransientFault e) when (e.RetryAfter is { Ticks: > 0 } && ++asked <= MostAsked)
                    {
                        // A host that says when to come back is no broken one, even if others were quicker then; all
                        // who ask it wait for that time.
                        return true;
                    }
                }, cancellation);
            }
        }
        catch (TransientFault e)
        {
            throw new NetworkException($"{e.Fault.Message}, tried {options.Retries + 1} times", e.Fault.Hint, e);
        }
    }

    private static bool IsOfMirror(DataToolsException e) => e is NetworkException or CorruptDownloadException or RateLimitedException;

    private void GiveUp(Mirror mirror, DataToolsException e)
    {
        // Several connections may find out at once.
        lock (_reporting)
        {
            if (mirror.Fault is not null)
                return;
            mirror.Fault = e;
        }
        if (mirrors.Any(m => m.Fault is null))
            options.Talk?.Invoke($"{file.Name}: {e.Message}; going on with its other addresses");
    }

    private void Report()
    {
        if (progress is null)
            return;
        lock (_reporting)
            progress.Report(part.Length);
    }
}
