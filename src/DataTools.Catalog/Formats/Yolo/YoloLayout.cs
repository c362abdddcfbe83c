namespace DataTools.Catalog.Formats.Yolo;

/// <summary>Where images, labels, class names and splits of a YOLO data set are.</summary>
internal sealed class YoloLayout(FileList files, YoloData data)
{
    private readonly string _folder = Above(data.Source.Path);

    /// <summary>
    /// The file that names the classes: a YAML file with <c>names</c>, else <c>obj.names</c>, else <c>classes.txt</c>; the
    /// one nearest to the root. Null where there is none.
    /// </summary>
    public static ListedFile? NamesOf(FileList files)
    {
        static ListedFile? Nearest(IEnumerable<ListedFile> found) => found.OrderBy(f => f.Path.Count(c => c == '/')).ThenBy(f => f.Path, StringComparer.Ordinal).FirstOrDefault();
        return Nearest(files.Files.Where(f => IsYaml(f) && YoloData.Looks(files, f)))
            ?? Nearest(files.Files.Where(f => f.Name.EndsWith(".names", StringComparison.OrdinalIgnoreCase)))
            ?? Nearest(files.Files.Where(f => f.Name == "classes.txt"));
    }

    /// <summary>The folders of images that a YAML file names and that are there: what tells such a set where no image has an object.</summary>
    public static IReadOnlyList<string> FoldersOf(FileList files, ListedFile names)
    {
        try
        {
            return IsYaml(names) && YoloData.ReadYaml(files, names) is var data ? [.. data.Paths.Select(p => new YoloLayout(files, data).Folder(p.Path)).OfType<string>()] : [];
        }
        catch (CorruptFileException)
        {
            return [];
        }
    }

    /// <summary>What that file says, and for Darknet the <c>.data</c> file beside it.</summary>
    public static YoloData Read(FileList files, ListedFile names)
    {
        if (IsYaml(names))
            return YoloData.ReadYaml(files, names);
        var data = YoloData.ReadNames(files, names);
        return files.Files.FirstOrDefault(f => f.Name.EndsWith(".data", StringComparison.Ordinal) && Above(f.Path) == Above(names.Path)) is { } darknet
            ? data with
            {
                // Lists that are not there leave the splits to the folders' names.
                Paths = [.. ListedText.Lines(files, darknet).Select(l => l.Text.Split('=', 2, StringSplitOptions.TrimEntries))
                    .Where(l => l is ["train" or "valid" or "test", _] && new YoloLayout(files, data).File(l[1]) is not null).Select(l => (l[0], l[1]))],
            }
            : data;
    }

    /// <summary>The labels of an image: in <c>labels/</c> where it is in <c>images/</c>, or beside it. Null where it has none.</summary>
    public static ListedFile? LabelsOf(FileList files, string image)
    {
        var text = Path.ChangeExtension(image, ".txt");
        var at = $"/{text}".LastIndexOf("/images/", StringComparison.Ordinal);
        return (at < 0 ? null : files.Find($"{text[..at]}labels/{text[(at + "images/".Length)..]}")) ?? files.Find(text);
    }

    /// <summary>
    /// The images of each split in the order of the list: as the file of names says, else by the folders' names, all of
    /// those that lie where some have labels. Throws <see cref="CorruptFileException"/> for a place that is not there; but
    /// a test split is often named and not given.
    /// </summary>
    public IEnumerable<(string Split, ListedFile Image)> Images()
    {
        if (data.Paths.Count > 0)
        {
            return data.Paths.GroupBy(p => SplitNames.Canonical(p.Key)!).SelectMany(split =>
            {
                var chosen = split.SelectMany(p => Images(p.Key, p.Path)).Select(i => i.Path).ToHashSet();
                return files.Files.Where(f => chosen.Contains(f.Path)).Select(f => (split.Key, f));
            });
        }
        var images = files.Files.Where(f => f.IsImage).ToList();
        var labelled = images.Where(i => LabelsOf(files, i.Path) is not null).Select(i => Above(i.Path)).ToHashSet();
        return images.Where(i => labelled.Contains(Above(i.Path))).Select(i => (SplitWords.OfFolder(i.Path) ?? SplitNames.Train, i));
    }

    private IEnumerable<ListedFile> Images(string key, string path)
    {
        if (path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
        {
            if (File(path) is { } list)
                return ListedText.Lines(files, list).Select(l => File(l.Text) ?? throw new CorruptFileException(files.Shown(list), $"line {l.Number}: there is no image {ListedText.Short(l.Text)}"));
        }
        else if (Folder(path) is { } folder)
        {
            return files.Files.Where(f => f.IsImage && f.Path.StartsWith(folder, StringComparison.Ordinal));
        }
        return key == SplitNames.Test ? [] : throw new CorruptFileException(
            files.Shown(data.Source), $"{key}: there is no {ListedText.Short(path)} in the data set", "Correct the path, which is relative to the file's folder.");
    }

    // Paths were true on the machine of whoever wrote them: what counts is their end.
    private ListedFile? File(string path) => Ends(path).Select(e => files.Find(_folder + e) ?? files.Find(e)).FirstOrDefault(f => f is not null);

    private string? Folder(string path)
    {
        var folders = files.Files.Where(f => f.IsImage).Select(f => Above(f.Path)).Distinct().ToList();
        return Ends(path).Select(e => e + "/").SelectMany(e => new[] { _folder + e, e })
            .FirstOrDefault(e => folders.Exists(f => f.StartsWith(e, StringComparison.Ordinal)));
    }

    // The path, then without its first part, and so on; but valid/images is not images.
    private static IEnumerable<string> Ends(string path)
    {
        var parts = path.Replace('\\', '/').Split('/').Where(p => p is not ("" or "." or "..")).ToList();
        return Enumerable.Range(0, parts.Count).TakeWhile(i => i == 0 || SplitWords.In(parts[i - 1]) is null).Select(i => string.Join('/', parts.Skip(i)));
    }

    private static bool IsYaml(ListedFile file) => Path.GetExtension(file.Name).ToLowerInvariant() is ".yaml" or ".yml";

    private static string Above(string path) => path[..(path.LastIndexOf('/') + 1)];
}
