namespace DataTools.Evaluation.Predictions;

/// <summary>
/// From the logits of one row to probabilities, in double precision: p = exp(logit - largest) / sum. The two parts of the
/// logarithm of the denominator stay apart, or the smaller one would be lost beside huge logits.
/// </summary>
/// <param name="Largest">The largest logit.</param>
/// <param name="LogSum">The logarithm of the sum of exp(logit - largest): 0 to ln(classes).</param>
public readonly record struct Softmax(double Largest, double LogSum)
{
    /// <summary>Of at least one logit, all finite.</summary>
    public static Softmax Of(ReadOnlySpan<float> logits)
    {
        double largest = logits[0];
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - largest);
        return new(largest, Math.Log(sum));
    }

    /// <summary>ln p of a class by its logit; finite.</summary>
    public double LogProbability(float logit) => logit - Largest - LogSum;

    /// <summary>The probabilities of all classes into <paramref name="result"/>.</summary>
    public static void Apply(ReadOnlySpan<float> logits, Span<double> result)
    {
        var softmax = Of(logits);
        for (var c = 0; c < logits.Length; c++)
            result[c] = Math.Exp(softmax.LogProbability(logits[c]));
    }
}
