using DataTools.Catalog.Formats.Mat;

namespace DataTools.Catalog.Formats.Svhn;

/// <summary>
/// The cropped digits of SVHN (Netzer et al., 2011): <c>train_32x32.mat</c> with the bytes X of 32 x 32 x 3 x N and the labels
/// y, where 10 stands for the digit 0. A file is gone through twice, for y and then for X, which is inflated as it is read:
/// one picture and the labels are in memory.
/// </summary>
internal static class SvhnFormat
{
    private const int Side = 32, PixelBytes = 3 * Side * Side, Digits = 10;

    public static DatasetFormat Format { get; } = new("svhn", "SVHN's cropped digits: train_32x32.mat, test_32x32.mat, extra_32x32.mat", Recognise, Read);

    private static string? Recognise(FileList files) => Find(files).Select(f => f.File.Path).FirstOrDefault();

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var found = Find(files).ToList();
        if (found.Count == 0)
            throw new InvalidInputException($"{files.Origin}: it has no file such as train_32x32.mat", "The full numbers of SVHN (digitStruct.mat) are not read.");
        if (found.GroupBy(f => f.Split).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidInputException($"{files.Origin}: {string.Join(" and ", twice.Select(f => f.File.Path))} are both {twice.Key}", "Pull the folder of one of them alone.");
        return new(
            [.. Enumerable.Range(0, Digits).Select(d => $"{d}")],
            [.. found.Select(f => new SplitContent(f.Split, null, Samples(f.Split, files.Data(f.File), cancellation)))]);
    }

    private static IEnumerable<(string Split, ListedFile File)> Find(FileList files) =>
        new[] { SplitNames.Train, SplitNames.Test, "extra" }.SelectMany(s => files.Named($"{s}_32x32.mat").Select(f => (s, f)));

    private static IEnumerable<Sample> Samples(string split, DataFile file, CancellationToken cancellation)
    {
        var labels = Labels(file);
        var (dimensions, bytes) = MatFile.OpenBytes(file, "X");
        using (bytes)
        {
            // MATLAB leaves out a last size of 1.
            if (dimensions is not ([Side, Side, 3, _] or [Side, Side, 3]))
                throw new CorruptFileException(file.Name, $"X is an array of {string.Join(" x ", dimensions)}, expected 32 x 32 x 3 x N");
            var count = dimensions.Count == 4 ? dimensions[3] : 1;
            if (count != labels.Length)
                throw new CorruptFileException(file.Name, $"X has {count} pictures, but y {labels.Length} labels");
            var (planes, pixels) = (new byte[PixelBytes], new byte[PixelBytes]);
            for (var i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                bytes.ReadExactly(planes);
                PlanarRgb.Interleave(planes, Side, columnMajor: true, pixels);
                yield return new($"{split}-{i:D6}", StoredPng.Encode(pixels, Side, Side, channels: 3), labels[i]);
            }
        }
    }

    private static byte[] Labels(DataFile file)
    {
        if (MatFile.Read(file, "y")["y"] is not MatNumbers { Dimensions: [_, 1] or [1, _] } y)
            throw new CorruptFileException(file.Name, "y is no column of numbers");
        var labels = new byte[y.Values.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            var label = y.Values[i];
            labels[i] = label is >= 1 and <= Digits && label == Math.Floor(label)
                ? (byte)(label % Digits)
                : throw new CorruptFileException(file.Name, $"label {label} of picture {i + 1} is not from 1 to {Digits}");
        }
        return labels;
    }
}
