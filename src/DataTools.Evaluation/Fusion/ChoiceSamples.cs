using DataTools.Catalog;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// The labelled samples that a choice is made on, sorted by label and id: the order in which they come changes no bit of
/// the choice, and every k-th of them is a stratified share.
/// </summary>
internal sealed class ChoiceSamples
{
    /// <summary>
    /// ln 2^-149: what is less likely has the probability 0 in single precision. Rules that multiply logarithms by weights
    /// take them from here upwards, or one absurd logit would decide about all weights.
    /// </summary>
    public const double Floor = -103.27892990343185;

    private ChoiceSamples(IReadOnlyList<PredictionSet> members) => Members = members;

    /// <summary>One set a member, aligned, of these samples alone.</summary>
    public IReadOnlyList<PredictionSet> Members { get; }

    public IReadOnlyList<int> Labels => Members[0].Labels;

    public int Count => Members[0].Count;

    public int Classes => Members[0].Classes.Count;

    /// <param name="heldOut">Aligned: <see cref="FusionInput.HeldOut"/>.</param>
    public static ChoiceSamples Of(IReadOnlyList<PredictionSet> heldOut)
    {
        var (labels, ids) = (heldOut[0].Labels, heldOut[0].Ids);
        int[] order = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] != Sample.Unlabelled)
            .OrderBy(i => labels[i]).ThenBy(i => ids[i], StringComparer.Ordinal)];
        if (order.Length == 0)
        {
            throw new InvalidInputException(
                "no weights can be chosen: the members held out no labelled sample",
                "Train the members with a larger --validation share, or leave out the fusion that needs weights.");
        }
        return new([.. heldOut.Select(m => m.Select(order))]);
    }

    /// <summary>ln p(label) by each member for each sample: samples x members, row by row.</summary>
    public double[] LogLikelihoods()
    {
        var result = new double[Count * Members.Count];
        for (var m = 0; m < Members.Count; m++)
        {
            for (var n = 0; n < Count; n++)
            {
                var row = Members[m].Row(n);
                result[(n * Members.Count) + m] = Softmax.Of(row).LogProbability(row[Labels[n]]);
            }
        }
        return result;
    }

    /// <summary>ln p, at least <see cref="Floor"/>: samples x members x classes.</summary>
    public static double[] LogProbabilities(IReadOnlyList<PredictionSet> members)
    {
        var classes = members[0].Classes.Count;
        var result = new double[members[0].Logits.Length * members.Count];
        var at = 0;
        for (var n = 0; n < members[0].Count; n++)
        {
            foreach (var member in members)
            {
                var row = member.Row(n);
                var softmax = Softmax.Of(row);
                foreach (var logit in row)
                    result[at++] = Math.Max(softmax.LogProbability(logit), Floor);
            }
        }
        return result;
    }
}
