using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Fusion;

public sealed class TemperatureTests
{
    [Fact]
    public void The_temperature_is_certified_and_no_other_is_better() => (
        from samples in Gen.Int[1, 60]
        from classes in Gen.Int[2, 5]
        from seed in Gen.ULong
        from others in Gen.Double[0.02, 50].Array[10]
        select (Set: Sets.Task(1, samples, classes, seed)[0], Others: others)).Sample(t =>
    {
        var best = Temperature.Fit(t.Set);
        Assert.InRange(best.Gap, 0, Temperature.Tolerance);
        Assert.True(best.LossAfter <= best.LossBefore);
        Assert.Equal(Loss(t.Set), best.LossBefore, 1e-9);
        Assert.Equal(t.Set.Count, best.Samples);
        foreach (var other in t.Others)
        {
            var loss = Loss(new Temperature(other, 0, 0, 0, 0).Apply(t.Set));
            Assert.True(best.LossAfter <= loss + best.Gap + 1e-6);
        }
        if (!best.AtBound)
            Assert.Equal(best.LossAfter, Loss(best.Apply(t.Set)), 1e-5);
    }, iter: 60);

    [Fact]
    public void Logits_that_were_made_too_large_are_brought_back()
    {
        var set = Sets.Task(1, 2000, 4, 3)[0];
        var own = Temperature.Fit(set).Value;
        Assert.Equal(4 * own, Temperature.Fit(set.But(logits: [.. set.Logits.Select(l => 4 * l)])).Value, 1e-3);
        var calm = Calibration.Of(ClassScores.Of(Temperature.Fit(set).Apply(set)), set.Labels).ExpectedError;
        var loud = Calibration.Of(ClassScores.Of(set.But(logits: [.. set.Logits.Select(l => 4 * l)])), set.Labels).ExpectedError;
        Assert.True(calm < 0.03 && loud > 2 * calm, $"{calm} {loud}");
    }

    [Fact]
    public void Without_errors_and_at_random_it_stops_at_its_bounds()
    {
        Assert.Equal(1 / Temperature.Most, Temperature.Fit(Sets.Of("a", [0, 1], [[0.9, 0.1], [0.4, 0.6]])).Value);
        var wrong = Temperature.Fit(Sets.Of("a", [1, 0], [[0.9, 0.1], [0.4, 0.6]]));
        Assert.Equal((Temperature.Most, true), (wrong.Value, wrong.AtBound));
        Assert.Throws<InvalidInputException>(() => Temperature.Fit(Sets.Of("a", [-1], [[0.9, 0.1]])));
    }

    [Fact]
    public void No_temperature_changes_a_predicted_class() => Gen.Select(Sets.Members(most: 1), Gen.Double[0.01, 100]).Sample((members, value) =>
    {
        var temperature = new Temperature(value, 1, 1, 1, 0);
        var (set, scores) = (members[0], ClassScores.Of(members[0]));
        var (applied, scaled) = (ClassScores.Of(temperature.Apply(set)), temperature.Apply(scores));
        temperature.Apply(set).RequireFinite();
        for (var i = 0; i < set.Count; i++)
        {
            Assert.Equal(scores.Predicted(i), applied.Predicted(i));
            Assert.Equal(scores.Predicted(i), scaled.Predicted(i));
            Assert.Equal(1, scaled.Row(i).ToArray().Sum(), 1e-9);
        }
    });

    [Fact]
    public void A_temperature_of_one_changes_nothing() => Sets.Members(most: 1, logit: Gen.Float[-20, 20]).Sample(members =>
    {
        var scores = ClassScores.Of(members[0]);
        var same = new Temperature(1, 1, 1, 1, 0).Apply(scores);
        for (var i = 0; i < scores.Count; i++)
            Assert.Equal(scores.Row(i).ToArray(), same.Row(i).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    });

    [Fact]
    public void A_fusion_takes_temperatures_before_and_behind()
    {
        var (test, held) = (Sets.Task(3, 300, 4, 1), Sets.Task(3, 300, 4, 2, "held-out"));
        var both = FusionCatalog.Find("temperature+mean+temperature").Fuse(new(test, () => held));
        Assert.Equal(held.Select(h => Temperature.Fit(h)), both.MemberTemperatures!);
        Assert.Equal(300, both.ChosenOn);
        var before = FusionCatalog.Find("temperature+mean").Fuse(new(test, () => held));
        Assert.Null(before.Temperature);
        for (var i = 0; i < 300; i++)
            Assert.Equal(before.Scores.Predicted(i), both.Scores.Predicted(i));
        Assert.True(both.Temperature!.LossAfter <= both.Temperature.LossBefore);
        double Loss(FusedPredictions fused) => ClassificationMetrics.Of(fused.Scores, test[0].Labels).NegativeLogLikelihood!.Value;
        Assert.True(Loss(both) < Loss(FusionCatalog.Find("mean").Fuse(new(test))));
    }

    [Fact]
    public void Every_rule_with_probabilities_takes_a_temperature_and_the_others_are_refused()
    {
        var (test, held) = (Sets.Task(3, 60, 3, 1), Sets.Task(3, 60, 3, 2, "held-out"));
        foreach (var rule in FusionCatalog.All)
        {
            Assert.Equal(3, FusionCatalog.Find($"temperature+{rule.Name}").Fuse(new(test, () => held)).MemberTemperatures!.Count);
            if (rule.GivesProbabilities)
                Assert.NotNull(FusionCatalog.Find($"{rule.Name}+temperature").Fuse(new(test, () => held)).Temperature);
            else
                Assert.Contains("gives no probabilities", Assert.Throws<InvalidInputException>(() => FusionCatalog.Find($"{rule.Name}+temperature")).Message, StringComparison.Ordinal);
        }
        Assert.Throws<InvalidInputException>(() => FusionCatalog.Find("mean+temperature").Fuse(new(test)));
        Assert.Throws<NotFoundException>(() => FusionCatalog.Find("temperature"));
    }

    private static double Loss(PredictionSet set) => ClassificationMetrics.Of(ClassScores.Of(set), set.Labels).NegativeLogLikelihood!.Value;
}
