using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Choices;

public sealed class AdaptiveCropsTests
{
    // Five samples of class 0 from undecided to sure; the views put the first two right.
    private static readonly PredictionSet Single = Sets.Of("a", [0, 0, 0, 0, 0], [[0.45, 0.55], [0.4, 0.6], [0.6, 0.4], [0.7, 0.3], [0.9, 0.1]], time: 1, split: "held-out");
    private static readonly PredictionSet Views = Sets.Of("a", [0, 0, 0, 0, 0], [[0.6, 0.4], [0.6, 0.4], [0.8, 0.2], [0.7, 0.3], [0.9, 0.1]], time: 10, crops: 10, split: "held-out");

    [Fact]
    public void The_threshold_is_the_smallest_that_keeps_the_share_of_the_gain()
    {
        // Margins are 0.1, 0.2, 0.2, 0.4, 0.8; the second and third are equal and cannot be told apart.
        var all = AdaptiveCrops.Choose(Single, Views, keep: 1);
        Assert.Equal((0.6, 0.4, 1.0, new Choice("held-out", 5)), (all.Share, all.Gain, all.Kept!.Value, all.Choice));
        Assert.Equal(0.3, all.Threshold, 1e-6);
        var half = AdaptiveCrops.Choose(Single, Views, keep: 0.5);
        Assert.Equal((0.2, 0.5), (half.Share, half.Kept!.Value));
        Assert.Equal(0.15, half.Threshold, 1e-6);
    }

    [Fact]
    public void Views_that_gain_nothing_are_given_to_no_sample()
    {
        foreach (var (one, many) in new[] { (Views.But(crops: 1), Single.But(crops: 10)), (Single, Single.But(crops: 10)) })
        {
            var none = AdaptiveCrops.Choose(one, many, AdaptiveCrops.UsualKeep);
            Assert.Equal((0, 0, null), (none.Threshold, none.Share, none.Kept));
            Assert.True(none.Gain <= 0);
            Assert.Empty(none.Undecided(one));
        }
    }

    [Fact]
    public void Only_the_undecided_take_the_views_and_the_work_is_counted()
    {
        var chosen = AdaptiveCrops.Choose(Single, Views, keep: 0.5);
        Assert.Equal([0], chosen.Undecided(Single));
        var (set, figures) = chosen.Apply(Single, Views.Select([0]), new("adaptive:10"));
        Assert.Equal(Views.Row(0), set.Row(0));
        Assert.Equal(Single.Logits[2..], set.Logits[2..]);
        Assert.Equal(("adaptive:10", 1 + (0.2 * 10), 1 + (0.2 * 10)), (set.Crops.ToString(), set.Forwards, set.MillisecondsPerImage));
        Assert.Equal((0.2, 0.7, null, null), (figures.Share, Math.Round(figures.ForwardsSaved, 12), figures.Gain, figures.Kept));
        // With all views at hand, in whatever order, it is known what was given away.
        var (same, known) = chosen.Apply(Single, Views.Select([4, 3, 2, 1, 0]), new("adaptive:10"));
        Assert.Equal(set.Logits, same.Logits);
        Assert.Equal((0.4, 0.5), (known.Gain, known.Kept));
    }

    [Fact]
    public void Samples_without_labels_choose_nothing()
    {
        var error = Assert.Throws<InvalidInputException>(() => AdaptiveCrops.Choose(Single.But(labels: [-1, -1, -1, -1, -1]), Views, 0.95));
        Assert.Contains("no labels", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => AdaptiveCrops.Choose(Single, Views, 0));
        Assert.Throws<ArgumentException>(() => AdaptiveCrops.Choose(Single, Views.Select([1, 0, 2, 3, 4]), 0.95));
    }

    [Fact]
    public void Whatever_the_predictions_the_share_is_kept_and_no_smaller_threshold_keeps_it() =>
        Gen.Select(Sets.Members(2, Gen.Float[-2, 2]), Gen.Double[0.1, 1]).Where(x => x.Item1.Length == 2).Sample((members, keep) =>
        {
            var (single, views) = (members[0], members[1].But(name: members[0].Name, crops: 10));
            static int Right(PredictionSet set) => Enumerable.Range(0, set.Count).Count(i => ClassScores.Of(set).Predicted(i) == set.Labels[i]);
            var chosen = AdaptiveCrops.Choose(single, views, keep);
            int RightBelow(double threshold) => Right((chosen with { Threshold = threshold }).Apply(single, views, 10).Predictions);
            var gain = Right(views) - Right(single);
            Assert.Equal((double)gain / single.Count, chosen.Gain, 1e-12);
            if (gain <= 0)
            {
                Assert.Equal(0, chosen.Threshold);
                return;
            }
            var kept = RightBelow(chosen.Threshold) - Right(single);
            Assert.True(kept >= keep * gain);
            Assert.Equal((double)kept / gain, chosen.Kept!.Value, 1e-12);
            Assert.Equal((double)chosen.Undecided(single).Length / single.Count, chosen.Share, 1e-12);
            var scores = ClassScores.Of(single);
            var smaller = chosen.Undecided(single).Select(i => JudgedSample.Of(scores, single.Labels, i).Margin);
            Assert.All(smaller, margin => Assert.True(RightBelow(margin) - Right(single) < keep * gain));
        });
}
