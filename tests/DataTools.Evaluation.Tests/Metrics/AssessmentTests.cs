using DataTools.Catalog;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class AssessmentTests
{
    [Fact]
    public void Two_classes_have_a_curve_by_the_logits_where_probabilities_round_to_the_same()
    {
        // All three are 1 as a double; the logits still put the positive ahead.
        var set = Sets.Of("a", [0, 1, 0, Sample.Unlabelled], [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]).But(logits: [0, 100, 0, 120, 0, 110, 0, 0]);
        var assessment = Assessment.Of(set);
        Assert.Equal(1, assessment.Roc!.Area);
        Assert.Equal(1 / 3.0, assessment.Metrics.Top1);
        Assert.Equal(Interval.Wilson(1, 3), assessment.Top1);
        Assert.Null(assessment.Top5);
    }

    [Fact]
    public void More_classes_have_none_and_a_top_5()
    {
        double[] row = [0.3, 0.2, 0.15, 0.14, 0.11, 0.1];
        var assessment = Assessment.Of(Sets.Of("a", [4, 5], [row, row]));
        Assert.Null(assessment.Roc);
        Assert.Equal(Interval.Wilson(1, 2), assessment.Top5);
        Assert.Equal(6, assessment.Classes.Classes.Count);
    }

    [Fact]
    public void What_a_diverged_training_predicts_is_not_measured()
    {
        var error = Assert.Throws<InvalidInputException>(() => Assessment.Of(Sets.Of("a", [0], [[0.5, 0.5]]).But(logits: [1, float.NaN])));
        Assert.Contains("a gives NaN as a logit of sample s0", error.Message, StringComparison.Ordinal);
    }
}
