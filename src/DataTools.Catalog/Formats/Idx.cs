namespace DataTools.Catalog.Formats;

/// <summary>
/// Reads the IDX format of MNIST and its successors (LeCun, Cortes and Burges): big-endian numbers, then a byte a
/// pixel or label. One sample is in memory at a time.
/// </summary>
public static class Idx
{
    private const int ImagesMagic = 2051, LabelsMagic = 2049;

    // Larger pictures than any such set holds; a damaged header must not allocate gigabytes.
    private const int MaximalSide = 16384, MaximalPixels = 1 << 26;

    /// <summary>
    /// One split: each image becomes an 8-bit grayscale PNG, with the id <c>train-00000</c>. Enumerating throws
    /// <see cref="CorruptFileException"/> where a file is no IDX file of its kind, is shorter or longer than its header
    /// says, where the counts differ, or where a label is not below <paramref name="classes"/>.
    /// </summary>
    public static SplitContent Read(string split, DataFile images, DataFile labels, int classes, long? expectedCount = null) =>
        new(split, expectedCount, Samples(split, images, labels, classes));

    private static IEnumerable<Sample> Samples(string split, DataFile images, DataFile labels, int classes)
    {
        using var imageReader = new IdxReader(images);
        using var labelReader = new IdxReader(labels);
        var sizes = imageReader.Header(ImagesMagic, "images", 3);
        var (count, height, width) = (sizes[0], sizes[1], sizes[2]);
        if (width is < 1 or > MaximalSide || height is < 1 or > MaximalSide || (long)width * height > MaximalPixels)
            throw new CorruptFileException(images.Name, $"images of {width} x {height} pixels cannot be");
        var labelCount = labelReader.Header(LabelsMagic, "labels", 1)[0];
        if (labelCount != count)
            throw new CorruptFileException(labels.Name, $"{labelCount} labels, but {count} images in {images.Name}");

        var pixels = new byte[width * height];
        var digits = Math.Max(5, $"{count}".Length);
        for (var i = 0; i < count; i++)
        {
            imageReader.Read(pixels);
            var label = labelReader.ReadByte();
            if (label >= classes)
                throw new CorruptFileException(labels.Name, $"label {label} of sample {i} is not one of the {classes} classes");
            yield return new($"{split}-{i.ToString().PadLeft(digits, '0')}", StoredPng.Encode(pixels, width, height), label);
        }
        imageReader.ExpectEnd();
        labelReader.ExpectEnd();
    }
}
