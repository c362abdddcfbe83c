namespace DataTools.Evaluation.Predictions;

/// <summary>From the logit of a class to its probability where a sample may have several classes: p = 1 / (1 + exp(-logit)).</summary>
public static class Sigmoid
{
    /// <summary>The probability; exact in both tails.</summary>
    public static double Of(double logit)
    {
        var tail = Math.Exp(-Math.Abs(logit));
        return (logit >= 0 ? 1 : tail) / (1 + tail);
    }

    /// <summary>The probabilities of all classes into <paramref name="result"/>.</summary>
    public static void Apply(ReadOnlySpan<float> logits, Span<double> result)
    {
        for (var c = 0; c < logits.Length; c++)
            result[c] = Of(logits[c]);
    }

    /// <summary>-ln p: the loss of a class that is there. Of one that is not it is <c>Loss(-logit)</c>.</summary>
    internal static double Loss(double logit) => Math.Max(-logit, 0) + double.LogP1(Math.Exp(-Math.Abs(logit)));
}
