using CsCheck;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class ClassTableTests
{
    private static Gen<int[][]> Confusion { get; } =
        from classes in Gen.Int[2, 6]
        from counts in Gen.Int[0, 4].Array[classes].Array[classes]
        where counts.Sum(r => r.Sum()) > 0
        select counts;

    [Fact]
    public void Figures_by_hand()
    {
        // Three of class 0, all found; two of class 1, one taken for 0; class 2 is neither there nor predicted.
        var table = ClassTable.Of([[3, 0, 0], [1, 1, 0], [0, 0, 0]]);
        Assert.Equal([new(3, 4, 3), new(2, 1, 1), new(0, 0, 0)], table.Classes);
        Assert.Equal([0.75, 1, null], table.Classes.Select(c => c.Precision));
        Assert.Equal([1, 0.5, null], table.Classes.Select(c => c.Recall));
        Assert.Equal([6 / 7.0, 2 / 3.0, null], table.Classes.Select(c => c.F1));
        Assert.Equal(((6 / 7.0) + (2 / 3.0)) / 2, table.MacroF1, 1e-15);
        Assert.Equal(((3 * 6 / 7.0) + (2 * 2 / 3.0)) / 5, table.WeightedF1, 1e-15);
    }

    [Fact]
    public void F1_is_the_harmonic_mean_and_recall_by_support_is_the_accuracy() => Confusion.Sample(confusion =>
    {
        var table = ClassTable.Of(confusion);
        foreach (var c in table.Classes.Where(c => c.Precision > 0 && c.Recall > 0))
            Assert.Equal(2 / ((1 / c.Precision!.Value) + (1 / c.Recall!.Value)), c.F1!.Value, 1e-12);
        Assert.Equal(confusion.Select((r, c) => r[c]).Sum(), table.Classes.Sum(c => c.Support * (c.Recall ?? 0)), 1e-9);
        Assert.InRange(table.MacroF1, 0, 1);
        Assert.InRange(table.WeightedF1, 0, 1);
    });

    [Fact]
    public void The_order_of_the_classes_does_not_matter() => Confusion.Sample(confusion =>
    {
        var (table, turned) = (ClassTable.Of(confusion), ClassTable.Of([.. confusion.Reverse().Select(r => r.Reverse().ToArray())]));
        Assert.Equal(table.Classes.Reverse(), turned.Classes);
        Assert.Equal(table.MacroF1, turned.MacroF1, 1e-12);
        Assert.Equal(table.WeightedF1, turned.WeightedF1, 1e-12);
    });

    [Fact]
    public void The_most_confused_pairs_are_counted_and_ordered()
    {
        var pairs = ConfusedPair.Most([[5, 1, 4], [0, 9, 1], [4, 0, 0]], 3);
        Assert.Equal([new(0, 2, 4, 0.4), new(2, 0, 4, 1), new(0, 1, 1, 0.1)], pairs);
        Assert.Empty(ConfusedPair.Most([[5, 0], [0, 9]], 3));
    }
}
