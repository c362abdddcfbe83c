using DataTools.Catalog;

namespace DataTools.Evaluation.Comparison;

/// <summary>How often two classifiers were right on the same samples.</summary>
/// <param name="BothRight">Samples that both have right.</param>
/// <param name="Fixed">Samples that the candidate alone has right.</param>
/// <param name="Broken">Samples that the baseline alone has right.</param>
/// <param name="BothWrong">Samples that neither has right.</param>
public readonly record struct PairedCounts(int BothRight, int Fixed, int Broken, int BothWrong)
{
    /// <summary>All labelled samples.</summary>
    public int Samples => BothRight + Fixed + Broken + BothWrong;

    /// <summary>The candidate's accuracy less the baseline's, -1 to 1.</summary>
    public double Difference => (double)(Fixed - Broken) / Samples;

    /// <summary>Counts over the samples with a label.</summary>
    /// <exception cref="InvalidInputException">No sample has a label.</exception>
    public static PairedCounts Of(Contestant baseline, Contestant candidate, IReadOnlyList<int> labels)
    {
        if (candidate.Scores.Classes != baseline.Scores.Classes || candidate.Scores.Count != baseline.Scores.Count)
            throw new ArgumentException($"{candidate.Name} has other samples or classes than {baseline.Name}", nameof(candidate));
        var (bothRight, onlyCandidate, onlyBaseline, bothWrong) = (0, 0, 0, 0);
        foreach (var i in baseline.Labelled(labels))
        {
            switch (baseline.Scores.Predicted(i) == labels[i], candidate.Scores.Predicted(i) == labels[i])
            {
                case (true, true): bothRight++; break;
                case (false, true): onlyCandidate++; break;
                case (true, false): onlyBaseline++; break;
                default: bothWrong++; break;
            }
        }
        var counts = new PairedCounts(bothRight, onlyCandidate, onlyBaseline, bothWrong);
        return counts.Samples > 0 ? counts : throw new InvalidInputException(
            $"none of the {labels.Count} samples has a label: {baseline.Name} and {candidate.Name} cannot be compared", "Evaluate on a split with labels.");
    }
}
