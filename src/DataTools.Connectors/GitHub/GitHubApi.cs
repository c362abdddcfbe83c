using System.Net;
using System.Runtime.CompilerServices;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Http;

namespace DataTools.Connectors.GitHub;

/// <summary>
/// GitHub's REST API, as far as looking at public repositories goes. Calls are counted and kept within GitHub's limits,
/// answers are kept on disk. May be used by several threads. Every method throws <see cref="RateLimitedException"/>
/// where no calls are left, <see cref="NetworkException"/> where GitHub cannot be reached or refuses,
/// <see cref="CredentialsMissingException"/> where it does not take the token, <see cref="AccessGatedException"/> where
/// an organisation wants a log-in, and offline <see cref="NotFoundException"/> for what is not in the cache.
/// </summary>
public sealed class GitHubApi : IDisposable
{
    private const int LargestPage = 100;

    private readonly GitHubQuotas _quotas;
    private readonly GitHubRequestHandler _requests;
    private readonly AsyncLocal<CallBudget?> _budget = new();
    private readonly OctokitCalls _calls;

    /// <summary>
    /// A client for the API at <c>DATATOOLS_GITHUB_API</c>, with the token of <c>GH_TOKEN</c> or <c>GITHUB_TOKEN</c>.
    /// Throws <see cref="InvalidInputException"/> where one of these is malformed.
    /// </summary>
    public GitHubApi(ServiceContext services, GitHubOptions? options = null)
    {
        options ??= new();
        var api = services.Endpoints.Of("DATATOOLS_GITHUB_API");
        var found = GitHubToken.Find(services.Environment, api);
        var token = services.Endpoints.CarriesCredentials("DATATOOLS_GITHUB_API") ? found : null;
        WithToken = token is not null;
        _quotas = new(WithToken, options, services.Time);
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, UseCookies = false };
        DownloadClient.Trust(sockets, services.Environment);
        _requests = new(api, token, services.Tool, () => _budget.Value) { InnerHandler = sockets };
        var cache = new AnswerCache(Path.Combine(services.Workspace.Cache, "http", "github"), WithToken);
        _calls = new(api, token, new CachingHandler(cache, new(options.FreshFor, options.Offline), services.Time)
        {
            // The budget.
            Passing = static url => url.AbsolutePath.EndsWith("/rate_limit", StringComparison.Ordinal),
            InnerHandler = new PatientHandler(options, _quotas, WithToken, services.Time, () => _budget.Value) { InnerHandler = _requests },
        });
    }

    /// <summary>Whether calls carry a token, and so have the larger budget.</summary>
    public bool WithToken { get; }

    /// <summary>How many requests went out so far, repetitions and redirects included; answers from disk are none.</summary>
    public int Sent => _requests.Sent;

    /// <summary>
    /// What the calls of this flow of control, and of those it starts, may spend; null: no limit of ours. Past it a call
    /// that needs a request throws <see cref="CallBudgetException"/>.
    /// </summary>
    public CallBudget? Budget
    {
        get => _budget.Value;
        set => _budget.Value = value;
    }

    /// <summary>Calls left in this hour, as far as is known without asking; searches have a budget of their own.</summary>
    public GitHubQuota Calls => _quotas.Known(QuotaKind.Core);

    /// <summary>Searches left in this minute, as far as is known without asking.</summary>
    public GitHubQuota Searches => _quotas.Known(QuotaKind.Search);

    /// <summary>Asks GitHub for the budget, which costs none of it: calls in this hour and searches in this minute.</summary>
    public async Task<(GitHubQuota Calls, GitHubQuota Searches)> LimitsAsync(CancellationToken cancellation)
    {
        return await GetAsync("rate_limit", "the limits", (Octokit.MiscellaneousRateLimit l) => (Quota(l.Resources.Core), Quota(l.Resources.Search)), cancellation);

        static GitHubQuota Quota(Octokit.RateLimit limit) => new(limit.Limit, limit.Remaining, limit.Reset);
    }

    /// <summary>A repository, under its present name where it was renamed. Throws <see cref="NotFoundException"/>; 1 call, 2 where it was renamed.</summary>
    public Task<GitHubRepository> RepositoryAsync(RepositoryName name, CancellationToken cancellation) =>
        GetAsync<Octokit.Repository, GitHubRepository>($"repos/{name}", $"the repository {name}", Read.Repository, cancellation);

    /// <summary>
    /// Repositories that match, page after page; each page is one search call, and the caller stops when it has enough.
    /// Throws <see cref="InvalidInputException"/> where GitHub cannot understand the search.
    /// </summary>
    public async IAsyncEnumerable<RepositoryPage> SearchAsync(RepositorySearch search, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var what = $"the search for {search.Text}";
        var size = Math.Min(search.Limit, LargestPage);
        var next = new Uri(
            $"search/repositories?q={Uri.EscapeDataString(search.Query())}{(search.MostStarredFirst ? "&sort=stars&order=desc" : "")}&per_page={size}", UriKind.Relative);
        for (var left = search.Limit; left > 0 && next is not null;)
        {
            var wanted = left;
            (var page, next) = await _calls.GetAsync(next, what, (Octokit.SearchRepositoryResult r, Uri? following) => (
                new RepositoryPage(r.TotalCount, r.IncompleteResults, [.. r.Items.Take(wanted).Select(Read.Repository)]), following), cancellation);
            yield return page;
            // An empty page with a link to the next would lead on for ever.
            left = page.Items.Count == 0 ? 0 : left - page.Items.Count;
        }
    }

    /// <summary>The README of the repository, or of a folder in it; null where there is none. 1 call.</summary>
    public Task<RepositoryFile?> ReadmeAsync(RepositoryName name, string folder, CancellationToken cancellation) =>
        FileOrNullAsync($"repos/{name}/readme{(folder.Length == 0 ? "" : $"/{Escape(folder)}")}", $"the README of {name}", cancellation);

    /// <summary>A file on the default branch; null where there is none. 1 call.</summary>
    public Task<RepositoryFile?> FileAsync(RepositoryName name, string path, CancellationToken cancellation) =>
        FileOrNullAsync($"repos/{name}/contents/{Escape(path)}", $"the file {path} of {name}", cancellation);

    /// <summary>
    /// What lies in a folder of the default branch, "" for the root; GitHub leaves out what comes after the first 1,000.
    /// Throws <see cref="NotFoundException"/>, also for an empty repository. 1 call.
    /// </summary>
    public Task<IReadOnlyList<RepositoryItem>> FolderAsync(RepositoryName name, string folder, CancellationToken cancellation) =>
        GetAsync<IReadOnlyList<Octokit.RepositoryContent>, IReadOnlyList<RepositoryItem>>(
            $"repos/{name}/contents/{Escape(folder)}", $"the folder {folder}/ of {name}", items => [.. items.Select(Read.Item)], cancellation);

    /// <summary>
    /// All files and folders of a commit, branch or tag. Throws <see cref="NotFoundException"/>, also for an empty
    /// repository. 1 call.
    /// </summary>
    public Task<RepositoryTree> TreeAsync(RepositoryName name, string reference, CancellationToken cancellation) =>
        GetAsync<Octokit.TreeResponse, RepositoryTree>(
            $"repos/{name}/git/trees/{Uri.EscapeDataString(reference)}?recursive=1", $"the tree {reference} of {name}",
            tree => new([.. tree.Tree.Select(Read.Item)], tree.Truncated), cancellation);

    /// <summary>
    /// Who made the latest commits of the default branch, at most 100 of them, the latest first; of those that touch
    /// <paramref name="folder"/>, where it is given. None where the repository is empty. 1 call.
    /// </summary>
    public async Task<IReadOnlyList<CommitAuthor>> CommitsAsync(RepositoryName name, string? folder, int count, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, LargestPage);
        var path = $"repos/{name}/commits?per_page={count}{(string.IsNullOrEmpty(folder) ? "" : $"&path={Uri.EscapeDataString(folder)}")}";
        return await _calls.GetOrNullAsync<IReadOnlyList<Octokit.GitHubCommit>, IReadOnlyList<CommitAuthor>>(
            new(path, UriKind.Relative), $"the commits of {name}", (all, _) => [.. all.Take(count).Select(Read.Author)], cancellation, absent: HttpStatusCode.Conflict) ?? [];
    }

    /// <summary>
    /// The id of the commit that a branch, tag or <c>HEAD</c> stands for. Throws <see cref="NotFoundException"/>, also for
    /// an empty repository. 1 call.
    /// </summary>
    public Task<string> CommitOfAsync(RepositoryName name, string reference, CancellationToken cancellation) => _calls.GetAsync(
        new($"repos/{name}/commits/{Uri.EscapeDataString(reference)}", UriKind.Relative), $"the commit {reference} of {name}",
        (string body, Uri? _) => Read.Commit(body), cancellation, accept: "application/vnd.github.sha");

    /// <summary>A person's or an organisation's account. Throws <see cref="NotFoundException"/>. 1 call.</summary>
    public Task<GitHubOwner> OwnerAsync(string login, CancellationToken cancellation) =>
        GetAsync<Octokit.User, GitHubOwner>($"users/{Uri.EscapeDataString(login)}", $"the account {login}", Read.Owner, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    private Task<RepositoryFile?> FileOrNullAsync(string path, string what, CancellationToken cancellation) =>
        _calls.GetOrNullAsync(new(path, UriKind.Relative), what, (Octokit.RepositoryContent file, Uri? _) => Read.File(file), cancellation);

    private Task<TResult> GetAsync<T, TResult>(string path, string what, Func<T, TResult> read, CancellationToken cancellation) where T : class =>
        _calls.GetAsync(new(path, UriKind.Relative), what, (T body, Uri? _) => read(body), cancellation);

    // Segments "." and ".." would make another address of it.
    internal static string Escape(string path) => path.Split('/').Any(s => s is "." or "..")
        ? throw new InvalidInputException($"'{path}' is no path in a repository", "Write it from the repository's root, without . and .. in it.")
        : string.Join('/', path.Trim('/').Split('/').Select(Uri.EscapeDataString));
}
