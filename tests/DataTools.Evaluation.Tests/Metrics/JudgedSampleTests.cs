using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class JudgedSampleTests
{
    private static readonly ClassScores Scores = new(3, [0.7, 0.2, 0.1, 0.1, 0.9, 0, 0.4, 0.35, 0.25, 0.2, 0.3, 0.5]);
    private static readonly int[] Labels = [1, 0, Sample.Unlabelled, 2];

    [Fact]
    public void Figures_by_hand()
    {
        var sample = JudgedSample.Of(Scores, Labels, 1);
        Assert.Equal((1, 0, 1, 0.9, 0.1), (sample.Index, sample.Label, sample.Predicted, sample.Probability, sample.LabelProbability));
        Assert.Equal(0.8, sample.Margin, 1e-15);
        Assert.Equal(-((0.1 * Math.Log(0.1)) + (0.9 * Math.Log(0.9))), sample.Entropy, 1e-15);
        Assert.Null(JudgedSample.Of(Scores, Labels, 2).LabelProbability);
    }

    [Fact]
    public void Mistakes_come_the_surest_first_and_only_labelled_samples_can_be_mistaken()
    {
        Assert.Equal([1, 0], JudgedSample.WorstMistakes(Scores, Labels, 10).Select(s => s.Index));
        Assert.Equal([1], JudgedSample.WorstMistakes(Scores, Labels, 1).Select(s => s.Index));
    }

    [Fact]
    public void The_least_decided_come_first_with_or_without_a_label() =>
        Assert.Equal([2, 3, 0], JudgedSample.MostUncertain(Scores, Labels, 3).Select(s => s.Index));

    [Fact]
    public void Between_equal_margins_the_higher_entropy_is_the_less_certain()
    {
        var scores = new ClassScores(3, [0.5, 0.5, 0, 0.375, 0.375, 0.25]);
        Assert.Equal([1, 0], JudgedSample.MostUncertain(scores, [0, 0], 2).Select(s => s.Index));
    }

    [Fact]
    public void All_mistakes_are_found_and_figures_keep_within_their_bounds() => Sets.Members(most: 1).Sample(members =>
    {
        var (scores, labels) = (ClassScores.Of(members[0]), members[0].Labels);
        var mistakes = JudgedSample.WorstMistakes(scores, labels, int.MaxValue);
        Assert.Equal(Math.Round((1 - ClassificationMetrics.Of(scores, labels).Top1) * labels.Count), mistakes.Count);
        Assert.Equal(mistakes.OrderByDescending(m => m.Probability), mistakes);
        Assert.All(JudgedSample.MostUncertain(scores, labels, int.MaxValue), s =>
        {
            Assert.InRange(s.Margin, 0, 1);
            Assert.InRange(s.Entropy, 0, Math.Log(scores.Classes) + 1e-9);
        });
    });
}
