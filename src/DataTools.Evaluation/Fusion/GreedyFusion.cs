using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>What greedy selection is guided by.</summary>
internal enum GreedyMeasure
{
    /// <summary>The lower mean -ln p(label).</summary>
    LogLoss,

    /// <summary>More samples that are right, then the lower mean -ln p(label).</summary>
    Accuracy,
}

/// <summary>
/// The mean of members that were chosen one after the other, each the one that helps most, the same again and again where
/// that helps: Caruana, Niculescu-Mizil, Crew and Ksikes, "Ensemble selection from libraries of models", ICML 2004. It begins
/// with the best few members (their "sorted ensemble initialization"), as many as do best together, goes on for
/// <see cref="MostPicks"/> picks, and takes the best on that way: on the held-out samples never worse than the best member.
/// Between equals the name that comes first decides, and the smaller ensemble.
/// </summary>
internal static class GreedyFusion
{
    /// <summary>Weights are multiples of 1 / picks; beyond this they hardly change.</summary>
    public const int MostPicks = 100;

    // In nats: what differs less may be the rounding of single precision, and is equal.
    private const double Margin = 1e-6;

    public static FusedPredictions Fuse(FusionInput input, GreedyMeasure measure)
    {
        var samples = ChoiceSamples.Of(input.HeldOut);
        var counts = Choose(samples.Members, measure);
        double all = counts.Sum();
        double[] weights = [.. counts.Select(c => c / all)];
        return new(MeanFusion.Mix(input.Members, weights), weights) { ChosenOn = samples.Count, Counts = counts };
    }

    /// <summary>How often each member is taken.</summary>
    public static int[] Choose(IReadOnlyList<PredictionSet> heldOut, GreedyMeasure measure)
    {
        int[] byName = [.. Enumerable.Range(0, heldOut.Count).OrderBy(m => heldOut[m].Name, StringComparer.Ordinal)];
        var table = WeightingTable.Of([.. byName.Select(m => heldOut[m])]);
        (double Wrong, double Loss)[] Judge(List<int[]> candidates) => [.. table.Evaluate(
            [.. candidates.SelectMany(counts => counts.Select(c => (double)c / counts.Sum()))], Environment.ProcessorCount)
            .Select(s => (measure == GreedyMeasure.Accuracy ? table.Samples - s.Right : 0, s.NegativeLogLikelihood))];

        var none = new int[heldOut.Count];
        List<int[]> singles = [.. none.Select((_, m) => With(none, m))];
        List<int[]> sorted = [];
        foreach (var (m, _) in Judge(singles).Index().OrderBy(x => x.Item))
            sorted.Add(With(sorted.Count > 0 ? sorted[^1] : none, m));
        var (best, chosen) = Best(sorted, Judge(sorted));
        for (var current = chosen; current.Sum() < MostPicks;)
        {
            List<int[]> candidates = [.. none.Select((_, m) => With(current, m))];
            (var score, current) = Best(candidates, Judge(candidates));
            if (IsBetter(score, best))
                (best, chosen) = (score, current);
        }
        var result = new int[heldOut.Count];
        for (var m = 0; m < result.Length; m++)
            result[byName[m]] = chosen[m];
        return result;
    }

    private static int[] With(int[] counts, int member)
    {
        var result = (int[])counts.Clone();
        result[member]++;
        return result;
    }

    private static ((double, double) Score, int[] Counts) Best(List<int[]> candidates, (double, double)[] scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (IsBetter(scores[i], scores[best]))
                best = i;
        }
        return (scores[best], candidates[best]);
    }

    private static bool IsBetter((double Wrong, double Loss) a, (double Wrong, double Loss) b) =>
        a.Wrong < b.Wrong || (a.Wrong == b.Wrong && a.Loss < b.Loss - Margin);
}
