using System.Text.Json.Serialization;
using DataTools.Catalog;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Comparison;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation;

/// <summary>The row that all others are compared with.</summary>
/// <param name="Name">The member.</param>
/// <param name="Crops">The first set of views.</param>
/// <param name="Choice">The samples on which it is the most accurate member; null where it was named, or is merely the first.</param>
public sealed record EvaluationBaseline(string Name, CropsName Crops, Choice? Choice);

/// <summary>How models and their fusions do on one split; as JSON it is what <c>datatools evaluate --format json</c> prints.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Split">Its split.</param>
/// <param name="Samples">Labelled samples: what all figures are over.</param>
/// <param name="Unlabelled">Samples without a label, left out.</param>
/// <param name="Classes">Names.</param>
/// <param name="Baseline">What the rows' verdicts compare with.</param>
/// <param name="Rows">For each set of views each member, then each fusion, in the order in which they were given.</param>
public sealed record EvaluationTable(
    string Entry, string Split, int Samples, int Unlabelled, IReadOnlyList<string> Classes, EvaluationBaseline Baseline, IReadOnlyList<EvaluationRow> Rows)
{
    /// <summary>The costs by which rows are placed: time and memory, which a deployment asks for first.</summary>
    private static readonly CostKind[] Weighed = [CostKind.P50, CostKind.Memory];

    /// <summary>
    /// Whether something behind a row was chosen on samples that it may not be, because the user forced it; the rows
    /// themselves say which. Such a table is no proof of anything, and every report of it must say so.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsForced => Rows.Any(r => r.Choice?.IsForced == true) || Baseline.Choice?.IsForced == true;

    /// <summary>How differently the members err, under the first set of views; null for one member.</summary>
    public Diversity? Diversity { get; init; }

    /// <summary>
    /// The first fusion under the first set of views beside the baseline (without a fusion, the first other row): taken by
    /// its place, not by its figures, which would flatter it. Null where there is but one row.
    /// </summary>
    public HeadToHead? HeadToHead { get; init; }

    /// <summary>Measures members and fusions from saved predictions; no model is run.</summary>
    /// <param name="predictions">
    /// Of each member under each set of views, all on the same split of the same entry. Those with the same views are
    /// fused; one member alone is not fused.
    /// </param>
    /// <param name="rules">The fusions, from <see cref="FusionCatalog"/>.</param>
    /// <param name="heldOut">
    /// Gives the members' predictions under these views on the samples to choose on, which their training held out, in the
    /// members' order. Called at most once for each set of views, and only by a rule that makes a choice
    /// (<see cref="FusionRule.Chooses"/>): null where there is none.
    /// </param>
    /// <param name="force">Whether a choice may break the <see cref="ChoiceRules"/>; the rows that it touches are marked.</param>
    /// <param name="background">What was chosen before, of which the rows tell; null: nothing.</param>
    /// <param name="baseline">
    /// The member that all others are compared with; null: the most accurate on the samples to choose on, where a rule needs
    /// these anyway, else the first.
    /// </param>
    /// <exception cref="InvalidInputException">
    /// The members do not fit together (it says in what), a member's logits are not finite, or no sample has a label.
    /// </exception>
    /// <exception cref="NotFoundException">No member has the baseline's name.</exception>
    /// <exception cref="InvalidOperationException">A rule makes a choice, and <paramref name="heldOut"/> is null or gives something else.</exception>
    public static EvaluationTable Of(
        IReadOnlyList<PredictionSet> predictions, IReadOnlyList<FusionRule> rules, Func<CropsName, IReadOnlyList<PredictionSet>>? heldOut = null,
        bool force = false, Background? background = null, string? baseline = null)
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
        return new EvaluationMeasuring(predictions, rules, heldOut, force, background ?? new(), baseline).Table();
    }

    /// <summary>The same table with what its rows cost, and where that places them.</summary>
    /// <param name="costs">One a row; null where it is not known.</param>
    public EvaluationTable With(IReadOnlyList<ConfigurationCost?> costs)
    {
        if (costs.Count != Rows.Count)
            throw new ArgumentException($"{costs.Count} costs for {Rows.Count} rows", nameof(costs));
        var baseline = costs[Rows.Index().First(r => r.Item.Verdict is null).Index];
        // Where memory is known of none it would place nobody.
        CostKind[] kinds = [.. Weighed.Where(k => costs.Any(c => c?.Of(k) is not null))];
        var points = kinds.Length == 0 ? null : ParetoFront.Of([.. Rows.Zip(costs, (r, c) => new Configuration(r.Title, r.Top1, c ?? new()))], kinds).Points;
        return this with
        {
            Rows = [.. Rows.Select((row, i) => row with
            {
                Cost = costs[i],
                Pareto = points?[i],
                Verdict = row.Verdict is null ? null : row.Verdict with { Ratios = baseline is null || costs[i] is not { } cost ? row.Verdict.Ratios : CostRatios.Of(baseline, cost) },
            })],
        };
    }
}
