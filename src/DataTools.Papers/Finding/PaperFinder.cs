using DataTools.Catalog;
using DataTools.Connectors;
using DataTools.Connectors.GitHub;
using DataTools.Connectors.Http;
using DataTools.Papers.Datasets;
using DataTools.Papers.Evidence;
using DataTools.Papers.Examining;
using DataTools.Papers.Ranking;
using DataTools.Papers.Resolving;

namespace DataTools.Papers.Finding;

/// <summary>The whole road: what a user wrote, the paper that is meant, who knows of its code, each candidate looked at, ranked.</summary>
public sealed class PaperFinder : IDisposable
{
    private const int MostRead = 25, CalledOfficialAtMost = 5, LooksAtOnce = 6;

    private readonly FindOptions _options;
    private readonly IReadOnlyList<IEvidenceSource> _sources;
    private readonly PaperServices _services;
    private readonly GitHubApi _api;
    private readonly RawFiles _raw;
    private readonly ProjectPage _pages;

    /// <summary>A finder. Throws <see cref="InvalidInputException"/> where an endpoint or a token is malformed.</summary>
    public PaperFinder(ServiceContext services, FindOptions options)
        : this(services, options, null)
    {
    }

    internal PaperFinder(
        ServiceContext services, FindOptions options, IReadOnlyList<IEvidenceSource>? sources, TimeSpan? firstDelay = null)
    {
        _services = new(services, options, firstDelay is { } delay ? o => o with { FirstDelay = delay } : null);
        (_options, _sources) = (options, sources ?? _services.Sources);
        var patience = new GitHubOptions
        {
            LongestWait = options.LongestWait,
            Offline = options.Offline,
            OnWait = until => options.OnWait?.Invoke("GitHub", until),
        };
        patience = patience with { FirstDelay = firstDelay ?? patience.FirstDelay };
        _api = new(services, patience);
        _raw = new(services, patience);
        _pages = new(services, new CacheUsage(patience.FreshFor, options.Offline)) { FirstDelay = patience.FirstDelay };
    }

    /// <summary>What a search may cost, known before it begins.</summary>
    public GitHubAllowance Allowance =>
        new(_api.WithToken ? GitHubBudget.WithToken : _options.GitHubCalls, _api.Calls.Remaining, _api.Calls.ResetsAt, _api.WithToken);

    /// <summary>Which paper a title, arXiv id, DOI, address or PDF file means.</summary>
    public async Task<Resolution> ResolveAsync(string text, CancellationToken cancellation)
    {
        try
        {
            return await _services.Resolver.ResolveAsync(text, cancellation);
        }
        catch (NotFoundException e) when (e.NotCached)
        {
            throw new NotFoundException($"offline, and the cache holds nothing about '{text}'", "Run the command without --offline once.") { NotCached = true };
        }
    }

    /// <summary>Data sets that the paper's page and the cards of data sets name, as references that <c>pull</c> takes.</summary>
    public Task<IReadOnlyList<PaperDataset>> DatasetsAsync(Paper paper, CancellationToken cancellation) => _services.Datasets.FindAsync(paper, cancellation);

