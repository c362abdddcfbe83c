using CsCheck;
using DataTools.Evaluation.Comparison;

namespace DataTools.Evaluation.Tests.Comparison;

public sealed class HolmTests
{
    [Fact]
    public void Figures_by_hand()
    {
        double[] expected = [0.03, 0.06, 0.06, 0.02];
        Assert.All(expected.Zip(Holm.Adjust([0.01, 0.04, 0.03, 0.005])), p => Assert.Equal(p.First, p.Second, 1e-15));
        Assert.Equal([1, 1], Holm.Adjust([0.9, 0.6]));
        Assert.Equal([0.02], Holm.Adjust([0.02]));
        Assert.Empty(Holm.Adjust([]));
        Assert.Throws<ArgumentException>(() => Holm.Adjust([double.NaN]));
    }

    [Fact]
    public void Between_one_and_all_comparisons_and_in_the_same_order() => Gen.Double[0, 1].Array[1, 12].Sample(p =>
    {
        var adjusted = Holm.Adjust(p);
        Assert.All(p.Zip(adjusted), x => Assert.InRange(x.Second, x.First, Math.Min(1, p.Length * x.First)));
        foreach (var (a, b) in Enumerable.Range(0, p.Length).SelectMany(i => Enumerable.Range(0, p.Length).Select(j => (i, j))))
            Assert.True(p[a] > p[b] || adjusted[a] <= adjusted[b]);
    });
}
