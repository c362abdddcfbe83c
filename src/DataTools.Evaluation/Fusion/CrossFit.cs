using DataTools.Catalog;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// How well fusions do on the held-out samples that they choose on. A rule that is judged by the labels that it chose its
/// weights by looks better than it is; so in turn each part of the samples is judged with what is chosen on the others.
/// </summary>
public static class CrossFit
{
    /// <summary>How many parts.</summary>
    public const int Parts = 5;

    /// <summary>Top-1 accuracy over all labelled samples. Rules that choose nothing are judged as they are.</summary>
    /// <param name="rule">The fusion.</param>
    /// <param name="heldOut">The members' predictions of the same held-out samples.</param>
    /// <exception cref="InvalidInputException">The members held out different samples, or fewer labelled ones than parts.</exception>
    public static double Top1(FusionRule rule, IReadOnlyList<PredictionSet> heldOut)
    {
        var members = Alignment.OfHeldOut(heldOut);
        var (labels, ids) = (members[0].Labels, members[0].Ids);
        if (!rule.Chooses)
            return ClassificationMetrics.Of(rule.Fuse(new(members)).Scores, labels).Top1;
        // Sorted by class, so that each part has its share of each.
        int[] order = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] != Sample.Unlabelled).OrderBy(i => labels[i]).ThenBy(i => ids[i], StringComparer.Ordinal)];
        if (order.Length < Parts)
            throw new InvalidInputException($"{order.Length} held-out samples have a label: too few to judge {rule.Name} by, which chooses on them", $"Leave {rule.Name} out, or train with a larger --validation share.");
        var right = 0;
        for (var part = 0; part < Parts; part++)
        {
            int[] judged = [.. order.Where((_, i) => i % Parts == part)], others = [.. order.Where((_, i) => i % Parts != part)];
            IReadOnlyList<PredictionSet> Of(int[] places) => [.. members.Select(m => m.Select(places))];
            // Forced in name alone: the samples have one name, and no sample is in both.
            var scores = rule.Fuse(new(Of(judged), () => Of(others), force: true)).Scores;
            right += Enumerable.Range(0, judged.Length).Count(i => scores.Predicted(i) == labels[judged[i]]);
        }
        return (double)right / order.Length;
    }
}
