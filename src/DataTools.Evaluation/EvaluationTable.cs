using System.Text.Json.Serialization;
using DataTools.Catalog;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation;

/// <summary>How models and their fusions do on one split; as JSON it is what <c>datatools evaluate --format json</c> prints.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Split">Its split.</param>
/// <param name="Samples">Labelled samples: what all figures are over.</param>
/// <param name="Unlabelled">Samples without a label, left out.</param>
/// <param name="Rows">For each set of views each member, then each fusion, in the order in which they were given.</param>
public sealed record EvaluationTable(string Entry, string Split, int Samples, int Unlabelled, IReadOnlyList<EvaluationRow> Rows)
{
    /// <summary>
    /// Whether something behind a row was chosen on samples that it may not be, because the user forced it; the rows
    /// themselves say which. Such a table is no proof of anything, and every report of it must say so.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsForced => Rows.Any(r => r.Choice?.IsForced == true);


    /// <summary>Measures members and fusions from saved predictions; no model is run.</summary>
    /// <param name="predictions">
    /// Of each member under each set of views, all on the same split of the same entry. Those with the same views are
    /// compared and fused; one member alone is not fused.
    /// </param>
    /// <param name="rules">The fusions, from <see cref="FusionCatalog"/>.</param>
    /// <param name="heldOut">
    /// Gives the members' predictions under these views on the samples to choose on, which their training held out, in the
    /// members' order. Called at most once for each set of views, and only by a rule that makes a choice
    /// (<see cref="FusionRule.Chooses"/>): null where there is none.
    /// </param>
    /// <param name="force">Whether a choice may break the <see cref="ChoiceRules"/>; the rows that it touches are marked.</param>
    /// <param name="background">What was chosen before, of which the rows tell; null: nothing.</param>
    /// <exception cref="InvalidInputException">
    /// The members do not fit together (it says in what), a member's logits are not finite, or no sample has a label.
    /// </exception>
    /// <exception cref="InvalidOperationException">A rule makes a choice, and <paramref name="heldOut"/> is null or gives something else.</exception>
    public static EvaluationTable Of(
        IReadOnlyList<PredictionSet> predictions, IReadOnlyList<FusionRule> rules, Func<CropsName, IReadOnlyList<PredictionSet>>? heldOut = null,
        bool force = false, Background? background = null)
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
        var measuring = new Measuring(rules, heldOut, force, background ?? new());
        List<EvaluationRow> rows = [.. predictions.GroupBy(p => p.Crops).SelectMany(g => measuring.Rows([.. g]))];
        return new(first.Entry, first.Split, rows[0].Samples, first.Count - rows[0].Samples, rows);
    }

    private sealed record Measuring(
        IReadOnlyList<FusionRule> Rules, Func<CropsName, IReadOnlyList<PredictionSet>>? HeldOut, bool Force, Background Background)
    {
        public IEnumerable<EvaluationRow> Rows(IReadOnlyList<PredictionSet> predictions)
        {
            var crops = predictions[0].Crops;
            var input = new FusionInput(predictions, HeldOut is null ? null : () => HeldOut(crops), Force);
            List<EvaluationRow> members =
            [
                .. predictions.Zip(input.Members, (given, m) => Row(m.Name, RowKind.Member, [m], new(ClassScores.Of(m))) with
                {
                    Adaptive = Background.Adaptive(given),
                    ChosenCrops = Background.Crops(given)?.Crops,
                    Choice = Together([Background.Member(m.Name), Background.Adaptive(given)?.Chosen.Choice, Background.Crops(given)?.Choice]),
                }),
            ];
            foreach (var member in members)
                yield return member;
            if (predictions.Count == 1)
                yield break;
            foreach (var rule in Rules)
            {
                var fused = rule.Fuse(input);
                var own = fused.ChosenOn is { } samples ? new Choice(input.HeldOut[0].Split, samples) { IsForced = input.IsForced } : null;
                yield return Row(rule.Name, RowKind.Fusion, input.Members, fused) with { Choice = Together([own, .. members.Select(m => m.Choice)]) };
            }
        }

        // One forced choice is enough to spoil a figure.
        private static Choice? Together(IEnumerable<Choice?> choices) => choices.OfType<Choice>().OrderByDescending(c => c.IsForced).FirstOrDefault();

        private static EvaluationRow Row(string name, RowKind kind, IReadOnlyList<PredictionSet> members, FusedPredictions fused)
        {
            var metrics = ClassificationMetrics.Of(fused.Scores, members[0].Labels);
            return new(
                name, kind, members[0].Crops, [.. members.Select(m => m.Name)], metrics.Samples, metrics.Top1, metrics.Top5,
                metrics.NegativeLogLikelihood, members.Sum(m => m.MillisecondsPerImage), fused.Weights)
            {
                Forwards = members.Any(m => m.Forwards != 1) ? members.Sum(m => m.Forwards) : null,
            };
        }
    }
}
