using DataTools.Catalog;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// The weighted mean of the members' probabilities; the weights are those that make the labels of the held-out samples
/// most likely. Linear opinion pool with likelihood weights: Jelinek and Mercer, "Interpolated estimation of Markov source
/// parameters from sparse data", 1980.
/// </summary>
internal static class WeightedFusion
{
    public static FusedPredictions Fuse(FusionInput input)
    {
        var likelihoods = LogLikelihoods(input.HeldOut);
        var weights = MixtureWeights.Fit(likelihoods, input.Members.Count);
        return new(MeanFusion.Mix(input.Members, weights), weights) { ChosenOn = likelihoods.Length / input.Members.Count };
    }

    /// <summary>ln p(label) by each member for each labelled sample: samples x members, row by row.</summary>
    private static double[] LogLikelihoods(IReadOnlyList<PredictionSet> heldOut)
    {
        var labels = heldOut[0].Labels;
        int[] labelled = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] != Sample.Unlabelled)];
        if (labelled.Length == 0)
        {
            throw new InvalidInputException(
                "no weights can be chosen: the members held out no labelled sample",
                "Train the members with a larger --validation share, or leave out the fusion that needs weights.");
        }
        var result = new double[labelled.Length * heldOut.Count];
        for (var n = 0; n < labelled.Length; n++)
        {
            for (var m = 0; m < heldOut.Count; m++)
            {
                var row = heldOut[m].Row(labelled[n]);
                result[(n * heldOut.Count) + m] = Softmax.Of(row).LogProbability(row[labels[labelled[n]]]);
            }
        }
        return result;
    }
}
