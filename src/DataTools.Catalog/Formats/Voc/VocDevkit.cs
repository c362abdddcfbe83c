namespace DataTools.Catalog.Formats.Voc;

/// <summary>
/// One year of a devkit: a folder with <c>Annotations/</c> and <c>JPEGImages/</c>, mostly <c>ImageSets/Main/</c>, and
/// <c>SegmentationClass/</c> and <c>SegmentationObject/</c> where there are masks. Files are found by their name without ending.
/// </summary>
internal sealed class VocDevkit
{
    private const string Sets = "ImageSets/Main/", Both = "trainval";

    private readonly FileList _files;
    private readonly Dictionary<string, ListedFile> _annotations = [], _images = [], _masks = [], _instances = [];

    private CorruptFileException? _twice;

    private VocDevkit(FileList files, string root)
    {
        (_files, Root) = (files, root);
    }

    /// <summary>The folder's path with a '/' at its end; empty for the root of the data set.</summary>
    public string Root { get; }

    /// <summary>The images in the order of the list, by name.</summary>
    public IReadOnlyDictionary<string, ListedFile> Images => _images;

    /// <summary>The annotations, by name.</summary>
    public IReadOnlyDictionary<string, ListedFile> Annotations => _annotations;

    /// <summary>The classes of the pixels, by name.</summary>
    public IReadOnlyDictionary<string, ListedFile> Masks => _masks;

    /// <summary>The objects of the pixels, by name.</summary>
    public IReadOnlyDictionary<string, ListedFile> Instances => _instances;

    /// <summary>All there are.</summary>
    public static IReadOnlyList<VocDevkit> Find(FileList files)
    {
        var kits = new Dictionary<string, VocDevkit>();
        foreach (var file in files.Files)
        {
            var slash = file.Path.LastIndexOf('/');
            var above = slash < 0 ? -1 : file.Path.LastIndexOf('/', slash - 1);
            if (slash < 0 || file.Path[(above + 1)..slash] is not ("Annotations" or "JPEGImages" or "SegmentationClass" or "SegmentationObject") || !(file.IsImage || IsXml(file)))
                continue;
            var root = file.Path[..(above + 1)];
            if (!kits.TryGetValue(root, out var kit))
                kits[root] = kit = new(files, root);
            kit.Add(file, file.Path[(above + 1)..slash]);
        }
        return [.. kits.Values.Where(k => k._annotations.Count > 0 && k._images.Count > 0).OrderBy(k => k.Root, StringComparer.Ordinal)];
    }

    /// <summary>
    /// The split of each image by name, with the place that says so; all of train where there are no lists. Those that only
    /// <c>trainval</c> names are of train, and images in no list are left out, as the segmentation's are in VOC 2012. Throws
    /// <see cref="CorruptFileException"/> where two lists that must not overlap do, or two images have one name.
    /// </summary>
    public IReadOnlyDictionary<string, (string Split, string Place)> Splits()
    {
        if (_twice is not null)
            throw _twice;
        var splits = new Dictionary<string, (string Split, string Place)>();
        string[] lists = ["train", "val", "test", Both];
        foreach (var list in lists)
        {
            if (_files.Find($"{Root}{Sets}{list}.txt") is not { } file)
                continue;
            foreach (var (number, text) in ListedText.Lines(_files, file))
                Add(splits, list, text, $"{file.Path}, line {number}");
        }
        if (!lists.Any(l => _files.Find($"{Root}{Sets}{l}.txt") is not null))
        {
            foreach (var name in _images.Keys.Union(_annotations.Keys))
                splits[name] = (SplitNames.Train, "there are no lists of splits");
        }
        return splits;
    }

    private void Add(Dictionary<string, (string Split, string Place)> splits, string list, string text, string place)
    {
        var name = ListedText.Words(text)[0];
        if (ImageTree.IsImage(name))
            name = Path.GetFileNameWithoutExtension(name);
        var split = list == Both ? SplitNames.Train : SplitNames.Canonical(list)!;
        if (splits.TryAdd(name, (split, place)))
            return;
        var before = splits[name];
        if (list == Both && before.Split != SplitNames.Test)
            return;
        throw new CorruptFileException(
            $"{_files.Origin}: {place}", $"{ListedText.Short(name)} was there before ({before.Place})", "An image belongs to one split, once: remove it from one of the lists.");
    }

    private void Add(ListedFile file, string folder)
    {
        var kind = folder switch { "Annotations" => _annotations, "JPEGImages" => _images, "SegmentationClass" => _masks, _ => _instances };
        if (IsXml(file) == (kind == _annotations) && !kind.TryAdd(Path.GetFileNameWithoutExtension(file.Name), file))
            _twice ??= new CorruptFileException(_files.Shown(file), $"it has the name of {kind[Path.GetFileNameWithoutExtension(file.Name)].Name}");
    }

    private static bool IsXml(ListedFile file) => file.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase);
}
