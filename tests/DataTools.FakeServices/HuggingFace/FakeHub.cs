using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataTools.FakeServices.GitHub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace DataTools.FakeServices.HuggingFace;

/// <summary>
/// The Hugging Face Hub on loopback, and its CDN on another port: repositories of a folder (<c>OWNER/NAME/</c>, other
/// revisions in <c>OWNER/NAME@REVISION/</c>), with the Hub's redirects, headers and refusals.
/// </summary>
public sealed partial class FakeHub : IAsyncDisposable
{
    private readonly string _folder;
    private FakeServer _hub = null!, _cdn = null!;
    private int _tooMany, _broken, _noRange;

    private FakeHub(string folder) => (_folder, ModelsFolder) = (folder, Path.Combine(folder, ".models"));

    /// <summary>Where models lie, as data sets do in the folder of the fake.</summary>
    public string ModelsFolder { get; }

    /// <summary>The Hub's address: <c>HF_ENDPOINT</c>.</summary>
    public string Address => _hub.Address;

    /// <summary>Where large files come from.</summary>
    public string CdnAddress => _cdn.Address;

    /// <summary>Requests to the Hub.</summary>
    public ConcurrentQueue<Received> Requests => _hub.Requests;

    /// <summary>Requests to the CDN.</summary>
    public ConcurrentQueue<Received> CdnRequests => _cdn.Requests;

    /// <summary>The token that is valid; any other is refused.</summary>
    public string Token { get; init; } = "hf_validTokenOfTheFakeHub";

    /// <summary>Whether the token's scope is too small for anything.</summary>
    public bool IsNarrow { get; set; }

    /// <summary>Repositories that only the token's owner sees.</summary>
    public HashSet<string> Private { get; } = [];

    /// <summary>Repositories that the Hub has disabled.</summary>
    public HashSet<string> Disabled { get; } = [];

    /// <summary>Repositories with terms to accept: auto or manual.</summary>
    public Dictionary<string, string> Gated { get; } = [];

    /// <summary>Gated repositories that the token's owner may read.</summary>
    public HashSet<string> Granted { get; } = [];

    /// <summary>Other names, each for an id: old ones, and other letter case.</summary>
    public Dictionary<string, string> Renamed { get; } = [];

    /// <summary>What the description of an id says besides: tags, downloads, likes, citation, cardData.</summary>
    public Dictionary<string, JsonObject> Said { get; } = [];

    /// <summary>Entries on a page of a tree; the Hub has 1000.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>Seconds until the limit's window is over, as the headers say.</summary>
    public int ResetSeconds { get; set; } = 172;

    /// <summary>Whether a 429 says when to come back.</summary>
    public bool SaysReset { get; set; } = true;

    /// <summary>Changes bytes of files on their way.</summary>
    public Func<string, byte[], byte[]>? Spoil { get; set; }

    /// <summary>Whether signed links to the CDN are already too old.</summary>
    public Func<bool> LinksExpired { get; set; } = () => false;

    /// <summary>Whether the answers name the commit, size and hash of files (mirrors may not).</summary>
    public bool SaysLinked { get; set; } = true;

    /// <summary>Paths that a repository lists besides, whatever lies there.</summary>
    public Dictionary<string, string[]> AlsoListed { get; } = [];

    /// <summary>Data sets on a page of a search at most, whatever is asked for.</summary>
    public int MostOnPage { get; set; } = 1000;

    /// <summary>Whether the pages of a tree go round in a circle.</summary>
    public bool IsCircular { get; set; }

    /// <summary>Whose address the links to next pages have; null: this one's.</summary>
    public string? LinksTo { get; set; }

    /// <summary>The SHA-256 that redirects to the storage state of every file; null: its own.</summary>
    public string? LinkedSha256 { get; set; }

    /// <summary>What the next calls get, one each, in place of the right answer.</summary>
    public ConcurrentQueue<FakeAnswer> Next { get; } = new();

    /// <summary>The next <paramref name="count"/> requests are one too many.</summary>
    public void RefuseNext(int count) => Interlocked.Exchange(ref _tooMany, count);

    /// <summary>The next <paramref name="count"/> requests meet a broken server (500).</summary>
    public void BreakNext(int count) => Interlocked.Exchange(ref _broken, count);

    /// <summary>The next <paramref name="count"/> requests for a part of a large file ask for what is not there (416).</summary>
    public void RefuseNextRanges(int count) => Interlocked.Exchange(ref _noRange, count);

