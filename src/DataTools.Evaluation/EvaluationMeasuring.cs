using DataTools.Catalog;
using DataTools.Catalog.Text;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Comparison;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation;

/// <summary>Makes an <see cref="EvaluationTable"/>. The scores of one row at a time are in memory, and the baseline's.</summary>
internal sealed class EvaluationMeasuring
{
    private readonly IReadOnlyList<PredictionSet> _given, _aligned;
    private readonly IReadOnlyList<FusionRule> _rules;
    private readonly Func<CropsName, IReadOnlyList<PredictionSet>>? _heldOut;
    private readonly bool _force;
    private readonly Background _background;
    private readonly EvaluationBaseline _baseline;
    private readonly Contestant _compared;
    private readonly double _time;
    private readonly FusionInput _first;
    private HeadToHead? _headToHead;

    public EvaluationMeasuring(
        IReadOnlyList<PredictionSet> predictions, IReadOnlyList<FusionRule> rules, Func<CropsName, IReadOnlyList<PredictionSet>>? heldOut,
        bool force, Background background, string? baseline)
    {
        (_given, _rules, _heldOut, _force, _background) = (predictions, rules, heldOut, force, background);
        // Paired tests compare rows of different views too: all in one order.
        _aligned = Alignment.OfCompared(predictions);
        _first = Input(_aligned[0].Crops);
        var (member, choice) = Baseline(baseline);
        _baseline = new(member.Name, member.Crops, choice);
        _compared = Contestant.Of(member);
        _time = member.MillisecondsPerImage;
    }

    public EvaluationTable Table()
    {
        List<(EvaluationRow Row, PairedComparison? Comparison)> rows = [.. _aligned.Select(p => p.Crops).Distinct().SelectMany(Rows)];
        IReadOnlyList<PairedComparison> comparisons = [.. rows.Select(r => r.Comparison).OfType<PairedComparison>()];
        // One family: whoever reads the table looks at all of its rows.
        var verdicts = new Queue<Verdict>(Verdict.OfAll(comparisons, [.. rows.Where(r => r.Comparison is not null).Select(r => Ratios(r.Row))]));
        var target = _aligned[0];
        var samples = rows[0].Row.Figures.Samples;
        return new(
            target.Entry, target.Split, samples, target.Count - samples, target.Classes, _baseline,
            [.. rows.Select(r => r.Comparison is null ? r.Row : r.Row with { Verdict = verdicts.Dequeue() })])
        {
            Diversity = _first.Members.Count > 1 ? Diversity.Of([.. _first.Members.Select(Contestant.Of)], target.Labels) : null,
            HeadToHead = _headToHead,
        };
    }

    private CostRatios? Ratios(EvaluationRow row) => _time > 0 && row.MillisecondsPerImage > 0 ? new(row.MillisecondsPerImage / _time, null) : null;

    private FusionInput Input(CropsName crops) =>
        new([.. _aligned.Where(p => p.Crops == crops)], _heldOut is null ? null : () => _heldOut(crops), _force);

    private (PredictionSet Member, Choice? Choice) Baseline(string? name)
    {
        var members = _first.Members;
        if (name is not null)
        {
            return (members.FirstOrDefault(m => m.Name == name) ?? throw new NotFoundException(
                $"no member is named {name}, which all are to be compared with", DidYouMean.Hint(name, [.. members.Select(m => m.Name)], "Members are")), null);
        }
        if (members.Count == 1 || !_rules.Any(r => r.Chooses))
            return (members[0], null);
        var judged = _first.HeldOut.Select(s => ClassificationMetrics.Of(ClassScores.Of(s), s.Labels)).ToList();
        var best = Enumerable.Range(0, members.Count).MaxBy(i => judged[i].Top1);
        return (members[best], new(_first.HeldOut[0].Split, judged[best].Samples) { IsForced = _first.IsForced });
    }

    private IEnumerable<(EvaluationRow, PairedComparison?)> Rows(CropsName crops)
    {
        var input = crops == _baseline.Crops ? _first : Input(crops);
        IReadOnlyList<PredictionSet> given = [.. _given.Where(p => p.Crops == crops)];
        List<Choice?> choices = [];
        for (var m = 0; m < given.Count; m++)
        {
            var (member, adaptive, chosen) = (input.Members[m], _background.Adaptive(given[m]), _background.Crops(given[m]));
            choices.Add(Together([_background.Member(member.Name), adaptive?.Chosen.Choice, chosen?.Choice]));
            var row = Row(member.Name, RowKind.Member, [member], new(ClassScores.Of(member)));
            yield return row with { Row = row.Row with { Adaptive = adaptive, ChosenCrops = chosen?.Crops, Choice = choices[m] } };
        }
        if (given.Count == 1)
            yield break;
        foreach (var rule in _rules)
        {
            var fused = rule.Fuse(input);
            var own = fused.ChosenOn is { } samples ? new Choice(input.HeldOut[0].Split, samples) { IsForced = input.IsForced } : null;
            var row = Row(rule.Name, RowKind.Fusion, input.Members, fused);
            yield return row with { Row = row.Row with { Choice = Together([own, .. choices]) } };
        }
    }

    // One forced choice is enough to spoil a figure.
    private static Choice? Together(IEnumerable<Choice?> choices) => choices.OfType<Choice>().OrderByDescending(c => c.IsForced).FirstOrDefault();

    private (EvaluationRow Row, PairedComparison? Comparison) Row(string name, RowKind kind, IReadOnlyList<PredictionSet> members, FusedPredictions fused)
    {
        var labels = members[0].Labels;
        List<PredictionSet> run = [.. members.Where((_, i) => fused.IsForwarded(i))];
        var row = new EvaluationRow(
            name, kind, members[0].Crops, [.. members.Select(m => m.Name)], Scorecard.Of(fused.Scores, labels, out var calibration), run.Sum(m => m.MillisecondsPerImage), fused.Weights)
        {
            Forwards = members.Any(m => m.Forwards != 1) ? run.Sum(m => m.Forwards) : null,
            Reliability = calibration?.Bins,
        };
        if (kind == RowKind.Member && (row.Name, row.Crops) == (_baseline.Name, _baseline.Crops))
            return (row, null);
        var contestant = new Contestant(row.Title, fused.Scores);
        if (_headToHead is null && (kind == RowKind.Fusion || _first.Members.Count == 1 || _rules.Count == 0))
            _headToHead = HeadToHead.Of(_compared, contestant, labels, members[0].Ids, members[0].Classes);
        return (row, PairedComparison.Of(_compared.Name, row.Title, PairedCounts.Of(_compared, contestant, labels)));
    }
}
