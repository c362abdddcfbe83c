using DataTools.Catalog;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;

namespace DataTools.Imaging.Augmentation;

/// <summary>How many copies each sample of a split gets, and so where in the output each stands.</summary>
internal sealed class CopyPlan
{
    // Apart from what operations draw.
    private const uint Stream = 0x62616c61;

    private readonly int _copies;

    // For each sample where it begins, and the end; null where all have as many copies.
    private readonly long[]? _starts;

    private CopyPlan(int count, int copies, long[]? starts) => (Samples, _copies, _starts) = (count, copies, starts);

    /// <summary>How many samples before.</summary>
    public int Samples { get; }

    /// <summary>How many with the copies.</summary>
    public long Total => _starts?[^1] ?? (long)Samples * (1 + _copies);

    /// <summary>The most copies of one sample.</summary>
    public int Most => _starts is null ? _copies : Enumerable.Range(0, Samples).Select(Copies).DefaultIfEmpty().Max();

    /// <summary>The copies of sample <paramref name="index"/>.</summary>
    public int Copies(int index) => _starts is null ? _copies : (int)(_starts[index + 1] - _starts[index] - 1);

    /// <summary>Where sample <paramref name="index"/> stands in the output, its copies behind it.</summary>
    public long Start(int index) => _starts?[index] ?? (long)index * (1 + _copies);

    /// <summary>The sample of which the output has something at that place.</summary>
    public int SampleAt(long position)
    {
        if (_starts is null)
            return (int)(position / (1 + _copies));
        var found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Throws <see cref="InvalidInputException"/> where classes cannot be made equal.</summary>
    public static CopyPlan Of(EntrySplit split, AugmentRequest request, IReadOnlyList<string> classes)
    {
        if (!request.Balance)
            return new(split.Count, request.Copies, null);
        var members = Enumerable.Range(0, split.Count).Where(i => split.Label(i) >= 0).ToLookup(split.Label);
        if (members.Count == 0)
            throw new InvalidInputException($"{request.Parent}: no sample of {split.Name} has a single class, by which --balance goes", "Leave --balance out.");
        var target = (long)members.Max(m => m.Count()) * (1 + request.Copies);
        var copies = new int[split.Count];
        Array.Fill(copies, request.Copies);
        var faults = new List<string>();
        foreach (var member in members)
        {
            // The same ones whatever the order of the samples: by their ids.
            var inOrder = member.OrderBy(i => new RandomStream(request.Seed, RandomStream.KeyOf(split.IdUtf8(i)), 0, Stream).NextUInt32()).ThenBy(i => i).ToList();
            var (each, more) = Math.DivRem(target - inOrder.Count, inOrder.Count);
            if (each + (more > 0 ? 1 : 0) > AugmentRequest.MaximalCopies)
                faults.Add($"{classes[member.Key]}: {inOrder.Count} samples for {target} take more than {AugmentRequest.MaximalCopies} copies of each");
            foreach (var (k, i) in inOrder.Index())
                copies[i] = (int)Math.Min(each, int.MaxValue - 1) + (k < more ? 1 : 0);
        }
        if (faults.Count > 0)
            throw new InvalidInputException(string.Join(Environment.NewLine, faults), "Leave the classes out with `datatools subset --classes`, or use fewer --copies.");
        var starts = new long[split.Count + 1];
        for (var i = 0; i < split.Count; i++)
            starts[i + 1] = starts[i] + 1 + copies[i];
        return new(split.Count, request.Copies, starts);
    }
}
