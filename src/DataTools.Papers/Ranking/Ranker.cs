using DataTools.Connectors.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Papers.Examining;
using DataTools.Papers.Text;

namespace DataTools.Papers.Ranking;

/// <summary>Which repository is what to a paper: a pure function of what was found out.</summary>
public static class Ranker
{
    /// <summary>The candidates, the most probably official first.</summary>
    public static IReadOnlyList<RankedRepository> Rank(Paper paper, IReadOnlyList<RepositoryFacts> candidates) => Rank(paper, candidates, RankingModel.Fitted);

    /// <summary>Repositories that a candidate's README calls the official ones, and which so become candidates too.</summary>
    public static IReadOnlyList<Mention> CalledOfficial(Paper paper, RepositoryFacts candidate) => Pointers(candidate, new(paper, candidate, new(paper)));

    internal static IReadOnlyList<RankedRepository> Rank(Paper paper, IReadOnlyList<RepositoryFacts> candidates, RankingModel model) =>
    [
        .. Observe(paper, candidates).Select(c => Judge(c.Facts, c.Folder, c.Seen, model))
            .OrderByDescending(r => r.ProbabilityOfficial).ThenByDescending(r => 1 - r.Probabilities[RepositoryLabel.Unrelated])
            .ThenBy(r => r.Facts.Name.ToString(), StringComparer.OrdinalIgnoreCase),
    ];

    internal static IReadOnlyList<(RepositoryFacts Facts, string? Folder, IReadOnlyList<Observation> Seen)> Observe(Paper paper, IReadOnlyList<RepositoryFacts> candidates)
    {
        // What the paper is called by those that are about it: more than its title says.
        var title = new PaperNames(paper);
        var alone = candidates.Select(c => new Observer(paper, c, title)).Where(o => o.IsAboutPaper);
        var names = new PaperNames(paper, PaperNames.LearnNicknames([.. alone.Select(o => (o.Name, o.Opening))]));
        var observers = candidates.Select(c => (Facts: c, Observer: new Observer(paper, c, names))).ToList();
        var called = observers.Where(o => o.Observer.IsAboutPaper).SelectMany(o => Pointers(o.Facts, o.Observer)).ToLookup(m => m.Repository);
        return
        [
            .. observers.Select(o => (
                o.Facts, o.Observer.Folder, o.Observer.Observe([.. called[o.Facts.Name]], [.. candidates.Select(c => c.Name).Where(n => n != o.Facts.Name)]))),
        ];
    }

    /// <summary>Whether a label says that it is the authors' own.</summary>
    internal static bool IsOfficial(RepositoryLabel label) => label is RepositoryLabel.Official or RepositoryLabel.OfficialInMonorepo;

    private static IReadOnlyList<Mention> Pointers(RepositoryFacts candidate, Observer observer) =>
    [
        .. observer.Pointers.Select(p => new Mention(p.Pointed!, MentionKind.CalledOfficial, candidate.Readmes?.FirstOrDefault()?.Url ?? candidate.Url, p.Quote)),
    ];

    private static RankedRepository Judge(RepositoryFacts facts, string? folder, IReadOnlyList<Observation> seen, RankingModel model)
    {
        var labels = model.Labels(seen);
        // To call somebody's work the authors' own is the worse mistake: that needs more than to be the likeliest of five.
        var official = labels[RepositoryLabel.Official] + labels[RepositoryLabel.OfficialInMonorepo] >= 0.5;
        var label = labels.Where(l => IsOfficial(l.Key) == official).MaxBy(l => l.Value).Key;
        var evidence = seen.Select(o => new EvidenceItem(o.Feature.Id, o.Source, o.Quote, Math.Round(o.Value * model[o.Feature], 3))
        {
            Question = o.Feature.Question.ToString().ToLowerInvariant(),
            Says = o.Feature.Says,
        }).OrderByDescending(e => Math.Abs(e.Weight)).ToList();
        return new(facts, label, labels, evidence) { Path = folder, Why = Reason.For(label, evidence) };
    }
}
