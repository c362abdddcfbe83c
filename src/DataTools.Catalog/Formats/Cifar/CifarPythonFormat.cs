using System.Text;
using DataTools.Catalog.Formats.Pickle;

namespace DataTools.Catalog.Formats.Cifar;

/// <summary>
/// The Python version of CIFAR: pickles of a NumPy array and lists. Ids, pictures and labels are those of the binary version
/// (<see cref="CifarBinary"/>), and the files' own names are kept as paths. One batch is in memory at a time: 31 MB, and
/// 155 MB for CIFAR-100.
/// </summary>
internal static class CifarPythonFormat
{
    private const int Side = 32, PixelBytes = 3 * Side * Side;

    public static DatasetFormat Ten { get; } = new(
        "cifar10-python", "CIFAR-10 as pickles: data_batch_1 to data_batch_5, test_batch and batches.meta; nothing of a pickle is run",
        files => CifarSet.Find(files, CifarSet.TenPython)?.Seen, (files, _, token) => Read(files, CifarSet.TenPython, "label_names", "labels", token));

    public static DatasetFormat Hundred { get; } = new(
        "cifar100-python", "CIFAR-100 as pickles: train, test and meta; coarse classes are not kept",
        files => CifarSet.Find(files, CifarSet.HundredPython)?.Seen, (files, _, token) => Read(files, CifarSet.HundredPython, "fine_label_names", "fine_labels", token));

    private static DatasetContent Read(FileList files, CifarNames names, string classKey, string labelKey, CancellationToken cancellation)
    {
        var set = CifarSet.Needed(files, names);
        var meta = files.Shown(set.Meta);
        var classes = Value<PickleList>(Unpickled(files, set.Meta), classKey, meta).Items.ConvertAll(c => Text(c) ?? throw new CorruptFileException(meta, $"{classKey} holds what is no text"));
        if (classes.Count == 0)
            throw new CorruptFileException(meta, "it names no class");
        return new(classes, [.. set.Splits.Select(s => new SplitContent(s.Split, null, Samples(files, s.Split, s.Files, labelKey, classes.Count, cancellation)))]);
    }

    private static IEnumerable<Sample> Samples(FileList files, string split, IReadOnlyList<ListedFile> batches, string labelKey, int classes, CancellationToken cancellation)
    {
        var pixels = new byte[PixelBytes];
        var number = 0;
        foreach (var file in batches)
        {
            var batch = Batch(files, file, labelKey, classes);
            for (var i = 0; i < batch.Labels.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                PlanarRgb.Interleave(batch.Planes.Span.Slice(i * PixelBytes, PixelBytes), Side, columnMajor: false, pixels);
                yield return new($"{split}-{number++:D5}", StoredPng.Encode(pixels, Side, Side, channels: 3), batch.Labels[i], batch.Names?[i]);
            }
        }
    }

    private static (ReadOnlyMemory<byte> Planes, IReadOnlyList<int> Labels, IReadOnlyList<string>? Names) Batch(FileList files, ListedFile file, string labelKey, int classes)
    {
        var shown = files.Shown(file);
        var values = Unpickled(files, file);
        var data = Value<PickleArray>(values, "data", shown);
        if (data is not { Shape: [var count, PixelBytes], Numbers: { Kind: 'u', Size: 1 }, ColumnMajor: false })
            throw new CorruptFileException(shown, $"data is an array of {string.Join(" x ", data.Shape)} {data.Numbers}, expected N x {PixelBytes} u1, row by row");
        var labels = Value<PickleList>(values, labelKey, shown).Items;
        if (labels.Count != count)
            throw new CorruptFileException(shown, $"{count} pictures, but {labels.Count} {labelKey}");
        var names = values.Items.ContainsKey("filenames") ? Value<PickleList>(values, "filenames", shown).Items.ConvertAll(Text) : null;
        if (names is not null && (names.Count != count || names.Contains(null)))
            throw new CorruptFileException(shown, $"filenames are no {count} names");
        return (data.Content, [.. labels.Select((l, i) => Label(l, i, classes, shown))], names!);
    }

    private static int Label(object? label, int record, int classes, string shown) => label is long value && value >= 0 && value < classes
        ? (int)value
        : throw new CorruptFileException(shown, $"label {label} of record {record} is not one of the {classes} classes");

    private static PickleDictionary Unpickled(FileList files, ListedFile file)
    {
        var shown = files.Shown(file);
        return Unpickler.Read(shown, ListedText.Bytes(files, file, 512 << 20)) as PickleDictionary ?? throw new CorruptFileException(shown, "the pickle holds no dictionary");
    }

    private static T Value<T>(PickleDictionary values, string key, string shown) => values.Items.GetValueOrDefault(key) is T value
        ? value
        : throw new CorruptFileException(shown, $"the pickle has no {key}, or something else under that name (it has {ListedText.Short(string.Join(", ", values.Items.Keys))})");

    private static string? Text(object? value) => value switch
    {
        string text => text,
        PickleBytes bytes => Encoding.UTF8.GetString(bytes.Content.Span),
        _ => null,
    };
}
