using System.Text.Json;
using CsCheck;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Comparison;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Comparison;

public sealed class VerdictTests
{
    private static PairedComparison Compare(int repaired, int broken, int samples = 10_000, string candidate = "b") =>
        PairedComparison.Of("a", candidate, new(samples - repaired - broken, repaired, broken, 0));

    [Fact]
    public void One_line_says_all() => Assert.Equal(
        "+0.42 points [0.04, 0.80], p = 0.03, 3.0x latency, 3.0x memory: better",
        Verdict.Of(Compare(210, 168), new(3, 3)).Line);

    [Theory]
    [InlineData(168, 210, "-0.42 points [-0.80, -0.04], p = 0.03: worse")]
    [InlineData(189, 189, "0.00 points [-0.38, 0.38], p = 1.00: undecided")]
    [InlineData(0, 0, "0.00 points [0.00, 0.00], p = 1.00: undecided")]
    [InlineData(400, 200, "+2.00 points [1.52, 2.48], p < 0.001: better")]
    [InlineData(5, 0, "+0.05 points [0.01, 0.10], p = 0.06: undecided")]
    [InlineData(6, 0, "+0.06 points [0.02, 0.11], p = 0.03: better")]
    public void Lines(int repaired, int broken, string line) => Assert.Equal(line, Verdict.Of(Compare(repaired, broken)).Line);