    /// <summary>Starts both servers; port 0 is any that is free.</summary>
    public static async Task<FakeHub> StartAsync(string folder, int port = 0)
    {
        var fake = new FakeHub(Path.GetFullPath(folder));
        fake._cdn = await FakeServer.StartAsync(app => app.Run(fake.CdnAsync));
        fake._hub = await FakeServer.StartAsync(app => app.Run(fake.HubAsync), port);
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _cdn.DisposeAsync();
    }

    private async Task HubAsync(HttpContext context)
    {
        // Not the decoded path: a %2F in a revision is no slash.
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var bucket = target.Contains("/resolve", StringComparison.Ordinal) ? "resolvers" : "api";
        if (Next.TryDequeue(out var instead))
        {
            await instead.SendAsync(context);
            return;
        }
        var exhausted = Interlocked.Decrement(ref _tooMany) >= 0;
        if (SaysReset)
        {
            context.Response.Headers["RateLimit"] = $"\"{bucket}\";r={(exhausted ? 0 : 489)};t={ResetSeconds}";
            context.Response.Headers["RateLimit-Policy"] = $"\"fixed window\";\"{bucket}\";q=500;w=300";
        }
        if (exhausted)
            await RefuseAsync(context, 429, null, "We had to rate limit you.");
        else if (Interlocked.Decrement(ref _broken) >= 0)
            await RefuseAsync(context, 500, null, "Internal Server Error");
        else if (BadToken(context))
            await RefuseAsync(context, 401, null, "Invalid credentials in Authorization header");
        else if (target == "/api/datasets")
            await SearchAsync(context);
        else if (target.StartsWith("/api/papers/", StringComparison.Ordinal))
            await PaperAsync(context, target["/api/papers/".Length..]);
        else if (InfoPath().Match(target) is { Success: true } info)
            await OnRepositoryAsync(context, info, target, (r, rest) => ApiAsync(context, r, rest, IsModel(info)));
        else if (ResolvePath().Match(target) is { Success: true } file)
            await OnRepositoryAsync(context, file, target, (r, _) => ResolveAsync(context, r, Part(file, "revision"), Part(file, "path"), IsModel(file)));
        else if (ResolveCachePath().Match(target) is { Success: true } cached)
            await OnRepositoryAsync(context, cached, target, (r, _) => SmallFileAsync(context, r, Part(cached, "revision"), Part(cached, "path")));
        else
            await RefuseAsync(context, 404, null, "Sorry, we can't find the page you are looking for.");
    }

    private bool HasToken(HttpContext context) => context.Request.Headers.Authorization.ToString() == $"Bearer {Token}";

    private bool BadToken(HttpContext context) => context.Request.Headers.Authorization.Count > 0 && !HasToken(context);

    // Renamed, missing, private and disabled repositories are told apart before anything else, as the Hub does.
    private async Task OnRepositoryAsync(HttpContext context, Match match, string target, Func<FakeRepository, string, Task> answer)
    {
        var id = Part(match, "id");
        if (Renamed.TryGetValue(id, out var now))
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = target.Replace($"/datasets/{id}", $"/datasets/{now}", StringComparison.Ordinal) + context.Request.QueryString;
            return;
        }
        var repository = new FakeRepository(Root(IsModel(match)), id);
        if (Disabled.Contains(id))
            await RefuseAsync(context, 403, null, "Access to this resource is disabled.");
        else if (IsNarrow && HasToken(context))
            await RefuseAsync(context, 403, null, "Your token does not have the scope to read this repository.");
        else if (repository.Exists && (!Private.Contains(id) || HasToken(context)))
            await answer(repository, match.Groups["rest"].Value);
        else if (HasToken(context))
            await RefuseAsync(context, 404, "RepoNotFound", "Repository not found");
        else
            await RefuseAsync(context, 401, null, "Invalid username or password.");
    }

    private string Root(bool models) => models ? ModelsFolder : _folder;

    private static bool IsModel(Match match) => match.Groups["kind"].Value is not ("datasets" or "datasets/");

    private static string Part(Match match, string name) => Uri.UnescapeDataString(match.Groups[name].Value);

    [GeneratedRegex(@"\A/api/(?<kind>datasets|models)/(?<id>[^/]+(/(?!revision/|tree/|refs\z)[^/]+)?)(?<rest>(/.*)?)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InfoPath();

    [GeneratedRegex(@"\A/(?<kind>datasets/)?(?<id>(?!api/)[^/]+(/(?!resolve/)[^/]+)?)/resolve/(?<revision>[^/]+)/(?<path>.+)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResolvePath();

    [GeneratedRegex(@"\A/api/resolve-cache/(?<kind>datasets|models)/(?<id>[^/]+/[^/]+)/(?<revision>[^/]+)/(?<path>.+)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResolveCachePath();
}
