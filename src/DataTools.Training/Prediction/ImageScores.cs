namespace DataTools.Training.Prediction;

/// <summary>What a run says of one image.</summary>
/// <param name="Id">The path as it was given, or the sample's id.</param>
/// <param name="Probabilities">One a class, in the run's order; empty where the image is bad.</param>
/// <param name="Fault">Why it cannot be predicted; null where it can.</param>
public sealed record ImageScores(string Id, IReadOnlyList<double> Probabilities, string? Fault = null)
{
    /// <summary>The most probable classes, the first of equals first.</summary>
    public IEnumerable<(int Class, double Probability)> Top(int count) =>
        Probabilities.Select((p, c) => (Class: c, Probability: p)).OrderByDescending(t => t.Probability).Take(count);

    /// <summary>The mean of what several runs say of the same images, in the same order. One run's scores come back as they are.</summary>
    public static IReadOnlyList<ImageScores> Mean(IReadOnlyList<IReadOnlyList<ImageScores>> runs) => runs is [var only] ? only :
    [
        .. runs[0].Select((first, i) => first.Fault is not null ? first : first with
        {
            Probabilities = [.. Enumerable.Range(0, first.Probabilities.Count).Select(c => runs.Average(r => r[i].Probabilities[c]))],
        }),
    ];

    /// <summary>The classes with at least this probability, in their order.</summary>
    public IEnumerable<(int Class, double Probability)> AtLeast(double threshold) =>
        Probabilities.Select((p, c) => (Class: c, Probability: p)).Where(t => t.Probability >= threshold);
}
