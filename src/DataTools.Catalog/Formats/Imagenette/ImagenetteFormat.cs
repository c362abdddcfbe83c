namespace DataTools.Catalog.Formats.Imagenette;

/// <summary>
/// Imagenette (fast.ai): <c>train/WNID/picture</c> and <c>val/WNID/picture</c> of ten classes of ImageNet, which are called by
/// their names. An id is the path from the split on. The list of noisy labels is passed over.
/// </summary>
internal static class ImagenetteFormat
{
    private static readonly (string Folder, string Name)[] Classes =
    [
        ("n01440764", "tench"), ("n02102040", "English springer"), ("n02979186", "cassette player"), ("n03000684", "chain saw"), ("n03028079", "church"),
        ("n03394916", "French horn"), ("n03417042", "garbage truck"), ("n03425413", "gas pump"), ("n03445777", "golf ball"), ("n03888257", "parachute"),
    ];

    private static readonly Dictionary<string, int> Labels = Classes.Index().ToDictionary(c => c.Item.Folder, c => c.Index, StringComparer.Ordinal);

    public static DatasetFormat Format { get; } = new("imagenette", "Imagenette: train/ and val/ with folders such as n01440764, of its ten classes", Recognise, Read);

    private sealed record Item(string Id, string Split, int Class, ListedFile Image);

    private static string? Recognise(FileList files)
    {
        // Two at least: any set may have one of the classes.
        var classes = files.Files.Where(f => f.IsImage).Select(f => Of(f)?.Class ?? -1).Distinct().ToList();
        return classes.Count > 1 && classes.TrueForAll(c => c >= 0) ? $"{classes.Count} classes of Imagenette and no others" : null;
    }

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var items = files.Files.Where(f => f.IsImage).Select(Of).OfType<Item>().ToList();
        if (items.Find(i => i.Class < 0) is { } other)
            throw new CorruptFileException(files.Shown(other.Image), "it belongs to none of the ten classes of Imagenette");
        return new(
            [.. Classes.Select(c => c.Name)],
            SampleStream.Splits(files, items, i => i.Split, i => new(i.Id, i.Image.ReadAll(files.Shown(i.Image)), i.Class, i.Image.Path), options.BadSamples, cancellation));
    }

    private static Item? Of(ListedFile file) => file.Path.Split('/') is [.., var part, var folder, _] && SplitNames.Canonical(part) is { } split
        ? new(string.Join('/', file.Path.Split('/')[^3..]), split, Labels.GetValueOrDefault(folder, -1), file)
        : null;
}
