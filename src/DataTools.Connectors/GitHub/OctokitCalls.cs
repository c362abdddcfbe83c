using System.Net;
using System.Runtime.Serialization;
using DataTools.Catalog;
using Octokit;
using Octokit.Internal;

namespace DataTools.Connectors.GitHub;

/// <summary>
/// Octokit's connection: it makes the call and reads the answer into its types; what goes over the wire, and when, is
/// decided by the handlers below it. Its typed clients are not used: they take no cancellation, add /api/v3/ to the
/// addresses of other hosts and leave a search's text unescaped.
/// </summary>
internal sealed class OctokitCalls : IDisposable
{
    private const string Accept = "application/vnd.github+json";

    private static readonly SimpleJsonSerializer Json = new();

    private readonly PatientClient _http;
    private readonly Connection _connection;
    private readonly GitHubToken? _token;

    public OctokitCalls(Uri api, GitHubToken? token, HttpMessageHandler handler)
    {
        _token = token;
        _http = new(handler);
        // The handlers put the real name and the token into the request.
        _connection = new(
            new ProductHeaderValue("datatools"), new Uri($"{api.AbsoluteUri.TrimEnd('/')}/"), new InMemoryCredentialStore(Credentials.Anonymous), _http, Json);
    }

    /// <summary>
    /// The answer to GET <paramref name="path"/>, escaped already, relative to the API or absolute, as
    /// <paramref name="read"/> makes it of Octokit's type and the address of the next page. Throws a
    /// <see cref="DataToolsException"/> that tells of <paramref name="what"/> was asked for.
    /// </summary>
    public async Task<TResult> GetAsync<T, TResult>(
        Uri path, string what, Func<T, Uri?, TResult> read, CancellationToken cancellation, string accept = Accept) where T : class
    {
        try
        {
            return await CallAsync(path, read, accept, cancellation);
        }
        catch (ApiException e)
        {
            throw Refused(what, e);
        }
    }

    /// <summary>As <see cref="GetAsync"/>, but null where the answer is <paramref name="absent"/>.</summary>
    public async Task<TResult?> GetOrNullAsync<T, TResult>(
        Uri path, string what, Func<T, Uri?, TResult> read, CancellationToken cancellation, HttpStatusCode absent = HttpStatusCode.NotFound)
        where T : class where TResult : class
    {
        try
        {
            return await CallAsync(path, read, Accept, cancellation);
        }
        catch (ApiException e) when (e.StatusCode == absent)
        {
            return null;
        }
        catch (ApiException e)
        {
            throw Refused(what, e);
        }
    }

    private async Task<TResult> CallAsync<T, TResult>(Uri path, Func<T, Uri?, TResult> read, string accept, CancellationToken cancellation) where T : class
    {
        var url = new Uri(_connection.BaseAddress, path);
        try
        {
            var answer = await _connection.Get<T>(url, null, accept, cancellation);
            return answer.Body is { } body ? read(body, answer.HttpResponse.ApiInfo.GetNextPageUrl()) : throw GitHubFaults.Unexpected(url, null);
        }
        // What Octokit's reader throws at malformed or surprising JSON, and ours at what is missing in it.
        catch (Exception e) when (e is SerializationException or FormatException or InvalidCastException or ArgumentException or OverflowException or NullReferenceException)
        {
            throw GitHubFaults.Unexpected(url, e);
        }
    }

    // Octokit's exception holds the whole answer: it ends here.
    private DataToolsException Refused(string what, ApiException e) => GitHubFaults.Refused(
        what, e.StatusCode, e.HttpResponse?.Body as string ?? "",
        e.HttpResponse?.Headers.FirstOrDefault(h => h.Key.Equals("x-github-sso", StringComparison.OrdinalIgnoreCase)).Value, _token);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // Octokit gives a call 100 seconds, waits for a limit included; ours have a limit for each attempt.
    private sealed class PatientClient : IHttpClient
    {
        private readonly HttpClientAdapter _adapter;

        public PatientClient(HttpMessageHandler handler)
        {
            _adapter = new(() => handler);
            _adapter.SetRequestTimeout(Timeout.InfiniteTimeSpan);
        }

        public Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null)
        {
            ((Request)request).Timeout = Timeout.InfiniteTimeSpan;
            return _adapter.Send(request, cancellationToken, preprocessResponseBody);
        }

        public void SetRequestTimeout(TimeSpan timeout) => _adapter.SetRequestTimeout(timeout);

        public void Dispose() => _adapter.Dispose();
    }
}
