using DataTools.Catalog;
using DataTools.Catalog.Storage;

namespace DataTools.Training.Tasks;

/// <summary>The one class of each sample.</summary>
internal sealed class ClassTargets(EntrySplit split) : SampleTargets
{
    public override int Width => 1;

    public override bool IsLabelled(int index) => split.Label(index) != Sample.Unlabelled;

    public override void CopyTo(int index, Span<long> row) => row[0] = split.Label(index);

    public override ClassCounts Count(IReadOnlyList<int> indices, int classes)
    {
        var counts = new long[classes];
        foreach (var i in indices)
            counts[split.Label(i)]++;
        return new(counts, [.. counts.Select(c => indices.Count - c)]);
    }
}
