using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class ClassificationMetricsTests
{
    [Fact]
    public void Figures_by_hand()
    {
        var scores = new ClassScores(3, [0.7, 0.2, 0.1, 0.1, 0.6, 0.3, 0.5, 0.3, 0.2, 0.2, 0.2, 0.6]);
        var metrics = ClassificationMetrics.Of(scores, [0, 1, 1, Sample.Unlabelled]);
        Assert.Equal((3, 1), (metrics.Samples, metrics.Unlabelled));
        Assert.Equal(2 / 3.0, metrics.Top1);
        Assert.Null(metrics.Top5);
        Assert.Equal(-(Math.Log(0.7) + Math.Log(0.6) + Math.Log(0.3)) / 3, metrics.NegativeLogLikelihood!.Value, 1e-15);
        Assert.Equal([[1, 0, 0], [1, 1, 0], [0, 0, 0]], metrics.Confusion);
        Assert.Equal([1, 0.5, null], metrics.ClassAccuracy);
    }

    [Fact]
    public void Ties_go_to_the_lowest_index()
    {
        var scores = new ClassScores(3, [0.2, 0.4, 0.4]);
        Assert.Equal(1, scores.Predicted(0));
        Assert.Equal([2, 0, 1], Enumerable.Range(0, 3).Select(c => scores.Rank(0, c)));
        Assert.Equal(0, ClassificationMetrics.Of(scores, [2]).Top1);
    }

    [Fact]
    public void A_tie_break_decides_between_equal_scores_only()
    {
        var scores = new ClassScores(3, [0.2, 0.4, 0.4], [9, 1, 2]);
        Assert.Equal([2, 1, 0], Enumerable.Range(0, 3).Select(c => scores.Rank(0, c)));
    }

    [Fact]
    public void Top_5_is_told_where_there_are_more_than_five_classes()
    {
        double[] row = [0.3, 0.2, 0.15, 0.14, 0.11, 0.1];
        var metrics = ClassificationMetrics.Of(new(6, [.. row, .. row]), [4, 5]);
        Assert.Equal(0.5, metrics.Top5);
        Assert.Null(ClassificationMetrics.Of(new(5, row[..5]), [4]).Top5);
    }

    [Fact]
    public void An_impossible_label_gives_a_finite_loss_and_votes_give_none()
    {
        Assert.Equal(708.396, ClassificationMetrics.Of(new(2, [1, 0]), [1]).NegativeLogLikelihood!.Value, 1e-3);
        Assert.Null(ClassificationMetrics.Of(new(2, [1, 0], areProbabilities: false), [1]).NegativeLogLikelihood);
    }

    [Fact]
    public void A_split_without_labels_cannot_be_measured()
    {
        var error = Assert.Throws<InvalidInputException>(() => ClassificationMetrics.Of(new(2, [1, 0]), [Sample.Unlabelled]));
        Assert.Contains("none of the 1 samples has a label", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => ClassificationMetrics.Of(new(2, []), []));
    }

    [Fact]
    public void Rank_is_the_place_in_the_order_and_the_predicted_class_is_first() => Gen.Int[0, 3].Array[1, 10].Sample(values =>
    {
        var scores = new ClassScores(values.Length, [.. values.Select(v => (double)v)]);
        int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(c => values[c]).ThenBy(c => c)];
        Assert.Equal(order, Enumerable.Range(0, values.Length).OrderBy(c => scores.Rank(0, c)));
        Assert.Equal(order[0], scores.Predicted(0));
    });

    [Fact]
    public void The_parts_agree_with_each_other() => Sets.Members(most: 1).Sample(members =>
    {
        var metrics = ClassificationMetrics.Of(ClassScores.Of(members[0]), members[0].Labels);
        Assert.Equal(metrics.Samples, metrics.Confusion.Sum(r => r.Sum()));
        Assert.Equal(metrics.Top1, (double)metrics.Confusion.Select((r, c) => r[c]).Sum() / metrics.Samples);
        Assert.True(metrics.Top5 is null || metrics.Top5 >= metrics.Top1);
        Assert.True(double.IsFinite(metrics.NegativeLogLikelihood!.Value));
    });

    [Fact]
    public void A_model_s_order_is_that_of_its_logits()
    {
        // The probabilities of the two are the same double; the logits are not.
        var set = Sets.Of("a", [1], [[0.5, 0.5]]).But(logits: [1e-20f, 2e-20f]);
        var scores = ClassScores.Of(set);
        Assert.Equal(scores.Row(0)[0], scores.Row(0)[1]);
        Assert.Equal(1, scores.Predicted(0));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ClassScores(2, [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new ClassScores(2, [1, 2], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassScores(0, []));
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.Of(new(2, [1, 0]), [0, 1]));
    }
}
