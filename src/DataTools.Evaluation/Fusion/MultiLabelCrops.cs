using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>Several crops of one image become one prediction of several classes.</summary>
public static class MultiLabelCrops
{
    /// <summary>
    /// The mean over the crops of each class's probability, as a logit. As <see cref="CropFusion.Average"/>, one crop comes
    /// back bit for bit, and nothing is allocated.
    /// </summary>
    /// <param name="cropLogits">Crops x classes, row by row.</param>
    /// <param name="result">One a class; not a part of <paramref name="cropLogits"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Average(ReadOnlySpan<float> cropLogits, Span<float> result)
    {
        var classes = result.Length;
        if (classes == 0 || cropLogits.Length == 0 || cropLogits.Length % classes != 0)
            throw new ArgumentException($"{cropLogits.Length} logits are not crops of {classes} classes", nameof(cropLogits));
        if (cropLogits.Length == classes)
        {
            cropLogits.CopyTo(result);
            return;
        }
        for (var c = 0; c < classes; c++)
        {
            // Both sums, not one and its complement: what is nearly 1 would lose its digits. In logarithms, against underflow.
            var (present, absent) = (double.NegativeInfinity, double.NegativeInfinity);
            for (var at = c; at < cropLogits.Length; at += classes)
            {
                present = Add(present, -Sigmoid.Loss(cropLogits[at]));
                absent = Add(absent, -Sigmoid.Loss(-(double)cropLogits[at]));
            }
            result[c] = (float)Math.Clamp(present - absent, float.MinValue, float.MaxValue);
        }
    }

    // ln(exp(a) + exp(b)).
    private static double Add(double a, double b)
    {
        var (low, high) = (Math.Min(a, b), Math.Max(a, b));
        return double.IsNegativeInfinity(low) ? high : high + double.LogP1(Math.Exp(low - high));
    }
}
