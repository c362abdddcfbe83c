using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Fusion;

public sealed class WeightingTableTests
{
    [Fact]
    public void Figures_are_those_of_the_plain_double_code_within_the_stated_error() => (
        from members in Gen.Int[1, 7]
        from samples in Gen.Int[1, 40]
        from classes in Gen.Int[1, 6]
        from seed in Gen.ULong
        from weights in Gen.Double[0, 1].Select(w => w + 1e-3).Array[members].Array[1, 20]
        select (Sets: Sets.Task(members, samples, classes, seed), Weights: weights)).Sample(t =>
    {
        double[][] weightings = [.. t.Weights.Select(w => w.Select(x => x / w.Sum()).ToArray())];
        var scores = WeightingTable.Of(t.Sets).Evaluate([.. weightings.SelectMany(w => w)], 2);
        Assert.Equal(weightings.Length, scores.Length);
        var bound = (t.Sets.Length + 2) * Math.Pow(2, -24);
        foreach (var (weights, score) in weightings.Zip(scores))
        {
            var mixed = MeanFusion.Mix(t.Sets, weights);
            var plain = ClassificationMetrics.Of(mixed, t.Sets[0].Labels);
            Assert.Equal(plain.NegativeLogLikelihood!.Value, score.NegativeLogLikelihood, bound + 1e-12);
            var open = Enumerable.Range(0, mixed.Count).Count(i => Margin(mixed.Row(i)) < 2 * bound);
            Assert.InRange(score.Right, (plain.Top1 * plain.Samples) - open - 1e-6, (plain.Top1 * plain.Samples) + open + 1e-6);
        }
    }, iter: 60);

    [Fact]
    public void Of_equal_probabilities_the_lowest_index_counts()
    {
        // One half each, exact in single precision: right where the label is the first of them.
        var set = Sets.Of("a", [0, 1, 2, 1], [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0.5, 0.5], [0, 0.5, 0.5]]).But(logits: [0, 0, -200, 0, 0, -200, -200, 0, 0, -200, 0, 0]);
        Assert.Equal(2, Assert.Single(WeightingTable.Of([set]).Evaluate([1], 1)).Right);
    }

    [Fact]
    public void Samples_without_a_label_are_left_out_and_threads_change_no_bit()
    {
        var sets = Sets.Task(5, 100, 4, 3);
        double[] weightings = [.. Enumerable.Range(0, 1000).SelectMany(w => Enumerable.Range(0, 5).Select(m => ((w * 7) + (m * 13)) % 11 / 10.0)).Chunk(5)
            .SelectMany(w => w.Select(x => (x + 0.1) / (w.Sum() + 0.5)))];
        var one = WeightingTable.Of(sets).Evaluate(weightings, 1);
        Assert.Equal(one, WeightingTable.Of(sets).Evaluate(weightings, 4));
        var more = Array.ConvertAll(sets, s => s.But(ids: [.. s.Ids, "more"], labels: [.. s.Labels, Sample.Unlabelled], logits: [.. s.Logits, 1, 2, 3, 4]));
        var table = WeightingTable.Of(more);
        Assert.Equal(100, table.Samples);
        Assert.Equal(one, table.Evaluate(weightings, 2));
        Assert.Throws<ArgumentException>(() => table.Evaluate([1, 0], 1));
        Assert.Throws<InvalidInputException>(() => WeightingTable.Of([sets[0].But(labels: [.. sets[0].Labels.Select(_ => -1)])]));
    }

    [Fact]
    public void Impossible_labels_stay_finite()
    {
        var set = Sets.Of("a", [.. Enumerable.Repeat(1, 50)], [.. Enumerable.Repeat(new[] { 1.0, 1.0 }, 50)])
            .But(logits: [.. Enumerable.Repeat(new[] { 1e4f, -1e4f }, 50).SelectMany(r => r)]);
        var score = Assert.Single(WeightingTable.Of([set]).Evaluate([1], 1));
        Assert.Equal(0, score.Right);
        Assert.Equal(-Math.Log(1.17549435e-38), score.NegativeLogLikelihood, 1e-4);
    }

    private static double Margin(ReadOnlySpan<double> row)
    {
        double[] sorted = [.. row.ToArray().OrderDescending(), 0];
        return (sorted[0] - sorted[1]) / sorted[0];
    }
}
