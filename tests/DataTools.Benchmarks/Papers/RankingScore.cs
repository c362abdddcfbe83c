using DataTools.Papers.Ranking;

namespace DataTools.Benchmarks.Papers;

/// <summary>How right the answers for some papers are.</summary>
internal sealed class RankingScore
{
    private readonly List<(LabelledPaper Paper, IReadOnlyList<RankedRepository> Ranked)> _answers = [];

    public void Add(LabelledPaper paper, IReadOnlyList<RankedRepository> ranked) => _answers.Add((paper, ranked));

    /// <summary>Papers that have an official repository.</summary>
    public int WithOfficial => _answers.Count(a => HasOfficial(a.Paper));

    /// <summary>Of these, those whose first answer is one.</summary>
    public int FirstIsOfficial => _answers.Count(a => HasOfficial(a.Paper) && IsOfficial(Right(a.Paper, a.Ranked[0])));

    /// <summary>Papers without one for which a repository was called official.</summary>
    public int FalseOfficial => _answers.Count(a => !HasOfficial(a.Paper) && a.Ranked.Any(r => IsOfficial(r.Label)));

    public int WithoutOfficial => _answers.Count - WithOfficial;

    public int Repositories => _answers.Sum(a => a.Ranked.Count);

    public int RightLabels => Pairs.Count(p => p.Right == p.Answer.Label);

    /// <summary>Mean squared difference of the probability of being official and the truth.</summary>
    public double Brier => Pairs.Average(p => Math.Pow(p.Answer.ProbabilityOfficial - (IsOfficial(p.Right) ? 1 : 0), 2));

    public IEnumerable<(LabelledPaper Paper, RankedRepository Answer, RepositoryLabel Right)> Pairs =>
        _answers.SelectMany(a => a.Ranked.Select(r => (a.Paper, r, Right(a.Paper, r))));

    /// <summary>In which papers the first answer is wrong.</summary>
    public IEnumerable<string> Misses => _answers.Where(a => HasOfficial(a.Paper) && !IsOfficial(Right(a.Paper, a.Ranked[0]))).Select(a => $"{a.Paper.Id}: {a.Ranked[0].Facts.Name}");

    /// <summary>Probability of being official in fifths: how many, their mean probability, the share that is.</summary>
    public IEnumerable<(double From, double To, int Count, double Mean, double Share)> Reliability() =>
        from i in Enumerable.Range(0, 5)
        let within = Pairs.Where(p => Math.Min(4, (int)(p.Answer.ProbabilityOfficial * 5)) == i).ToList()
        where within.Count > 0
        select (i / 5.0, (i + 1) / 5.0, within.Count, within.Average(p => p.Answer.ProbabilityOfficial), within.Average(p => IsOfficial(p.Right) ? 1.0 : 0));

    private static bool HasOfficial(LabelledPaper paper) => paper.Repositories.Any(r => IsOfficial(r.Label));

    private static bool IsOfficial(RepositoryLabel label) => label is RepositoryLabel.Official or RepositoryLabel.OfficialInMonorepo;

    private static RepositoryLabel Right(LabelledPaper paper, RankedRepository answer) => paper.Repositories.First(r => r.Facts.Name == answer.Facts.Name).Label;
}
