using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// Each member votes for its most probable class (the lowest index where several are). The scores are shares of votes;
/// among classes with as many votes the one with the higher mean probability is ahead, then the lower index.
/// </summary>
internal static class VoteFusion
{
    public static FusedPredictions Fuse(FusionInput input)
    {
        var ballots = new long[input.Members.Count];
        ballots.AsSpan().Fill(1);
        return new(Count(input.Members, ballots));
    }

    /// <summary>The count with <paramref name="ballots"/> for each member: whole numbers, so that a tie is one whatever the order.</summary>
    public static ClassScores Count(IReadOnlyList<PredictionSet> members, ReadOnlySpan<long> ballots)
    {
        var classes = members[0].Classes.Count;
        var shares = new double[members[0].Logits.Length];
        var means = new double[shares.Length];
        var probabilities = new double[classes];
        var votes = new long[classes];
        var all = 0L;
        foreach (var own in ballots)
            all += own;
        for (var i = 0; i < members[0].Count; i++)
        {
            Array.Clear(votes);
            var sums = means.AsSpan(i * classes, classes);
            for (var m = 0; m < members.Count; m++)
            {
                votes[MostProbable(members[m].Row(i))] += ballots[m];
                members[m].Probabilities(i, probabilities);
                for (var c = 0; c < classes; c++)
                    sums[c] += probabilities[c] / members.Count;
            }
            for (var c = 0; c < classes; c++)
                shares[(i * classes) + c] = (double)votes[c] / all;
        }
        return new(classes, shares, means, areProbabilities: false);
    }

    /// <summary>The class that a member votes for.</summary>
    public static int MostProbable(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var c = 1; c < logits.Length; c++)
        {
            if (logits[c] > logits[best])
                best = c;
        }
        return best;
    }
}
