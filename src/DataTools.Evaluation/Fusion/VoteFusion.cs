using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// Each member votes for its most probable class (the lowest index where several are). The scores are shares of votes;
/// among classes with as many votes the one with the higher mean probability is ahead, then the lower index.
/// </summary>
internal static class VoteFusion
{
    public static FusedPredictions Fuse(FusionInput input)
    {
        var members = input.Members;
        var classes = members[0].Classes.Count;
        var shares = new double[members[0].Logits.Length];
        var means = new double[shares.Length];
        var probabilities = new double[classes];
        for (var i = 0; i < members[0].Count; i++)
        {
            var votes = shares.AsSpan(i * classes, classes);
            var sums = means.AsSpan(i * classes, classes);
            foreach (var member in members)
            {
                votes[MostProbable(member.Row(i))]++;
                member.Probabilities(i, probabilities);
                for (var c = 0; c < classes; c++)
                    sums[c] += probabilities[c] / members.Count;
            }
            foreach (ref var vote in votes)
                vote /= members.Count;
        }
        return new(new ClassScores(classes, shares, means, areProbabilities: false));
    }

    private static int MostProbable(ReadOnlySpan<float> logits)
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
