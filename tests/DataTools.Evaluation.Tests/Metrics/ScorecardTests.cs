using System.Text.Json;
using CsCheck;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class ScorecardTests
{
    [Fact]
    public void Figures_by_hand()
    {
        // Three of class 0 (two right), one of class 1 (right), none of class 2.
        var scores = new ClassScores(3, [0.8, 0.1, 0.1, 0.6, 0.3, 0.1, 0.2, 0.7, 0.1, 0.1, 0.5, 0.4]);
        var card = Scorecard.Of(scores, [0, 0, 0, 1]);
        Assert.Equal((4, 0.75, null), (card.Samples, card.Top1, card.Top5));
        Assert.Equal(((2 / 3.0) + 1) / 2, card.BalancedAccuracy, 1e-15);
        // Class 0: all three above 0.1. Class 1: 0.5 is above two of three. Class 2 has no curve.
        Assert.Equal((1 + (2 / 3.0)) / 2, card.MacroAuc!.Value, 1e-15);
        Assert.Equal((0.06 + 0.26 + 1.14 + 0.42) / 4, card.Brier!.Value, 1e-15);
    }

    [Fact]
    public void Votes_have_no_figures_of_probabilities_and_one_class_alone_no_curve()
    {
        var card = Scorecard.Of(new(2, [1, 0, 0, 1], areProbabilities: false), [0, 0]);
        Assert.Equal((0.5, 0.5), (card.Top1, card.BalancedAccuracy));
        Assert.Equal((null, null, null), (card.MacroAuc, card.NegativeLogLikelihood, card.Brier));
        Assert.Equal((null, null, null), (card.ExpectedCalibrationError, card.AdaptiveCalibrationError, card.ClasswiseCalibrationError));
        Assert.Throws<InvalidInputException>(() => Scorecard.Of(new(2, [1, 0]), [Sample.Unlabelled]));
    }

    [Fact]
    public void Adaptive_bins_have_as_many_samples_each()
    {
        // 30 samples, two a bin: confidences 0.51, 0.52 ...; the first of each pair is right.
        double[] confidence = [.. Enumerable.Range(0, 30).Select(i => 0.51 + (i / 100.0))];
        var scores = new ClassScores(2, [.. confidence.SelectMany(p => new[] { p, 1 - p })]);
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 2)];
        var expected = Enumerable.Range(0, 15).Average(b => Math.Abs(0.5 - ((confidence[2 * b] + confidence[(2 * b) + 1]) / 2)));
        Assert.Equal(expected, CalibrationError.Adaptive(scores, labels), 1e-12);
    }

    [Fact]
    public void Samples_with_the_same_probability_stay_in_one_adaptive_bin()
    {
        // All at 0.8 and four of five right, the right ones first: perfectly calibrated.
        var scores = new ClassScores(2, [.. Enumerable.Range(0, 40).SelectMany(_ => new[] { 0.8, 0.2 })]);
        Assert.Equal(0, CalibrationError.Adaptive(scores, [.. Enumerable.Range(0, 40).Select(i => i < 32 ? 0 : 1)]), 1e-12);
    }

    [Fact]
    public void The_order_of_the_samples_does_not_matter() => Sets.Members(most: 1, Gen.Int[0, 3].Select(i => (float)i)).Sample(members =>
    {
        var (scores, labels) = (ClassScores.Of(members[0]), members[0].Labels);
        int[] turned = [.. Enumerable.Range(0, members[0].Count).Reverse()];
        var (card, other) = (Scorecard.Of(scores, labels), Scorecard.Of(ClassScores.Of(members[0].Select(turned)), [.. turned.Select(i => labels[i])]));
        Assert.Equal(card.AdaptiveCalibrationError!.Value, other.AdaptiveCalibrationError!.Value, 1e-12);
        Assert.Equal(card.ClasswiseCalibrationError!.Value, other.ClasswiseCalibrationError!.Value, 1e-12);
        Assert.Equal(card.MacroAuc ?? -1, other.MacroAuc ?? -1, 1e-12);
        Assert.InRange(card.AdaptiveCalibrationError.Value, 0, 1 + 1e-12);
        Assert.InRange(card.ClasswiseCalibrationError.Value, 0, 1 + 1e-12);
        // Bins hide nothing of what the mean confidence and the accuracy differ by.
        var gap = Enumerable.Range(0, labels.Count).Average(i => scores.Row(i)[scores.Predicted(i)]) - card.Top1;
        Assert.True(card.AdaptiveCalibrationError >= Math.Abs(gap) - 1e-12);
    });

    [Fact]
    public void As_JSON_it_comes_back()
    {
        var card = Scorecard.Of(new(2, [0.9, 0.1, 0.4, 0.6]), [0, 0]);
        Assert.Equal(card, JsonSerializer.Deserialize<Scorecard>(JsonSerializer.Serialize(card, CatalogJson.Options), CatalogJson.Options));
    }
}
