namespace DataTools.Evaluation.Metrics;

/// <summary>How one class was met.</summary>
/// <param name="Support">Samples of the class.</param>
/// <param name="Predicted">Samples that were taken for it.</param>
/// <param name="Right">Samples that are both.</param>
public sealed record ClassFigures(int Support, int Predicted, int Right)
{
    /// <summary>Share of the samples taken for the class that are of it; null where none was taken for it.</summary>
    public double? Precision => Predicted > 0 ? (double)Right / Predicted : null;

    /// <summary>Share of the class's samples that were taken for it; null where there are none.</summary>
    public double? Recall => Support > 0 ? (double)Right / Support : null;

    /// <summary>The harmonic mean of both, 2 right / (support + predicted); null where the class neither is there nor was predicted.</summary>
    public double? F1 => Support + Predicted > 0 ? 2.0 * Right / (Support + Predicted) : null;
}

/// <summary>How the classes were met, each and together.</summary>
/// <param name="Classes">In the order of the labels.</param>
/// <param name="MacroF1">Mean over the classes that are there or were predicted: each counts the same.</param>
/// <param name="WeightedF1">Mean over the classes, by their samples.</param>
public sealed record ClassTable(IReadOnlyList<ClassFigures> Classes, double MacroF1, double WeightedF1)
{
    /// <summary>From the counts of <see cref="ClassificationMetrics.Confusion"/>.</summary>
    public static ClassTable Of(IReadOnlyList<int[]> confusion)
    {
        List<ClassFigures> classes = [.. confusion.Select((row, c) => new ClassFigures(row.Sum(), confusion.Sum(r => r[c]), row[c]))];
        return new(
            classes, classes.Average(c => c.F1) ?? 0,
            classes.Sum(c => c.Support * (c.F1 ?? 0)) / Math.Max(1, classes.Sum(c => c.Support)));
    }
}
