using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// The geometric mean of the members' probabilities, made to sum to 1: the softmax of the mean of ln p (logarithmic opinion
/// pool; Genest and Zidek, "Combining probability distributions", Statistical Science 1, 1986; Hinton's product of experts
/// with equal shares). A member's ln p and its logits differ by one number a sample, which the softmax takes away again: so
/// the mean of the logits, <c>mean-logits</c>, is the same rule and not another one. A class that one member finds all but
/// impossible stays so: a veto, where the mean of the probabilities would be a vote.
/// </summary>
internal static class GeometricFusion
{
    public static FusedPredictions Fuse(FusionInput input)
    {
        var members = input.Members;
        var classes = members[0].Classes.Count;
        var logs = new double[members[0].Logits.Length];
        foreach (var member in members)
        {
            for (var i = 0; i < member.Count; i++)
            {
                var row = member.Row(i);
                var softmax = Softmax.Of(row);
                for (var c = 0; c < classes; c++)
                    logs[(i * classes) + c] += softmax.LogProbability(row[c]) / members.Count;
            }
        }
        return new(Normalised(classes, logs));
    }

    /// <summary>The softmax of each row; classes whose probabilities round to the same are ordered by <paramref name="logs"/>.</summary>
    public static ClassScores Normalised(int classes, double[] logs)
    {
        var scores = new double[logs.Length];
        for (var i = 0; i < logs.Length; i += classes)
            Normalise(logs.AsSpan(i, classes), scores.AsSpan(i, classes));
        return new(classes, scores, logs);
    }

    /// <summary>The softmax of one row of finite numbers; gives the logarithm of its denominator. The two may be the same memory.</summary>
    public static double Normalise(ReadOnlySpan<double> logs, Span<double> result)
    {
        var largest = double.NegativeInfinity;
        foreach (var value in logs)
            largest = Math.Max(largest, value);
        var sum = 0.0;
        for (var c = 0; c < logs.Length; c++)
            sum += result[c] = Math.Exp(logs[c] - largest);
        for (var c = 0; c < logs.Length; c++)
            result[c] /= sum;
        return largest + Math.Log(sum);
    }
}
