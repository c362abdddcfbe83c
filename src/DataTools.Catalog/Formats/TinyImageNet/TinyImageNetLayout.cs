namespace DataTools.Catalog.Formats.TinyImageNet;

/// <summary>The folder that holds <c>wnids.txt</c>, and its small tables.</summary>
internal sealed class TinyImageNetLayout
{
    private const string Synsets = "wnids.txt", Words = "words.txt", ValRows = "val/val_annotations.txt";

    private readonly FileList _files;
    private readonly string _root;

    private TinyImageNetLayout(FileList files, string root) => (_files, _root) = (files, root);

    /// <summary>Null where there is none.</summary>
    public static TinyImageNetLayout? Find(FileList files) =>
        files.Named(Synsets).Select(f => new TinyImageNetLayout(files, f.Path[..^Synsets.Length])).FirstOrDefault(l => l.At(ValRows) is not null || l.Train().Any());

    /// <summary>Where it lies, for people.</summary>
    public string Shown => $"{_root}{Synsets} beside {_root}train";

    /// <summary>The synsets, in the order of the classes. Throws <see cref="CorruptFileException"/> where one is there twice.</summary>
    public IReadOnlyList<string> Wnids()
    {
        var seen = new HashSet<string>();
        var file = At(Synsets)!;
        return [.. ListedText.Lines(_files, file).Select(l => seen.Add(l.Text) ? l.Text
            : throw new CorruptFileException(_files.Shown(file), $"line {l.Number}: {ListedText.Short(l.Text)} was there before"))];
    }

    /// <summary>What the synsets are called: their words, or themselves where those are not there or not unlike another's.</summary>
    public IReadOnlyList<string> Names(IReadOnlyList<string> wnids)
    {
        var words = At(Words) is { } file
            ? ListedText.Lines(_files, file).Select(l => l.Text.Split('\t', 2, StringSplitOptions.TrimEntries)).Where(l => l is [_, { Length: > 0 }]).GroupBy(l => l[0]).ToDictionary(g => g.Key, g => g.First()[1])
            : [];
        var names = wnids.Select(w => words.GetValueOrDefault(w, w)).ToList();
        var twice = names.GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        return [.. names.Zip(wnids, (n, w) => twice.Contains(n) ? $"{n} ({w})" : n)];
    }

    /// <summary>The images of <c>train/SYNSET/images</c> with their synsets, in the order of the list.</summary>
    public IEnumerable<(ListedFile Image, string Wnid)> Train() =>
        _files.Files.Where(f => f.IsImage && f.Path.StartsWith(_root, StringComparison.Ordinal))
            .Select(f => (Image: f, Parts: f.Path[_root.Length..].Split('/'))).Where(f => f.Parts is ["train", _, "images", _]).Select(f => (f.Image, f.Parts[1]));

    /// <summary>The images of <c>val/images</c> or <c>test/images</c>, in the order of the list.</summary>
    public IEnumerable<ListedFile> In(string folder) =>
        _files.Files.Where(f => f.IsImage && f.Path.StartsWith($"{_root}{folder}/images/", StringComparison.Ordinal));

    /// <summary>The table of the boxes of a synset; null where there is none.</summary>
    public ListedFile? Boxes(string wnid) => At($"train/{wnid}/{wnid}_boxes.txt");

    /// <summary>The table of the classes and boxes of val; null where there is none.</summary>
    public ListedFile? Val => At(ValRows);

    /// <summary>A path as the data set itself would write it.</summary>
    public string Id(ListedFile image) => image.Path[_root.Length..];

    private ListedFile? At(string path) => _files.Find(_root + path);
}
