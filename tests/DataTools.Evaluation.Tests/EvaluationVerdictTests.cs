using DataTools.Catalog;
using DataTools.Evaluation.Comparison;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests;

public sealed class EvaluationVerdictTests
{
    private readonly PredictionSet[] _members = Sets.Task(members: 3, samples: 400, classes: 4, seed: 5);
    private readonly PredictionSet[] _heldOut = Sets.Task(members: 3, samples: 200, classes: 4, seed: 6, split: "held-out");

    [Fact]
    public void Every_row_but_the_baseline_has_a_verdict_and_all_of_them_are_one_family()
    {
        var table = Table("mean", "weighted");
        Assert.Single(table.Rows, r => r.Verdict is null);
        var comparisons = table.Rows.Where(r => r.Verdict is not null).Select(r => r.Verdict!).ToList();
        Assert.All(comparisons, v => Assert.Equal((4, table.Baseline.Name), (v.Comparisons, v.Comparison.Baseline)));
        Assert.Equal(Holm.Adjust([.. comparisons.Select(v => v.Comparison.P)]), comparisons.Select(v => v.AdjustedP));

        var mean = table.Rows.Single(r => r.Name == "mean");
        var baseline = table.Rows.Single(r => r.Verdict is null);
        Assert.Equal(mean.Top1 - baseline.Top1, mean.Verdict!.Comparison.Difference, 1e-12);
        Assert.Equal(400, mean.Verdict.Comparison.Counts.Samples);
        Assert.Equal(mean.MillisecondsPerImage / baseline.MillisecondsPerImage, mean.Verdict.Ratios!.Latency);
        Assert.Null(mean.Verdict.Ratios.Memory);
    }

    [Fact]
    public void The_baseline_is_the_best_where_choices_are_made_not_where_it_is_evaluated()
    {
        var heldOut = _heldOut.Select(s => ClassificationMetrics.Of(ClassScores.Of(s), s.Labels).Top1).ToList();
        var best = heldOut.IndexOf(heldOut.Max());
        var table = Table("weighted");
        Assert.Equal((_members[best].Name, new("held-out", 200)), (table.Baseline.Name, table.Baseline.Choice!));
        // Whoever is best on test: the held-out samples decide.
        var turned = EvaluationTable.Of([.. _members.Select(m => m.But(labels: [.. m.Labels.Select(l => (l + 1) % 4)]))], [FusionCatalog.Find("weighted")], _ => _heldOut);
        Assert.Equal(table.Baseline, turned.Baseline);

        Assert.Equal((_members[0].Name, null), (Table("mean").Baseline.Name, Table("mean").Baseline.Choice));
        Assert.Equal("m2", EvaluationTable.Of(_members, [FusionCatalog.Find("weighted")], _ => _heldOut, baseline: "m2").Baseline.Name);
        var error = Assert.Throws<NotFoundException>(() => EvaluationTable.Of(_members, [], baseline: "m7"));
        Assert.Contains("m0", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_whose_samples_come_in_another_order_are_compared_sample_by_sample()
    {
        var other = _members[1].Select([.. Enumerable.Range(0, 400).Reverse()]);
        Assert.Equal(
            Table("mean").Rows.Select(r => (r.Top1, r.Verdict?.Comparison.Counts)),
            EvaluationTable.Of([_members[0], other, _members[2]], [FusionCatalog.Find("mean")]).Rows.Select(r => (r.Top1, r.Verdict?.Comparison.Counts)));
    }

    [Fact]
    public void Members_are_told_apart_and_the_first_fusion_stands_beside_the_baseline()
    {
        var table = Table("geometric", "mean");
        Assert.Equal(["m0", "m1", "m2"], table.Diversity!.Members);
        var (head, row) = (table.HeadToHead!.Changes, table.Rows.Single(r => r.Name == "geometric"));
        Assert.Equal(("m0", "geometric of 3"), (head.Baseline, head.Candidate));
        Assert.Equal((row.Verdict!.Comparison.Counts.Fixed, row.Verdict.Comparison.Counts.Broken), (head.Classes.Sum(c => c.Fixed), head.Classes.Sum(c => c.Broken)));
        Assert.Equal(row.Top1, table.HeadToHead.CandidateConfusion.Select((r, c) => r[c]).Sum() / 400.0, 1e-12);
        Assert.Null(EvaluationTable.Of([_members[0]], []).HeadToHead);
        Assert.Equal("m0, 10 crops", EvaluationTable.Of([_members[0], _members[0].But(crops: 10)], []).HeadToHead!.Changes.Candidate);
        Assert.All(table.Rows, r => Assert.Equal(400, r.Reliability!.Sum(b => b.Samples)));
    }

    [Fact]
    public void Costs_place_the_rows_and_replace_the_ratios()
    {
        var table = Table("mean");
        ConfigurationCost Cost(double ms, long? bytes) => new() { Latency = new(ms, ms, ms), PeakMemoryBytes = bytes };
        var costed = table.With([Cost(2, 10), Cost(2, 10), null, Cost(6, 30)]);
        Assert.Equal((3.0, 3.0), (costed.Rows[3].Verdict!.Ratios!.Latency!.Value, costed.Rows[3].Verdict!.Ratios!.Memory!.Value));
        Assert.Equal(table.Rows[2].Verdict!.Ratios, costed.Rows[2].Verdict!.Ratios);
        Assert.Equal(ParetoStanding.Unknown, costed.Rows[2].Pareto!.Standing);
        Assert.Contains(costed.Rows, r => r.Pareto!.Standing == ParetoStanding.Front);
        // Memory that is known of none places nobody: time alone does.
        Assert.All(table.With([Cost(2, null), Cost(2, null), Cost(2, null), Cost(6, null)]).Rows, r => Assert.NotEqual(ParetoStanding.Unknown, r.Pareto!.Standing));
        Assert.All(table.With([null, null, null, null]).Rows, r => Assert.Null(r.Pareto));
        Assert.Throws<ArgumentException>(() => table.With([null]));
    }

    private EvaluationTable Table(params string[] rules) => EvaluationTable.Of(_members, [.. rules.Select(FusionCatalog.Find)], _ => _heldOut);
}
