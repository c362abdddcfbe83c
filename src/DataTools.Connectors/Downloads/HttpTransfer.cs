using DataTools.Catalog;
using Polly;
using Polly.Retry;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Brings a file over HTTP into a <see cref="PartialFile"/>, over several connections and from several addresses where
/// that is safe, going on where it broke off. Hashes are not judged here.
/// </summary>
internal sealed class HttpTransfer
{
    // A file that changes more often while it is fetched is given up.
    private const int Layouts = 4;

    private readonly ChunkReader _reader;
    private readonly DownloadOptions _options;
    private readonly ResiliencePipeline _retry;

    public HttpTransfer(HttpClient http, DownloadOptions options, TimeProvider time)
    {
        _options = options;
        _reader = new(new(http, new(options, time), options, time), options, time);
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome.Exception is TransientFault),
                // At once is what a server may say that is overwhelmed: then the wait is ours.
                DelayGenerator = static outcome => ValueTask.FromResult(outcome.Outcome.Exception is TransientFault { RetryAfter: { Ticks: > 0 } wait } ? wait : (TimeSpan?)null),
            })
            .Build();
    }

    /// <summary>
    /// Completes <paramref name="part"/>; true where that succeeded. Else no address is left, and each says why in its
    /// <see cref="Mirror.Fault"/>. Throws only what no other address can mend.
    /// </summary>
    public async Task<bool> RunAsync(
        IReadOnlyList<Mirror> mirrors, RemoteFile file, PartialFile part, IProgress<long>? progress, CancellationToken cancellation)
    {
        foreach (var mirror in mirrors)
            mirror.Origin ??= part.Origins.FirstOrDefault(o => o.Url == mirror.Url && part.Chunks.Any(c => c.Done > 0 && part.Origins[c.Origin] == o));
        for (var layouts = 0; !part.IsComplete; layouts++)
        {
            var alive = Alive(mirrors, part);
            if (alive.Count == 0)
                return false;
            // A piece that another address began cannot be gone on with.
            if (part.IsSingle && part.Length > 0 && !alive.Exists(m => m.Url == part.Origins[part.Chunks[0].Origin].Url))
                part.Restart(null, 1);
            var session = new TransferSession(_reader, _retry, _options, alive, file, part, progress);
            try
            {
                await session.RunAsync(cancellation);
            }
            catch (LayoutFault e)
            {
                Relay(e, alive, part, layouts);
            }
        }
        return true;
    }

    // One without ranges is set aside while others have them, and is the last resort.
    private static List<Mirror> Alive(IReadOnlyList<Mirror> mirrors, PartialFile part)
    {
        var alive = mirrors.Where(m => m.Fault is null).ToList();
        if (alive.Count > 0 || mirrors.FirstOrDefault(m => m.SetAside) is not { } last)
            return alive;
        (last.Fault, last.SetAside) = (null, false);
        part.Restart(null, 1);
        return [last];
    }

    // The bytes of an address are to be had anew, or it is used for a whole file or not at all.
    private static void Relay(LayoutFault fault, List<Mirror> alive, PartialFile part, int layouts)
    {
        var mirror = fault.Mirror;
        if (layouts >= Layouts)
            mirror.Fault = HttpFaults.KeepsChanging(mirror.Url);
        else if (!fault.Changed && alive.Count > 1)
            (mirror.Fault, mirror.SetAside) = (HttpFaults.NoRanges(mirror.Url), true);
        else if (alive.Count == 1)
            part.Restart(null, 1);
        else
            part.OriginOf(new(mirror.Url, null));
        mirror.Origin = null;
        mirror.WholeOnly |= !fault.Changed || layouts > 0;
    }
}
