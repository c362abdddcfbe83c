using DataTools.Catalog;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation;

/// <summary>One line of an evaluation of several labels: a member or a fusion, under one number of crops.</summary>
/// <param name="Name">The run's or the rule's name.</param>
/// <param name="Kind">Which of them.</param>
/// <param name="Crops">Crops of each image.</param>
/// <param name="Members">The names of the models that are forwarded for it.</param>
/// <param name="Figures">How it does.</param>
/// <param name="MillisecondsPerImage">As in <see cref="EvaluationRow"/>.</param>
public sealed record MultiLabelRow(
    string Name, RowKind Kind, CropsName Crops, IReadOnlyList<string> Members, MultiLabelMetrics Figures, double MillisecondsPerImage);

/// <summary>What <see cref="EvaluationTable"/> is for one label a sample, for several.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Split">Its split.</param>
/// <param name="Samples">Samples with labels: what all figures are over.</param>
/// <param name="Unlabelled">Samples without, left out.</param>
/// <param name="Rows">For each number of crops each member, then each fusion.</param>
public sealed record MultiLabelTable(string Entry, string Split, int Samples, int Unlabelled, IReadOnlyList<MultiLabelRow> Rows)
{
    /// <summary>The rules that make sense of several labels; those that do not are refused.</summary>
    /// <exception cref="InvalidInputException">A rule that does not.</exception>
    public static IReadOnlyList<FusionRule> Check(IReadOnlyList<FusionRule> rules) => rules.FirstOrDefault(r => !r.FitsMultiLabel) is { } other
        ? throw new InvalidInputException(
            $"the fusion {other.Name} ({other.Description}) is for samples of one class; these have several",
            $"Fusions for several labels: {string.Join(", ", FusionCatalog.All.Where(r => r.FitsMultiLabel).Select(r => r.Name))}")
        : rules;

    /// <summary>Measures members and fusions from saved predictions of one split; no model is run.</summary>
    /// <exception cref="InvalidInputException">The members do not fit together, a rule makes no sense, or no sample has a label.</exception>
    public static MultiLabelTable Of(IReadOnlyList<PredictionSet> predictions, IReadOnlyList<FusionRule> rules)
    {
        Check(rules);
        List<MultiLabelRow> rows = [.. predictions.GroupBy(p => p.Crops).SelectMany(g => Measure(new([.. g]), rules))];
        var (first, figures) = (predictions[0], rows[0].Figures);
        return new(first.Entry, first.Split, figures.Samples, figures.Unlabelled, rows);
    }

    private static IEnumerable<MultiLabelRow> Measure(FusionInput input, IReadOnlyList<FusionRule> rules)
    {
        var members = input.Members;
        foreach (var member in members)
            yield return new(member.Name, RowKind.Member, member.Crops, [member.Name], MultiLabelMetrics.Of(member), member.MillisecondsPerImage);
        if (members.Count == 1)
            yield break;
        foreach (var rule in rules)
        {
            yield return new(
                rule.Name, RowKind.Fusion, members[0].Crops, [.. members.Select(m => m.Name)],
                MultiLabelMetrics.Of(rule.Fuse(input).Scores, members[0].Targets), members.Sum(m => m.MillisecondsPerImage));
        }
    }
}