    /// <summary>
    /// The paper's repositories. <paramref name="progress"/> is told what is being done, one short line each time. Who fails
    /// is among the failures of the result; offline, where nothing at all is on disk, throws <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<FindResult> FindAsync(Paper paper, IProgress<string>? progress, CancellationToken cancellation)
    {
        var allowed = Allowance.Planned;
        // Repetitions of a call that failed count too: the plan alone would not stop those.
        var spent = _api.Budget = new(allowed);
        var failures = new FailureList();
        var calls = new GitHubCalls(_api, new(allowed), failures);
        var candidates = new Candidates();

        progress?.Report($"asking who knows the code of {paper.Title}");
        var searching = new GitHubSearch(calls, failures).AskAsync(paper, cancellation);
        var findings = LinkReading.Together(await Task.WhenAll(_sources.Select(s => AskAsync(s, paper, failures, cancellation))));
        var (found, known) = await searching;
        if (findings.ProjectPages.Count > 0)
            progress?.Report("reading the project's page");
        var (onPages, guessed) = await _pages.AskAsync(findings.ProjectPages, failures, cancellation);
        findings = LinkReading.Together([findings, onPages]);
        foreach (var failure in findings.Failures)
            failures.Add(failure);

        foreach (var mention in findings.Mentions.Concat(found))
        {
            if (candidates.Add(mention) is { } added)
                added.Metadata = known.GetValueOrDefault(added.Name);
        }
        if (_options.Offline && candidates.All.Count == 0 && findings.Elsewhere.Count == 0 && failures.LacksAnswers)
            throw new NotFoundException($"offline, and the cache holds nothing about the code of \"{paper.Title}\"", "Run the command without --offline once.") { NotCached = true };

        var examiner = new Examiner(paper, calls, _raw, candidates, failures);
        progress?.Report($"looking at {Math.Min(MostRead, candidates.All.Count)} repositories");
        await examiner.DescribeAsync([.. candidates.All.Where(c => c.Metadata is null).Take(MostRead)], calls.Budget.ForLooks, guessed, cancellation);
        var chosen = candidates.All.Take(MostRead).ToList();
        await examiner.ReadAsync(chosen, calls.Budget.ForLastLooks, cancellation);
        await FollowAsync(paper, chosen, candidates, examiner, calls, cancellation);

        // Of those that only a search brought, no more are told than were looked at.
        var shown = candidates.All.Where(c => c.Readmes is not null || c.IsNamed || chosen.Contains(c)).ToList();
        progress?.Report("asking who wrote them");
        var ranked = await LookAsync(paper, shown, examiner, calls, cancellation);
        return new(paper, ranked, failures.All)
        {
            Elsewhere = findings.Elsewhere,
            GitHubGivenUp = calls.GaveUp,
            GitHubCalls = spent.Spent,
            Allowance = Allowance,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _api.Dispose();
        _raw.Dispose();
        _services.Dispose();
    }

    private static async Task<Findings> AskAsync(IEvidenceSource source, Paper paper, FailureList failures, CancellationToken cancellation)
    {
        try
        {
            return await source.AskAsync(paper, cancellation);
        }
        catch (DataToolsException e) when (e is not StorageException)
        {
            failures.Add(source.Name, "the paper", e);
            return new();
        }
    }

    // READMEs that point to the official repository: it becomes a candidate, or is one and gains by it.
    private static async Task FollowAsync(Paper paper, List<Candidate> chosen, Candidates candidates, Examiner examiner, GitHubCalls calls, CancellationToken cancellation)
    {
        var named = chosen.Where(c => c.Readmes is not null).SelectMany(c => Ranker.CalledOfficial(paper, c.Facts())).ToList();
        var added = named.Select(candidates.Add).OfType<Candidate>().Take(CalledOfficialAtMost).ToList();
        await examiner.DescribeAsync(added, calls.Budget.ForLastLooks, new HashSet<RepositoryName>(), cancellation);
        await examiner.ReadAsync([.. added.Where(candidates.All.Contains)], calls.Budget.ForLastLooks, cancellation);
        chosen.AddRange(added);
    }

    // The calls that are left go where they can change the answer: to those of which it is not known yet, the likely before
    // the unlikely; and the answers to some of them tell where the next should go.
    private static async Task<IReadOnlyList<RankedRepository>> LookAsync(Paper paper, List<Candidate> shown, Examiner examiner, GitHubCalls calls, CancellationToken cancellation)
    {
        const double least = 0.01;
        var byName = shown.ToDictionary(c => c.Name);
        while (true)
        {
            var ranked = Ranker.Rank(paper, [.. shown.Select(c => c.Facts())]);
            if (!calls.AreLeft)
                return ranked;
            var looks = ranked.SelectMany((r, place) => Enum.GetValues<Look>().Where(l => Wants(examiner, byName[r.Facts.Name], l))
                    .Select(l => (Candidate: byName[r.Facts.Name], Look: l, Place: place, Use: Use(place, r.ProbabilityOfficial, l))))
                .Where(l => l.Use >= least).OrderByDescending(l => l.Use).ThenBy(l => l.Place).Take(LooksAtOnce).ToList();
            var any = false;
            foreach (var look in looks)
                any |= await examiner.LookAsync(look.Candidate, look.Look, cancellation);
            if (!any)
                return ranked;
        }
    }

    private static bool Wants(Examiner examiner, Candidate candidate, Look look) => !candidate.Looked.Contains(look) && look switch
    {
        Look.Commits => candidate.Metadata is not { KiB: 0, Language: null },
        Look.Tree => examiner.WantsTree(candidate),
        _ => true,
    };

    // The first is the answer, and is looked at in any case.
    private static double Use(int place, double probability, Look look)
    {
        var weight = look switch { Look.Commits => 1.0, Look.Owner => 0.5, _ => 0.3 };
        return weight * (place == 0 ? 1 : (probability * (1 - probability)) + (0.1 * probability));
    }
}
