using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// For each class, each member's probabilities of it are replaced by their ranks among the samples (equal ones share the mean
/// of their ranks), divided by the samples to lie within (0, 1); the score is the mean over the members. What competitions do
/// where the order of the samples is judged (AUC, average precision), for it takes no notice of how members are calibrated.
/// Bad for accuracy unless the classes are about as frequent: over the samples every class gets the same mean score. It looks
/// at all samples at once, so a single image cannot be judged by it. Scores are neither probabilities nor do rows sum to 1.
/// </summary>
internal static class RankFusion
{
    public static FusedPredictions Fuse(FusionInput input)
    {
        var members = input.Members;
        var (classes, samples) = (members[0].Classes.Count, members[0].Count);
        var scores = new double[members[0].Logits.Length];
        foreach (var member in members)
        {
            var odds = LogOdds(member);
            Parallel.For(0, classes, c =>
            {
                var keys = new double[samples];
                for (var i = 0; i < samples; i++)
                    keys[i] = odds[(i * classes) + c];
                var ranks = Ranks(keys);
                for (var i = 0; i < samples; i++)
                    scores[(i * classes) + c] += (ranks[i] - 0.5) / samples / members.Count;
            });
        }
        return new(new ClassScores(classes, scores, areProbabilities: false));
    }

    // ln(p / (1 - p)): in the order of the probabilities, without rounding the surest ones to 1 and to each other. From the
    // logits alone, so that with two classes their difference decides to the last bit.
    private static double[] LogOdds(PredictionSet member)
    {
        var classes = member.Classes.Count;
        var result = new double[member.Logits.Length];
        for (var i = 0; i < member.Count; i++)
        {
            var row = member.Row(i);
            var top = VoteFusion.MostProbable(row);
            var second = double.NegativeInfinity;
            for (var c = 0; c < classes; c++)
                second = c == top ? second : Math.Max(second, row[c]);
            var (behindTop, behindSecond) = (0.0, 0.0);
            for (var c = 0; c < classes; c++)
            {
                behindTop += c == top ? 0 : Math.Exp((double)row[c] - row[top]);
                behindSecond += c == top ? 0 : Math.Exp(row[c] - second);
            }
            for (var c = 0; c < classes; c++)
            {
                result[(i * classes) + c] = c == top
                    ? row[c] - second - Math.Log(behindSecond)
                    : (double)row[c] - row[top] - Math.Log(1 + (behindTop - Math.Exp((double)row[c] - row[top])));
            }
        }
        return result;
    }

    /// <summary>1 for the smallest; equal keys share the mean of their ranks.</summary>
    public static double[] Ranks(double[] keys)
    {
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        var sorted = (double[])keys.Clone();
        Array.Sort(sorted, order);
        var result = new double[keys.Length];
        for (var first = 0; first < order.Length;)
        {
            var end = first + 1;
            while (end < order.Length && sorted[end] == sorted[first])
                end++;
            for (var i = first; i < end; i++)
                result[order[i]] = (first + 1 + end) / 2.0;
            first = end;
        }
        return result;
    }
}
