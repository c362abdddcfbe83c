using CsCheck;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Predictions;

public sealed class PredictionSetTests
{
    private readonly PredictionSet _set = new(
        "run", "shapes", "sha256:1", "test", 1, ["a", "b"], ["x", "y", "z"], [0, 1, -1], [1, 2, 3, 4, 5, 6], 0.5);

    [Fact]
    public void Rows_are_the_samples()
    {
        Assert.Equal(3, _set.Count);
        Assert.Equal([3f, 4f], _set.Row(1).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => _set.Row(3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => _set.Row(-1).Length);
    }

    [Fact]
    public void Probabilities_are_the_softmax()
    {
        var result = new double[2];
        _set.Probabilities(0, result);
        Assert.Equal(1 / (1 + Math.E), result[0], 1e-15);
        Assert.Equal(Math.E / (1 + Math.E), result[1], 1e-15);
    }

    [Fact]
    public void Probabilities_of_huge_logits_do_not_overflow() => Sets.Logit.Array[1, 20].Sample(logits =>
    {
        var set = new PredictionSet("run", "e", "f", "test", 1, Sets.Classes(logits.Length), ["x"], [0], logits, 0);
        var result = new double[logits.Length];
        set.Probabilities(0, result);
        Assert.All(result, p => Assert.InRange(p, 0, 1));
        Assert.Equal(1, result.Sum(), 1e-12);
    });

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => _set.But(logits: [1, 2, 3, 4, 5]));
        Assert.Throws<ArgumentException>(() => _set.But(labels: [0, 1]));
        Assert.Throws<ArgumentException>(() => _set.But(labels: [0, 1, 2]));
        Assert.Throws<ArgumentException>(() => _set.But(labels: [0, 1, -2]));
        Assert.Throws<ArgumentException>(() => _set.But(ids: ["x", "y", "x"]));
        Assert.Throws<ArgumentException>(() => _set.But(classes: []));
        Assert.Throws<ArgumentException>(() => _set.But(name: ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => _set.But(crops: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _set.But(time: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _set.But(time: double.NaN));
    }
}
