using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Comparison;

/// <summary>All that is to be seen where one configuration replaces another.</summary>
/// <param name="Changes">Which classes and samples it fixes and breaks.</param>
/// <param name="BaselineConfusion">Counts of samples: one row a true class, one column a predicted class.</param>
/// <param name="CandidateConfusion">The same of the candidate.</param>
public sealed record HeadToHead(ChangeTable Changes, IReadOnlyList<int[]> BaselineConfusion, IReadOnlyList<int[]> CandidateConfusion)
{
    /// <summary>How many samples of each kind it lists.</summary>
    public const int Samples = 12;

    /// <summary>Over the samples with a label; see <see cref="ChangeTable.Of"/>.</summary>
    public static HeadToHead Of(
        Contestant baseline, Contestant candidate, IReadOnlyList<int> labels, IReadOnlyList<string> ids, IReadOnlyList<string> classes) => new(
        ChangeTable.Of(baseline, candidate, labels, ids, classes, Samples),
        ClassificationMetrics.Of(baseline.Scores, labels).Confusion, ClassificationMetrics.Of(candidate.Scores, labels).Confusion);
}
