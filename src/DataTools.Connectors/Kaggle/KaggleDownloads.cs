using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Http;

namespace DataTools.Connectors.Kaggle;

/// <summary>
/// Finds out what a download will be before it begins. Kaggle lists no hashes and no size of the archive: they stand in
/// the head of the download itself, in the storage that Kaggle points to. So that head is asked for and the rest of the
/// answer left (the storage's signed addresses are for GET alone; HEAD is refused).
/// </summary>
internal sealed class KaggleDownloads(
    ServiceContext context, HttpClient http, KaggleFaults faults, AuthenticationHeaderValue? authorization, Func<ApiOptions, ApiOptions> patience)
{
    private const int StartBytes = 4096;

    /// <summary>
    /// The file behind <paramref name="url"/>, with size and MD5 where the storage states them; a zip where
    /// <paramref name="zip"/> says that it must be one.
    /// </summary>
    public async Task<RemoteFile> LocateAsync(KaggleTarget target, string url, string name, bool zip, CancellationToken cancellation)
    {
        using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!Rest.IsRedirect(response.StatusCode))
        {
            return response.StatusCode == HttpStatusCode.OK
                ? await ReadAsync(target, url, name, zip, response, cancellation)
                : throw faults.Of(target, response.StatusCode, Encoding.UTF8.GetString(await StartAsync(response, cancellation)));
        }
        var storage = response.Headers.Location is { } location ? new Uri(new Uri(url), location) : throw KaggleFaults.Unexpected(target, "it points nowhere");
        if (storage.Scheme != Uri.UriSchemeHttps && !(storage.Scheme == Uri.UriSchemeHttp && url.StartsWith("http:", StringComparison.Ordinal)))
            throw KaggleFaults.Unexpected(target, $"it points to a {storage.Scheme} address");
        // A client of its own, which knows no credentials.
        using var stranger = ApiClient.Create(context, patience(new("Kaggle's storage", new Uri(storage.GetLeftPart(UriPartial.Authority))) { FollowForeign = true }));
        using var file = await stranger.GetAsync(storage, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return file.StatusCode == HttpStatusCode.OK
            ? await ReadAsync(target, url, name, zip, file, cancellation)
            : throw KaggleFaults.Storage(target, storage, file.StatusCode);
    }

    /// <summary>
    /// The MD5 of <c>x-goog-hash: crc32c=B64,md5=B64</c> as lower-case hex; the two may also come as two headers. Null
    /// where there is none, as for objects that were composed of parts.
    /// </summary>
    internal static string? Md5(IEnumerable<string> headers)
    {
        var hash = headers.SelectMany(h => h.Split(',')).Select(h => h.Trim()).FirstOrDefault(h => h.StartsWith("md5=", StringComparison.OrdinalIgnoreCase));
        var bytes = new byte[16];
        return hash is not null && Convert.TryFromBase64String(hash["md5=".Length..], bytes, out var length) && length == bytes.Length
            ? Convert.ToHexStringLower(bytes)
            : null;
    }

    private async Task<RemoteFile> ReadAsync(
        KaggleTarget target, string url, string name, bool zip, HttpResponseMessage response, CancellationToken cancellation)
    {
        var start = await StartAsync(response, cancellation);
        if (response.Content.Headers.ContentType?.MediaType == "text/html" || WebPage.Is(start, out _))
            throw faults.WebPage(target);
        // Told before gigabytes of it have come. A zip without files has no "PK\3\4".
        if (zip && start.Length > 0 && !start.AsSpan().StartsWith("PK"u8))
            throw KaggleFaults.Unexpected(target, "what it gives as an archive is no zip");
        return new(name, [url])
        {
            Bytes = response.Content.Headers.ContentLength,
            Md5 = Md5(response.Headers.TryGetValues("x-goog-hash", out var hashes) ? hashes : []),
            Authorization = authorization,
        };
    }

    private static async Task<byte[]> StartAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var start = new byte[StartBytes];
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            return start[..await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation)];
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // What cannot be read here is the download's business, with its repetitions.
            return [];
        }
    }
}
