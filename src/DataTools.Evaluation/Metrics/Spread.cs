namespace DataTools.Evaluation.Metrics;

/// <summary>What several trainings of one kind came to.</summary>
/// <param name="Mean">Of all.</param>
/// <param name="Deviation">The sample's standard deviation (n - 1); 0 for a single one.</param>
/// <param name="Lowest">The lowest.</param>
/// <param name="Highest">The highest.</param>
public sealed record Spread(double Mean, double Deviation, double Lowest, double Highest)
{
    /// <summary>Of at least one figure.</summary>
    public static Spread Of(IReadOnlyList<double> figures)
    {
        var mean = figures.Average();
        return new(mean, figures.Count == 1 ? 0 : Math.Sqrt(figures.Sum(f => (f - mean) * (f - mean)) / (figures.Count - 1)), figures.Min(), figures.Max());
    }
}
