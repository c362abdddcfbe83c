using System.Text.RegularExpressions;

namespace DataTools.Catalog.Formats;

/// <summary>
/// MNIST and its successors: <c>train-images-idx3-ubyte</c> and <c>train-labels-idx1-ubyte</c>, <c>t10k-...</c> for the test
/// images, compressed with gzip or not. The files do not name their classes: they are called by their numbers.
/// </summary>
internal static partial class IdxFormat
{
    private const int MostLabels = 256;

    public static DatasetFormat Format { get; } = new("idx", "MNIST's IDX files: train-images-idx3-ubyte[.gz] and so on; classes are numbers", Recognise, Read);

    private sealed record Part(string Set, string Split, ListedFile Images);

    [GeneratedRegex("^(?<set>.*?)(?<split>train|t10k|test)-images(?<dot>[-.])idx3-ubyte(?<gz>\\.gz)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Images { get; }

    private static string? Recognise(FileList files) => Parts(files).FirstOrDefault() is { } first ? first.Images.Path : null;

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var parts = Parts(files).ToList();
        if (parts.Count == 0)
            throw new InvalidInputException($"{files.Origin}: it has no file such as train-images-idx3-ubyte.gz", "IDX files are called so.");
        if (parts.GroupBy(p => p.Split).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidInputException(
                $"{files.Origin}: {string.Join(" and ", twice.Select(p => p.Images.Path))} are both {twice.Key}", "Pull a folder with one of the sets alone.");
        }
        // A byte a sample: read now, to know the classes.
        var labelled = parts.ConvertAll(p => (Part: p, Labels: Labels(files, p)));
        var classes = 1 + labelled.Max(l => Largest(files.Uncompressed(l.Labels), cancellation));
        return new(
            [.. Enumerable.Range(0, classes).Select(c => $"{c}")],
            [.. SplitNames.InOrder(labelled, l => l.Part.Split).Select(l => Idx.Read(l.Part.Split, files.Uncompressed(l.Part.Images), files.Uncompressed(l.Labels), classes))]);
    }

    // Where a file is there both compressed and not, the one that is not.
    private static IEnumerable<Part> Parts(FileList files) => files.Files
        .Select(f => (File: f, Match: Images.Match(f.Name)))
        .Where(f => f.Match.Success && (!f.Match.Groups["gz"].Success || files.Find(f.File.Path[..^".gz".Length]) is null))
        .Select(f => new Part(f.Match.Groups["set"].Value, f.Match.Groups["split"].Value == "train" ? SplitNames.Train : SplitNames.Test, f.File));

    private static ListedFile Labels(FileList files, Part part)
    {
        var name = part.Images.Name.Replace("-images", "-labels", StringComparison.Ordinal).Replace("idx3-", "idx1-", StringComparison.Ordinal);
        var other = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^".gz".Length] : $"{name}.gz";
        return files.Beside(part.Images, name) ?? files.Beside(part.Images, other) ?? files.Get(part.Images.Folder() + name);
    }

    private static int Largest(DataFile file, CancellationToken cancellation)
    {
        using var reader = new IdxReader(file);
        var count = reader.Header(2049, "labels", 1)[0];
        var largest = 0;
        Span<byte> labels = stackalloc byte[MostLabels];
        while (count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var some = labels[..Math.Min(count, labels.Length)];
            reader.Read(some);
            foreach (var label in some)
                largest = Math.Max(largest, label);
            count -= some.Length;
        }
        reader.ExpectEnd();
        return largest;
    }
}
