using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>The mean of the members' probabilities.</summary>
internal static class MeanFusion
{
    public static FusedPredictions Fuse(FusionInput input)
    {
        var uniform = new double[input.Members.Count];
        uniform.AsSpan().Fill(1.0 / uniform.Length);
        return new(Mix(input.Members, uniform));
    }

    /// <summary>The sum over members of weight x probability, for each sample and class. Weights sum to 1.</summary>
    public static ClassScores Mix(IReadOnlyList<PredictionSet> members, ReadOnlySpan<double> weights)
    {
        var classes = members[0].Classes.Count;
        var scores = new double[members[0].Logits.Length];
        var probabilities = new double[classes];
        for (var m = 0; m < members.Count; m++)
        {
            for (var i = 0; i < members[m].Count; i++)
            {
                members[m].Probabilities(i, probabilities);
                var row = scores.AsSpan(i * classes, classes);
                for (var c = 0; c < classes; c++)
                    row[c] += weights[m] * probabilities[c];
            }
        }
        return new(classes, scores);
    }
}