    [Fact]
    public void Costs_that_are_not_known_are_left_out_and_small_ones_keep_their_digits()
    {
        Assert.EndsWith(", 12.3x latency: undecided", Verdict.Of(Compare(1, 1), new(12.345, null)).Line, StringComparison.Ordinal);
        Assert.EndsWith(", 0.05x memory: undecided", Verdict.Of(Compare(1, 1), new(null, 0.05)).Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Ratios_are_of_the_medians_and_of_the_peaks()
    {
        var baseline = new ConfigurationCost { Latency = new(2, 3, 4), PeakMemoryBytes = 100 };
        Assert.Equal(new(3, 2.5), CostRatios.Of(baseline, new() { Latency = new(6, 6, 6), PeakMemoryBytes = 250 }));
        Assert.Equal(new(null, null), CostRatios.Of(baseline, new()));
        Assert.Equal(new(null, null), CostRatios.Of(new() { PeakMemoryBytes = 0 }, baseline));
    }

    [Theory]
    [InlineData(0.0301, "p = 0.03")]
    [InlineData(0.0496, "p = 0.0496")]
    [InlineData(0.0499, "p = 0.0499")]
    [InlineData(0.05, "p = 0.05")]
    [InlineData(0.0503, "p = 0.05")]
    [InlineData(0.0041, "p = 0.004")]
    [InlineData(0.001, "p = 0.001")]
    [InlineData(0.0009, "p < 0.001")]
    [InlineData(0, "p < 0.001")]
    [InlineData(0.126, "p = 0.13")]
    public void A_p_is_never_rounded_across_the_level_nor_to_nothing(double p, string text) => Assert.Equal(text, VerdictText.P(p));

    [Fact]
    public void An_end_of_the_interval_that_only_looks_like_0_gets_more_digits()
    {
        var verdict = Verdict.Of(Compare(10_600, 10_180, 1_000_000));
        Assert.Equal(Outcome.Better, verdict.Outcome);
        Assert.Equal("+0.04 points [0.01, 0.07], p = 0.004: better", verdict.Line);
        Assert.StartsWith("+0.029 points [0.001, 0.057]", Verdict.Of(Compare(10_469, 10_180, 1_000_000)).Line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_judged_by_adjusted_p_values()
    {
        var comparisons = new[] { Compare(210, 168, candidate: "b"), Compare(400, 200, candidate: "c"), Compare(205, 168, candidate: "d") };
        var verdicts = Verdict.OfAll(comparisons, [new(3, 3), null, null]);
        Assert.Equal([Outcome.Undecided, Outcome.Better, Outcome.Undecided], verdicts.Select(v => v.Outcome));
        Assert.Equal("+0.42 points [0.04, 0.80], p = 0.07 (Holm, 3 comparisons), 3.0x latency, 3.0x memory: undecided", verdicts[0].Line);
        Assert.Equal(Verdict.Of(comparisons[0]), Verdict.OfAll(comparisons[..1])[0]);
        Assert.Empty(Verdict.OfAll([]));
        Assert.Throws<ArgumentException>(() => Verdict.OfAll([.. comparisons, comparisons[0] with { Baseline = "z" }]));
        Assert.Throws<ArgumentException>(() => Verdict.OfAll(comparisons, [null]));
    }

    [Fact]
    public void The_two_tests_agree_and_turning_round_turns_the_verdict() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 300], Gen.Int[1, 20_000]).Sample((repaired, broken, same) =>
        {
            var verdict = Verdict.Of(Compare(repaired, broken, repaired + broken + same));
            if (verdict.Outcome != Outcome.Undecided)
                Assert.Equal(verdict.Outcome == Outcome.Better, repaired > broken);
            Outcome[] turned = [Outcome.Undecided, Outcome.Worse, Outcome.Better];
            Assert.Equal(turned[(int)verdict.Outcome], Verdict.Of(Compare(broken, repaired, repaired + broken + same)).Outcome);
        });

    [Fact]
    public void A_comparison_counts_labelled_samples_and_compares_losses()
    {
        var a = new Contestant("a", new(2, [0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4, 0.5, 0.5]));
        var b = new Contestant("b", new(2, [0.9, 0.1, 0.3, 0.7, 0.4, 0.6, 0.2, 0.8, 0.5, 0.5]));
        int[] labels = [0, 1, 1, 0, Sample.Unlabelled];
        var comparison = PairedComparison.Of(a, b, labels);
        Assert.Equal(new(BothRight: 1, Fixed: 2, Broken: 1, BothWrong: 0), comparison.Counts);
        Assert.Equal((4, 0.25, 1), (comparison.Counts.Samples, comparison.Difference, comparison.P));
        var loss = -(Math.Log(0.7 / 0.2) + Math.Log(0.6 / 0.3) + Math.Log(0.2 / 0.6)) / 4;
        Assert.Equal(loss, comparison.LossDifference!.Value, 1e-15);
        Assert.InRange(loss, comparison.LossInterval!.Value.Low, comparison.LossInterval.Value.High);

        var votes = new Contestant("votes", new(2, [1, 0, 0, 1, 0, 1, 1, 0, 0, 1], areProbabilities: false));
        Assert.Null(PairedComparison.Of(a, votes, labels).LossDifference);
        Assert.Throws<InvalidInputException>(() => PairedComparison.Of(a, b, [-1, -1, -1, -1, -1]));
        Assert.Throws<ArgumentException>(() => PairedComparison.Of(a, b, [0]));
        Assert.Throws<ArgumentException>(() => PairedComparison.Of(a, new("c", new(2, [1, 0])), labels));
    }

    [Fact]
    public void Saved_predictions_are_put_in_order_and_those_that_do_not_fit_are_refused()
    {
        var one = Sets.Of("a", [0, 1, 1], [[0.9, 0.1], [0.7, 0.3], [0.4, 0.6]]);
        var ten = one.But(crops: 10, ids: ["s2", "s1", "s0"], labels: [1, 1, 0], logits: [1, 0, 0, 1, 0, 1]);
        var comparison = PairedComparison.Of(one, ten);
        Assert.Equal(("a", "a, 10 crops"), (comparison.Baseline, comparison.Candidate));
        Assert.Equal(new(BothRight: 0, Fixed: 1, Broken: 2, BothWrong: 0), comparison.Counts);
        Assert.Contains("the split val", Assert.Throws<InvalidInputException>(() => PairedComparison.Of(one, ten.But(split: "val"))).Message, StringComparison.Ordinal);
        Assert.Contains("class 0 is class 0 for a and x for a", Assert.Throws<InvalidInputException>(() => PairedComparison.Of(one, ten.But(classes: ["x", "y"]))).Message, StringComparison.Ordinal);
        Assert.Contains("label", Assert.Throws<InvalidInputException>(() => PairedComparison.Of(one, ten.But(labels: [1, 1, 1]))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => PairedComparison.Of(one, ten.But(fingerprint: "sha256:2")));
        Assert.Throws<InvalidInputException>(() => PairedComparison.Of(one, ten.But(logits: [1, 0, 0, 1, 1, float.NaN])));
    }

    [Fact]
    public void As_JSON_it_says_the_line_too_and_comes_back()
    {
        var verdict = Verdict.Of(Compare(210, 168), new(3, null));
        var json = JsonSerializer.Serialize(verdict, CatalogJson.Options);
        Assert.Contains("\"outcome\": \"better\"", json, StringComparison.Ordinal);
        Assert.Contains("\"line\": \"+0.42 points", json, StringComparison.Ordinal);
        Assert.Equal(verdict, JsonSerializer.Deserialize<Verdict>(json, CatalogJson.Options));
    }
}
