using System.Net;
using DataTools.Catalog;
using DataTools.Connectors.Http;

namespace DataTools.Connectors.GitHub;

/// <summary>
/// Files of public repositories from the host that serves them without counting calls, <c>DATATOOLS_GITHUB_RAW</c>.
/// Answers are kept on disk. May be used by several threads.
/// </summary>
public sealed class RawFiles : IDisposable
{
    private const int LargestFile = 4 << 20;

    private readonly string _host;
    private readonly HttpClient _http;

    /// <summary>A client; of the options it takes those about disk and repetitions. Throws <see cref="InvalidInputException"/> where the address is malformed.</summary>
    public RawFiles(ServiceContext services, GitHubOptions? options = null)
    {
        options ??= new();
        var endpoint = services.Endpoints.Of("DATATOOLS_GITHUB_RAW");
        _host = endpoint.AbsoluteUri.TrimEnd('/');
        _http = ApiClient.Create(services, new("GitHub's raw files", endpoint)
        {
            Cache = ("github-raw", new(options.FreshFor, options.Offline)),
            RefusePages = true,
            LargestAnswer = LargestFile,
            // Whoever asks here has another way.
            Retries = Math.Min(options.Retries, 2),
            FirstDelay = options.FirstDelay,
            LongestDelay = TimeSpan.FromSeconds(10),
        });
    }

    /// <summary>
    /// A file on the default branch, without its text where it is larger than 4 MiB; null where there is none. Throws
    /// <see cref="NetworkException"/>, <see cref="RateLimitedException"/>, and offline <see cref="NotFoundException"/> for
    /// what is not in the cache.
    /// </summary>
    public async Task<RepositoryFile?> FileAsync(RepositoryName name, string path, CancellationToken cancellation)
    {
        var page = $"https://github.com/{name}/blob/HEAD/{GitHubApi.Escape(path)}";
        try
        {
            using var response = await _http.GetAsync(new Uri($"{_host}/{name}/HEAD/{GitHubApi.Escape(path)}"), cancellation);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
                    return new(path, page, bytes.Length, Read.Text(bytes));
                case HttpStatusCode.NotFound:
                    return null;
                default:
                    throw new NetworkException(
                        $"GitHub's raw files: {name}/{path} is answered with {(int)response.StatusCode} {response.ReasonPhrase}", $"Open {page} in a browser to see why.");
            }
        }
        catch (NetworkException e) when (e.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
        {
            return new(path, page, LargestFile + 1, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
