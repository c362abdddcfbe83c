using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>Several crops of one image become one prediction.</summary>
public static class CropFusion
{
    /// <summary>The most crops of one image; their softmax live on the stack.</summary>
    public const int MostCrops = 1024;

    /// <summary>
    /// The average of the crops in probability (Krizhevsky et al., "ImageNet classification with deep convolutional neural
    /// networks", NIPS 2012, section 4.1), as logits: the logarithm of the mean probability of each class. The logits of
    /// one crop come back unchanged, bit for bit. Allocates nothing.
    /// </summary>
    /// <param name="cropLogits">Crops x classes, row by row; 1 to <see cref="MostCrops"/> crops.</param>
    /// <param name="result">One a class; not a part of <paramref name="cropLogits"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Average(ReadOnlySpan<float> cropLogits, Span<float> result)
    {
        var classes = result.Length;
        if (classes == 0 || cropLogits.Length == 0 || cropLogits.Length % classes != 0 || cropLogits.Length / classes > MostCrops)
            throw new ArgumentException($"{cropLogits.Length} logits are not 1 to {MostCrops} crops of {classes} classes", nameof(cropLogits));
        var crops = cropLogits.Length / classes;
        if (crops == 1)
        {
            cropLogits.CopyTo(result);
            return;
        }
        Span<Softmax> softmax = stackalloc Softmax[crops];
        for (var i = 0; i < crops; i++)
            softmax[i] = Softmax.Of(cropLogits.Slice(i * classes, classes));

        // In logarithms throughout: a class that every crop finds all but impossible keeps its place behind the others.
        for (var c = 0; c < classes; c++)
        {
            var largest = double.NegativeInfinity;
            for (var i = 0; i < crops; i++)
                largest = Math.Max(largest, softmax[i].LogProbability(cropLogits[(i * classes) + c]));
            var sum = 0.0;
            for (var i = 0; i < crops; i++)
                sum += Math.Exp(softmax[i].LogProbability(cropLogits[(i * classes) + c]) - largest);
            // From finite logits come finite ones, even where their distance is beyond the range of float.
            result[c] = (float)Math.Max(largest + Math.Log(sum / crops), float.MinValue);
        }
    }

    /// <summary>The same with the mean of the logits, in double precision: the geometric mean of the probabilities.</summary>
    /// <param name="cropLogits">Crops x classes, row by row.</param>
    /// <param name="result">One a class; not a part of <paramref name="cropLogits"/>.</param>
    public static void AverageLogits(ReadOnlySpan<float> cropLogits, Span<float> result)
    {
        var classes = result.Length;
        if (classes == 0 || cropLogits.Length == 0 || cropLogits.Length % classes != 0)
            throw new ArgumentException($"{cropLogits.Length} logits are not crops of {classes} classes", nameof(cropLogits));
        for (var c = 0; c < classes; c++)
        {
            var sum = 0.0;
            for (var at = c; at < cropLogits.Length; at += classes)
                sum += cropLogits[at];
            result[c] = (float)(sum / (cropLogits.Length / classes));
        }
    }
}
