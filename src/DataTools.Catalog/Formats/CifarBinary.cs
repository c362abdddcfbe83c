namespace DataTools.Catalog.Formats;

/// <summary>
/// Reads the binary version of CIFAR-10 and CIFAR-100 (Krizhevsky, 2009): records of one or two label bytes and 3 x 1024
/// bytes, a plane each of red, green and blue, row by row. One sample is in memory at a time.
/// </summary>
public static class CifarBinary
{
    private const int Side = 32, PixelBytes = 3 * Side * Side;

    /// <summary>Bytes of a record.</summary>
    internal static int RecordBytes(int labelBytes) => labelBytes + PixelBytes;

    /// <summary>
    /// One split: the records of <paramref name="files"/> one after the other, each as an RGB PNG with the id
    /// <c>train-00000</c>. The last of <paramref name="labelBytes"/> is the label (of CIFAR-100 the fine one; the coarse
    /// before it is passed over). Enumerating throws <see cref="CorruptFileException"/> where a file ends within a record
    /// or a label is not below <paramref name="classes"/>.
    /// </summary>
    /// <param name="split">The split's name.</param>
    /// <param name="files">The files in order.</param>
    /// <param name="labelBytes">1 (CIFAR-10) or 2 (CIFAR-100: coarse, fine).</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="expectedCount">How many records will come, for progress.</param>
    public static SplitContent Read(string split, IReadOnlyList<DataFile> files, int labelBytes, int classes, long? expectedCount = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labelBytes, 1);
        return new(split, expectedCount, Samples(split, files, labelBytes, classes));
    }

    private static IEnumerable<Sample> Samples(string split, IReadOnlyList<DataFile> files, int labelBytes, int classes)
    {
        var pixels = new byte[PixelBytes];
        var number = 0;
        foreach (var file in files)
        {
            using var reader = new RecordReader(file, labelBytes + PixelBytes);
            for (var record = 0; Next(reader, record, labelBytes, classes, pixels, out var label); record++)
                yield return new($"{split}-{number++:D5}", StoredPng.Encode(pixels, Side, Side, channels: 3), label);
        }
    }

    private static bool Next(RecordReader reader, int record, int labelBytes, int classes, Span<byte> pixels, out int label)
    {
        label = Sample.Unlabelled;
        if (!reader.TryRead(out var bytes))
            return false;
        label = bytes[labelBytes - 1];
        if (label >= classes)
            throw new CorruptFileException(reader.Name, $"label {label} of record {record} is not one of the {classes} classes");
        PlanarRgb.Interleave(bytes[labelBytes..], Side, columnMajor: false, pixels);
        return true;
    }
}
