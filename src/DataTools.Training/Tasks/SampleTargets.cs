namespace DataTools.Training.Tasks;

/// <summary>What is true of the samples of a split, as numbers for a loss.</summary>
internal abstract class SampleTargets
{
    /// <summary>Numbers a sample: 1 is its class; more, one for each class.</summary>
    public abstract int Width { get; }

    /// <summary>Whether anything is known of a sample.</summary>
    public abstract bool IsLabelled(int index);

    /// <summary>Writes the <see cref="Width"/> numbers of a sample.</summary>
    public abstract void CopyTo(int index, Span<long> row);

    /// <summary>Counts the samples of each of so many classes.</summary>
    public abstract ClassCounts Count(IReadOnlyList<int> indices, int classes);
}

/// <summary>Samples, class by class.</summary>
/// <param name="Present">Those that have the class.</param>
/// <param name="Absent">Those that are known not to have it.</param>
internal sealed record ClassCounts(IReadOnlyList<long> Present, IReadOnlyList<long> Absent);
