using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using DataTools.Catalog;
using Polly;
using Polly.Retry;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Brings a file over HTTP into a <see cref="PartialFile"/>, going on where it broke off (Range with If-Range, RFC 9110,
/// 14.2 and 13.1.5). The time limit is on silence, not on the whole: a large file may take as long as it takes.
/// </summary>
internal sealed partial class HttpTransfer
{
    private const int ChunkBytes = 1 << 17;

    private readonly HttpClient _http;
    private readonly DownloadOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<bool> _retry;

    public HttpTransfer(HttpClient http, DownloadOptions options, TimeProvider time)
    {
        _http = http;
        _options = options;
        _time = time;
        _retry = new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<bool>
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome.Exception is TransientFault),
                DelayGenerator = outcome => ValueTask.FromResult(Asked(outcome.Outcome.Exception)),
            })
            .Build();
    }

    /// <summary>
    /// Completes <paramref name="part"/> from <paramref name="url"/>. Throws <see cref="NetworkException"/> where that
    /// cannot be done, <see cref="CorruptDownloadException"/> where the size is already wrong. Hashes are not judged here.
    /// </summary>
    public async Task RunAsync(string url, RemoteFile file, PartialFile part, IProgress<long>? progress, CancellationToken cancellation)
    {
        try
        {
            while (!await _retry.ExecuteAsync(token => LegAsync(url, file, part, progress, token), cancellation))
            {
                // Broken off after a good part: on with the next leg.
            }
        }
        catch (TransientFault e)
        {
            throw new NetworkException($"{e.Fault.Message}, tried {_options.Retries + 1} times", e.Fault.Hint, e);
        }
    }

    // True when the file is complete, false when a good part has come and the rest should be asked for at once.
    private async ValueTask<bool> LegAsync(string url, RemoteFile file, PartialFile part, IProgress<long>? progress, CancellationToken cancellation)
    {
        var origin = await part.ResumeAsync(url, cancellation);
        var before = part.Furthest;
        if (origin?.Total == part.Length)
            return true;
        using var stall = new CancellationTokenSource(_options.Stall, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
        Exception fault;
        try
        {
            using var request = Request(url, origin, part.Length);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            Begin(url, file, part, origin, response);
            await ReceiveAsync(url, file, part, response, stall, progress, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (stall.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            fault = HttpFaults.Stalled(url, _options.Stall);
        }
        catch (HttpRequestException e)
        {
            fault = HttpFaults.Of(url, e);
        }
        catch (IOException e)
        {
            fault = HttpFaults.Broken(url, part.Length, e);
        }
        // Measured against the furthest point ever, so that a server that begins at zero each time cannot keep us for ever.
        return fault is TransientFault && part.Furthest - before >= _options.WorthwhileBytes ? false : throw fault;
    }

    private static HttpRequestMessage Request(string url, PartialOrigin? origin, long from)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        // The bytes as they lie there: a size or hash is published of those.
        request.Headers.AcceptEncoding.Add(new("identity"));
        if (origin is not null)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
            request.Headers.TryAddWithoutValidation("If-Range", origin.Validator);
        }
        return request;
    }

    // Judges the answer's head, and begins the file anew where it brings the whole.
    private void Begin(string url, RemoteFile file, PartialFile part, PartialOrigin? origin, HttpResponseMessage response)
    {
        long? total;
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when origin is not null:
                if (response.Content.Headers.ContentRange is not { } range || range.From != part.Length)
                {
                    part.Restart(new(url, null, null));
                    throw HttpFaults.WrongRange(url);
                }
                total = range.Length;
                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable when origin is not null:
                part.Restart(new(url, null, null));
                throw HttpFaults.WrongRange(url);
            case HttpStatusCode.OK:
                total = response.Content.Headers.ContentLength;
                part.Restart(new(url, Validator(response), total));
                break;
            default:
                throw HttpFaults.Of(url, response, _time.GetUtcNow());
        }
        if (file is { Bytes: { } expected, ContentSha256: null } && total is { } promised && promised != expected)
            throw new CorruptDownloadException(url, $"{expected} bytes", $"{promised} bytes announced", part.Length);
    }

    private async Task ReceiveAsync(
        string url, RemoteFile file, PartialFile part, HttpResponseMessage response, CancellationTokenSource stall,
        IProgress<long>? progress, CancellationToken cancellation)
    {
        // A file compressed anew has about the published size; one without end is cut off somewhere.
        var limit = file switch { { Bytes: null } => long.MaxValue, { ContentSha256: null } => file.Bytes.Value, _ => (4 * file.Bytes.Value) + (1 << 20) };
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            for (int got; (got = await body.ReadAsync(chunk, cancellation)) > 0;)
            {
                stall.CancelAfter(_options.Stall);
                if (part.Length == 0 && IsWebPage(chunk.AsSpan(0, got), out var title))
                    throw HttpFaults.WebPage(url, title);
                if (part.Length + got > limit)
                    throw new CorruptDownloadException(url, $"{file.Bytes} bytes", "more", part.Length + got);
                part.Append(chunk.AsMemory(0, got));
                progress?.Report(part.Length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    // A strong ETag or else a date; a weak ETag must not be used here (RFC 9110, 13.1.5).
    private static string? Validator(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");

    private static bool IsWebPage(ReadOnlySpan<byte> start, out string? title)
    {
        title = null;
        var text = Encoding.UTF8.GetString(start[..Math.Min(start.Length, 4096)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (!text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return false;
        var match = Title().Match(text);
        title = match.Success ? WebUtility.HtmlDecode(match.Groups["text"].Value).Trim() : null;
        return true;
    }

    [GeneratedRegex("<title[^>]*>(?<text>[^<]{1,200})</title>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();

    private TimeSpan? Asked(Exception? e) => e is TransientFault { RetryAfter: { } wait }
        ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, _options.LongestDelay.Ticks))
        : null;
}
