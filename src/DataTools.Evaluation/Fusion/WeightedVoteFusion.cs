using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// A vote where a member of accuracy a has ln(a (K - 1) / (1 - a)) ballots, K being the number of classes: what is best
/// where members err independently and each wrong class is as likely as any other (Nitzan and Paroush, "Optimal decision
/// rules in uncertain dichotomous choice situations", International Economic Review 23, 1982; for K classes Kuncheva and
/// Rodríguez, "A weighted voting framework for classifiers ensembles", 2014; the logarithm is also that of Littlestone and
/// Warmuth, "The weighted majority algorithm", 1994). Members that are no better than a guess have none; where all are so,
/// all count the same. The accuracy is that on the held-out samples by Laplace's rule, (right + 1) / (samples + 2). Ties as
/// in <see cref="VoteFusion"/>.
/// </summary>
internal static class WeightedVoteFusion
{
    // Weights in parts of 2^-40: sums of them are exact, and so are ties.
    private const double Unit = 1L << 40;

    public static FusedPredictions Fuse(FusionInput input)
    {
        var samples = ChoiceSamples.Of(input.HeldOut);
        double[] odds = [.. samples.Members.Select(m => Odds(m))];
        var largest = odds.Max();
        long[] ballots = [.. odds.Select(o => largest > 0 ? (long)Math.Round(o / largest * Unit) : 1)];
        double all = ballots.Sum();
        return new(VoteFusion.Count(input.Members, ballots), [.. ballots.Select(b => b / all)]) { ChosenOn = samples.Count };
    }

    private static double Odds(PredictionSet heldOut)
    {
        var right = Enumerable.Range(0, heldOut.Count).Count(i => VoteFusion.MostProbable(heldOut.Row(i)) == heldOut.Labels[i]);
        var wrong = heldOut.Count - right;
        return Math.Max(0, Math.Log((right + 1.0) * Math.Max(1, heldOut.Classes.Count - 1) / (wrong + 1.0)));
    }
}
