namespace DataTools.Evaluation.Fusion;

/// <summary>
/// The weighted mean of the members' probabilities; the weights are those that make the labels of the held-out samples
/// most likely, and who is worth next to nothing gets none. Linear opinion pool with likelihood weights: Jelinek and Mercer,
/// "Interpolated estimation of Markov source parameters from sparse data", 1980.
/// </summary>
internal static class WeightedFusion
{
    public static FusedPredictions Fuse(FusionInput input)
    {
        var samples = ChoiceSamples.Of(input.HeldOut);
        var said = samples.LogLikelihoods();
        var weights = MixtureWeights.Sparse(said, MixtureWeights.Fit(said, input.Members.Count));
        return new(MeanFusion.Mix(input.Members, weights), weights) { ChosenOn = samples.Count };
    }
}
