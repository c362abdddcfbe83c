namespace DataTools.Catalog.Formats;

/// <summary>The images of a data set with their labels, as its layout gives them.</summary>
/// <param name="Classes">Class names; numbers in their order, else ordinal.</param>
/// <param name="Splits">The splits; an image's id is its <see cref="ListedFile.Path"/>.</param>
/// <param name="Faults">Images without a label where they need one.</param>
public sealed record LabelledImages(IReadOnlyList<string> Classes, IReadOnlyList<ImageFolderSplit> Splits, IReadOnlyList<BadSampleException> Faults)
{
    private const int Listed = 12;

    /// <summary>Why tables among the files were not used: the user should know, as they may hold the labels that are meant.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// Finds out how the files are laid out: tables (CSV) that give each image its class; names such as
    /// <c>cat.0.jpg</c>; or a folder for each class (<see cref="ImageFolder"/>). Images in a test folder need no label.
    /// Reads tables, but no image. Throws <see cref="InvalidInputException"/>, saying what was found, where none of these
    /// fits, and <see cref="CorruptFileException"/> for a table that is damaged.
    /// </summary>
    /// <param name="files">All its files.</param>
    /// <param name="cancellation">Asked now and then.</param>
    /// <param name="options">Columns that the user named; a table without them is not used.</param>
    public static LabelledImages Find(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var images = Images(files);
        var reasons = new List<string>();
        if (CsvImages.Find(files.Origin, files.Files, images, reasons, options, cancellation) is { } byTable)
            return byTable with { Notes = reasons };
        if (options.ImageColumn is not null || options.LabelColumn is not null)
            throw Nothing(files, reasons.Count > 0 ? reasons : ["there is no table in it, though a column of one was named"]);
        if (NamedImages.Find(images) is { } byName)
            return byName with { Notes = reasons };
        try
        {
            return ByFolder(files, images, cancellation) with { Notes = reasons };
        }
        catch (InvalidInputException e) when (reasons.Count > 0)
        {
            throw Nothing(files, [.. reasons, e.Message]);
        }
    }

    /// <summary>As <see cref="Find"/>, by the folders alone.</summary>
    public static LabelledImages ByFolder(FileList files, CancellationToken cancellation) => ByFolder(files, Images(files), cancellation);

    /// <summary>As <see cref="Find"/>, by tables alone.</summary>
    public static LabelledImages ByTable(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var images = Images(files);
        var reasons = new List<string>();
        return CsvImages.Find(files.Origin, files.Files, images, reasons, options, cancellation) is { } byTable
            ? byTable with { Notes = reasons }
            : throw Nothing(files, reasons.Count > 0 ? reasons : ["there is no table in it"]);
    }

    /// <summary>All images without a class, in the splits that their folders tell, else in train.</summary>
    public static LabelledImages Unlabelled(FileList files) => Of(Images(files).Select(i => (i, SplitWords.OfFolder(i) ?? SplitNames.Train, (string?)null)), []);

    private static List<string> Images(FileList files)
    {
        var images = files.Files.Where(f => f.IsImage).Select(f => f.Path).ToList();
        return images.Count > 0 ? images : throw new InvalidInputException($"{files.Origin} holds no images{(files.Files.Count == 0 ? "" : $"; its files: {files.Kinds()}")}", "Images are known by their names' endings, such as .jpg and .png.");
    }

    /// <summary>Splits in their order, images in theirs, labels as indices into the classes' order.</summary>
    internal static LabelledImages Of(IEnumerable<(string Path, string Split, string? Label)> images, IReadOnlyList<BadSampleException> faults)
    {
        var all = images.ToList();
        var classes = all.Select(i => i.Label).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        if (classes.TrueForAll(c => long.TryParse(c, out _)))
            classes = [.. classes.OrderBy(long.Parse)];
        var labels = classes.Select((c, i) => (c, i)).ToDictionary(c => c.c, c => c.i);
        return new(classes,
        [
            .. all.GroupBy(i => i.Split).OrderBy(g => SplitNames.Order(g.Key)).Select(g => new ImageFolderSplit(g.Key,
            [
                .. g.OrderBy(i => i.Path, StringComparer.Ordinal).Select(i => new ImageFile(i.Path, i.Label is null ? Sample.Unlabelled : labels[i.Label])),
            ])),
        ], faults);
    }

    private static LabelledImages ByFolder(FileList files, IReadOnlyList<string> images, CancellationToken cancellation)
    {
        var tree = new ListedTree(files.Origin, images, files.EmptyFolders);
        var folder = ImageFolder.Scan(tree, cancellation);
        return new(folder.Classes, [.. folder.Splits.Select(s => s with { Files = [.. s.Files.Select(f => f with { Id = tree.RealPath(f.Id) }).OrderBy(f => f.Id, StringComparer.Ordinal)] })], []);
    }

    private static InvalidInputException Nothing(FileList files, IEnumerable<string> reasons) => new(
        $"{files.Origin}: no layout that can be read:\n{string.Join('\n', reasons.Distinct().Take(Listed).Select(r => $"- {r}"))}\nIts files: {files.Kinds()}",
        "Read are: a table with columns such as id,label beside the images (--image-column and --label-column name others); names such as cat.0.jpg; a folder for each class.");
}
