using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using DataTools.Catalog;
using DataTools.Connectors;
using DataTools.Connectors.GitHub;
using DataTools.Connectors.Http;
using DataTools.Papers.Finding;

namespace DataTools.Papers.Evidence;

/// <summary>
/// The project's own pages, three at most, looked through for links to code. A page at <c>OWNER.github.io/NAME</c> that
/// names none stands for the repository <c>OWNER/NAME</c>, which may or may not exist.
/// </summary>
internal sealed class ProjectPage(ServiceContext services, CacheUsage usage)
{
    private const int MostPages = 3, LargestPage = 2 << 20, Near = 160;

    private static readonly string[] SpeakOfCode = ["code", "github", "implementation", "source", "repo"], SpeakOfThePage = ["template", "borrow", "source code of this", "this website is", "website adapted"];

    /// <summary>How long the first wait before asking again is.</summary>
    internal TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>A page of a project is read in a blink; one made to take time is not waited for.</summary>
    internal TimeSpan LongestReading { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What the pages name, and which repositories are only guessed from a page's address. Pages that fail are told.</summary>
    public async Task<(Findings Findings, IReadOnlySet<RepositoryName> Guessed)> AskAsync(IEnumerable<Uri> pages, FailureList failures, CancellationToken cancellation)
    {
        var chosen = pages.Where(p => p.Scheme is "http" or "https" && p.UserInfo.Length == 0).Distinct()
            // One page may be written with http and https.
            .DistinctBy(p => p.Authority + p.AbsolutePath.TrimEnd('/')).OrderByDescending(LinkReading.IsGitHubPage).Take(MostPages);
        var all = await Task.WhenAll(chosen.Select(async page => (Page: page, Findings: await LookAsync(page, failures, cancellation))));
        var guessed = new HashSet<RepositoryName>();
        var found = new List<Findings>();
        foreach (var (page, findings) in all)
        {
            found.Add(findings);
            if (findings.Mentions.Count > 0 || Guess(page) is not { } guess)
                continue;
            guessed.Add(guess);
            found.Add(new() { Mentions = [new(guess, MentionKind.ProjectPage, page.AbsoluteUri, "the address of the project's page")] });
        }
        return (LinkReading.Together(found), guessed);
    }

    /// <summary>The repository that a page of GitHub's belongs to, where its address tells.</summary>
    internal static RepositoryName? Guess(Uri page) => LinkReading.IsGitHubPage(page) && page.Segments is [_, var name, ..]
        ? RepositoryName.TryParse($"{page.Host[..^".github.io".Length]}/{Uri.UnescapeDataString(name.Trim('/'))}")
        : null;

    /// <summary>What a page names as the project's code.</summary>
    internal static Findings Read(Uri page, IDocument document, CancellationToken cancellation)
    {
        var mentions = new List<Mention>();
        var elsewhere = new List<CodeElsewhere>();
        foreach (var anchor in document.QuerySelectorAll("a[href]"))
        {
            cancellation.ThrowIfCancellationRequested();
            if (RepositoryLinks.In(anchor.GetAttribute("href")!) is not [var link, ..])
                continue;
            var about = About(anchor);
            // The thanks at the foot of a page, and the page's own files.
            if (!Array.Exists(SpeakOfCode, w => Has(about, w)) || Array.Exists(SpeakOfThePage, w => Has(about, w)) || link.Url.EndsWith(".github.io", StringComparison.OrdinalIgnoreCase))
                continue;
            var quote = Sentence.Around(about, 0, 0);
            if (link.Repository is { } repository)
                mentions.Add(new(repository, MentionKind.ProjectPage, page.AbsoluteUri, quote) { Path = link.Path });
            else
                elsewhere.Add(new(link.Url, page.AbsoluteUri, quote));
        }
        return new() { Mentions = [.. mentions.DistinctBy(m => (m.Repository, m.Path))], Elsewhere = [.. elsewhere.DistinctBy(e => e.Url)] };
    }

    // What the link says, by its words, its icon's name, or the text around it where that is short.
    private static string About(IElement anchor)
    {
        var own = Words(string.Join(' ', anchor.TextContent, anchor.GetAttribute("title"), anchor.GetAttribute("aria-label")));
        var icon = string.Join(' ', anchor.QuerySelectorAll("[class],[alt],[data-icon]").Select(e => $"{e.ClassName} {e.GetAttribute("alt")} {e.GetAttribute("data-icon")}"));
        var around = anchor.ParentElement is { } parent && Words(parent.TextContent) is { Length: <= Near } near ? near : own;
        return Words($"{(around.Contains(own, StringComparison.Ordinal) ? around : own)} {icon}");
    }

    private async Task<Findings> LookAsync(Uri page, FailureList failures, CancellationToken cancellation)
    {
        try
        {
            using var http = ApiClient.Create(services, new($"the page {page.Host}", new(page.GetLeftPart(UriPartial.Authority)))
            {
                Cache = ("pages", usage),
                LargestAnswer = LargestPage,
                FollowForeign = true,
                Retries = 1,
                FirstDelay = FirstDelay,
                LongestDelay = TimeSpan.FromSeconds(5),
                Timeout = TimeSpan.FromSeconds(15),
            });
            using var response = await http.GetAsync(page, cancellation);
            if (!response.IsSuccessStatusCode)
                throw new NetworkException($"{page} is answered with {(int)response.StatusCode} {response.ReasonPhrase}", "Open it in a browser to see.");
            if (response.Content.Headers.ContentType?.MediaType is not (null or "text/html" or "application/xhtml+xml"))
                return new();
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            return await ReadAsync(page, body, cancellation);
        }
        catch (DataToolsException e) when (e is not StorageException)
        {
            failures.Add("the project's page", page.AbsoluteUri, e);
            return new();
        }
    }

    /// <summary>As <see cref="Read"/>, of a page as it came. Throws <see cref="InvalidInputException"/> for one that takes too long.</summary>
    internal async Task<Findings> ReadAsync(Uri page, Stream body, CancellationToken cancellation)
    {
        // This is work, not waiting: no other clock than the machine's measures it.
        using var limit = new CancellationTokenSource(LongestReading, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            // The parser itself looks at the token between reads alone, and the whole page is there.
            var parser = new HtmlParser(new HtmlParserOptions { OnCreated = (_, _) => either.Token.ThrowIfCancellationRequested() });
            using var document = await parser.ParseDocumentAsync(body, either.Token);
            return Read(page, document, either.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new InvalidInputException($"{page} cannot be read within {LongestReading.TotalSeconds:0.##} seconds", "Open it in a browser to see.", e);
        }
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static string Words(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
