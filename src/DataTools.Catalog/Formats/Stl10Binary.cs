namespace DataTools.Catalog.Formats;

/// <summary>
/// Reads the binary version of STL-10 (Coates, Lee and Ng, 2011): pictures of 96 x 96, a plane each of red, green and
/// blue, each plane column by column; labels from 1 in a file of their own. One sample is in memory at a time.
/// </summary>
public static class Stl10Binary
{
    private const int Side = 96, PixelBytes = 3 * Side * Side;

    /// <summary>Bytes of a picture.</summary>
    internal const int PictureBytes = PixelBytes;

    /// <summary>
    /// One split: each picture as an RGB PNG with the id <c>train-00000</c>. Enumerating throws
    /// <see cref="CorruptFileException"/> where a file ends within a picture, the counts differ, or a label is not from 1
    /// to <paramref name="classes"/>.
    /// </summary>
    /// <param name="split">The split's name.</param>
    /// <param name="images">The pictures.</param>
    /// <param name="labels">A byte a picture; null where none has a label.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="expectedCount">How many pictures will come, for progress.</param>
    public static SplitContent Read(string split, DataFile images, DataFile? labels, int classes, long? expectedCount = null) =>
        new(split, expectedCount, Samples(split, images, labels, classes));

    private static IEnumerable<Sample> Samples(string split, DataFile images, DataFile? labels, int classes)
    {
        // A byte a picture: small, and read first because both files may lie in one archive.
        var all = labels is null ? null : Labels(labels, classes);
        using var reader = new RecordReader(images, PixelBytes);
        var pixels = new byte[PixelBytes];
        var number = 0;
        for (; Next(reader, pixels); number++)
        {
            if (number == all?.Count)
                throw new CorruptFileException(images.Name, $"more than {all.Count} pictures, but {all.Count} labels in {labels!.Name}");
            yield return new($"{split}-{number:D5}", StoredPng.Encode(pixels, Side, Side, channels: 3), all?[number] ?? Sample.Unlabelled);
        }
        if (number < all?.Count)
            throw new CorruptFileException(images.Name, $"{number} pictures, but {all.Count} labels in {labels!.Name}");
    }

    private static List<int> Labels(DataFile file, int classes)
    {
        using var reader = new RecordReader(file, 1);
        var labels = new List<int>();
        while (reader.TryRead(out var one))
        {
            if (one[0] < 1 || one[0] > classes)
                throw new CorruptFileException(file.Name, $"label {one[0]} of picture {labels.Count} is not from 1 to {classes}");
            labels.Add(one[0] - 1);
        }
        return labels;
    }

    private static bool Next(RecordReader reader, Span<byte> pixels)
    {
        if (!reader.TryRead(out var planes))
            return false;
        PlanarRgb.Interleave(planes, Side, columnMajor: true, pixels);
        return true;
    }
}
