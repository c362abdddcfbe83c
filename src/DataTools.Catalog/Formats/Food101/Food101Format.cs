namespace DataTools.Catalog.Formats.Food101;

/// <summary>
/// Food-101 (Bossard et al., 2014): <c>images/CLASS/ID.jpg</c>, with lists of each split's CLASS/ID in <c>meta/</c>. An id is
/// CLASS/ID. Images in no list are passed over.
/// </summary>
internal static class Food101Format
{
    private const string Classes = "meta/classes.txt", Extension = ".jpg";

    public static DatasetFormat Format { get; } = new("food101", "Food-101: images/CLASS/ID.jpg, meta/classes.txt, meta/train.txt and meta/test.txt", Recognise, Read);

    private static string? Recognise(FileList files) => files.Named(Classes).FirstOrDefault(c => Lists(files, c).Any())?.Path;

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var meta = files.Needed(Classes);
        var classes = ListedText.Lines(files, meta).Select(l => l.Text).ToList();
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in classes)
        {
            if (!labels.TryAdd(name, labels.Count))
                throw new CorruptFileException(files.Shown(meta), $"the class {ListedText.Short(name)} is there twice");
        }
        var folder = $"{meta.Path[..^Classes.Length]}images/";
        var lines = SplitLists.Read(files, Lists(files, meta), text => text);
        foreach (var (name, line) in lines)
        {
            if (!labels.ContainsKey(Class(name)))
                throw new CorruptFileException($"{files.Origin}: {line.Place}", $"{ListedText.Short(name)} is of no class of {meta.Path}");
        }
        var images = files.Files
            .Where(f => f.Path.StartsWith(folder, StringComparison.Ordinal) && f.Path.EndsWith(Extension, StringComparison.Ordinal))
            .Select(f => (f.Path[folder.Length..^Extension.Length], f));
        var items = SplitLists.Images(files, lines, images, options.BadSamples);
        return new(classes, SampleStream.Splits(
            files, items, i => i.Line.Split, i => new(i.Name, i.Image.ReadAll(files.Shown(i.Image)), labels[Class(i.Name)], i.Name + Extension), options.BadSamples, cancellation));
    }

    private static string Class(string name) => name.Split('/')[0];

    private static IEnumerable<(string Split, ListedFile List)> Lists(FileList files, ListedFile classes) =>
        new[] { SplitNames.Train, SplitNames.Test }.Select(s => (s, File: files.Beside(classes, $"{s}.txt"))).Where(s => s.File is not null).Select(s => (s.s, s.File!));
}
