using DataTools.Catalog;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation;

/// <summary>How models and their fusions do on one split; as JSON it is what <c>datatools evaluate --format json</c> prints.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Split">Its split.</param>
/// <param name="Samples">Labelled samples: what all figures are over.</param>
/// <param name="Unlabelled">Samples without a label, left out.</param>
/// <param name="Rows">For each number of crops each member, then each fusion, in the order in which they were given.</param>
public sealed record EvaluationTable(string Entry, string Split, int Samples, int Unlabelled, IReadOnlyList<EvaluationRow> Rows)
{
    /// <summary>Measures members and fusions from saved predictions; no model is run.</summary>
    /// <param name="predictions">
    /// Of each member under each number of crops, all on the same split of the same entry. Those with the same number of
    /// crops are compared and fused; one member alone is not fused.
    /// </param>
    /// <param name="rules">The fusions, from <see cref="FusionCatalog"/>.</param>
    /// <param name="heldOut">
    /// Gives the members' predictions under that number of crops on the samples that their training held out, in the members'
    /// order. Called at most once for each number of crops, and only by a rule that makes a choice (<c>weighted</c>): null
    /// where there is none.
    /// </param>
    /// <exception cref="InvalidInputException">
    /// The members do not fit together (it says in what), a member's logits are not finite, or no sample has a label.
    /// </exception>
    /// <exception cref="InvalidOperationException">A rule makes a choice, and <paramref name="heldOut"/> is null or gives something else.</exception>
    public static EvaluationTable Of(
        IReadOnlyList<PredictionSet> predictions, IReadOnlyList<FusionRule> rules, Func<int, IReadOnlyList<PredictionSet>>? heldOut = null)
    {
        if (predictions.Count == 0)
            throw new ArgumentException("there must be predictions", nameof(predictions));
        var first = predictions[0];
        if (predictions.FirstOrDefault(p => p.Fingerprint != first.Fingerprint || p.Split != first.Split) is { } other)
        {
            throw new InvalidInputException(
                $"{first.Name} predicted {first.Split} of {first.Entry} ({first.Fingerprint}), {other.Name} {other.Split} of {other.Entry} ({other.Fingerprint})",
                "One table is about one split of one entry.");
        }
        List<EvaluationRow> rows = [.. predictions.GroupBy(p => p.Crops).SelectMany(g => Measure([.. g], rules, heldOut))];
        return new(first.Entry, first.Split, rows[0].Samples, first.Count - rows[0].Samples, rows);
    }

    private static IEnumerable<EvaluationRow> Measure(
        IReadOnlyList<PredictionSet> predictions, IReadOnlyList<FusionRule> rules, Func<int, IReadOnlyList<PredictionSet>>? heldOut)
    {
        var crops = predictions[0].Crops;
        var input = new FusionInput(predictions, heldOut is null ? null : () => heldOut(crops));
        foreach (var member in input.Members)
            yield return Row(member.Name, RowKind.Member, [member], new(ClassScores.Of(member)));
        if (predictions.Count == 1)
            yield break;
        foreach (var rule in rules)
            yield return Row(rule.Name, RowKind.Fusion, input.Members, rule.Fuse(input));
    }

    private static EvaluationRow Row(string name, RowKind kind, IReadOnlyList<PredictionSet> members, FusedPredictions fused)
    {
        var metrics = ClassificationMetrics.Of(fused.Scores, members[0].Labels);
        return new(
            name, kind, members[0].Crops, [.. members.Select(m => m.Name)], metrics.Samples, metrics.Top1, metrics.Top5,
            metrics.NegativeLogLikelihood, members.Sum(m => m.MillisecondsPerImage), fused.Weights);
    }
}
