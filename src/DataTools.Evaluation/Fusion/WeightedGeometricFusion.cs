namespace DataTools.Evaluation.Fusion;

/// <summary>
/// The weighted geometric mean of the members' probabilities, made to sum to 1 (logarithmic opinion pool); the weights, none
/// negative and of sum 1, are those that make the labels of the held-out samples most likely: Heskes, "Selecting weighting
/// factors in logarithmic opinion pools", NIPS 1997.
/// </summary>
internal static class WeightedGeometricFusion
{
    public static FusedPredictions Fuse(FusionInput input)
    {
        var samples = ChoiceSamples.Of(input.HeldOut);
        var (members, classes) = (input.Members.Count, samples.Classes);
        var weights = PoolWeights.Fit(ChoiceSamples.LogProbabilities(samples.Members), samples.Labels, members, classes).Weights;
        var logs = ChoiceSamples.LogProbabilities(input.Members);
        var pooled = new double[logs.Length / members];
        for (var i = 0; i < pooled.Length; i += classes)
            PoolWeights.Pool(logs.AsSpan(i * members, members * classes), weights, pooled.AsSpan(i, classes));
        return new(GeometricFusion.Normalised(classes, pooled), weights) { ChosenOn = samples.Count };
    }
}
