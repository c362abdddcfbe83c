namespace DataTools.Catalog.Formats;

/// <summary>An image file of a class-per-folder tree.</summary>
/// <param name="Id">Its path relative to the tree's root, with '/' on every system.</param>
/// <param name="Label">Index into the classes, or <see cref="Sample.Unlabelled"/>.</param>
public sealed record ImageFile(string Id, int Label);

/// <summary>One split of a class-per-folder tree; the files by id.</summary>
public sealed record ImageFolderSplit(string Name, IReadOnlyList<ImageFile> Files);

/// <summary>
/// A class-per-folder tree: <c>root/CLASS/file</c>, or <c>root/SPLIT/CLASS/file</c> with the usual spellings of train,
/// validation and test (<see cref="SplitNames.Canonical"/>). What lies deeper below a class folder belongs to the class.
/// Images directly in a test folder have no label. Order, ids and labels are the same on every machine.
/// </summary>
internal sealed class ImageFolder
{
    private const string Shape = "Put each class into a folder of its own: ROOT/CLASS/picture.jpg, or ROOT/train/CLASS/picture.jpg and ROOT/test/CLASS/picture.jpg; or say that they have none: --format unlabelled.";

    private ImageFolder(IReadOnlyList<string> classes, IReadOnlyList<ImageFolderSplit> splits) => (Classes, Splits) = (classes, splits);

    /// <summary>The names of the class folders over all splits, in ordinal order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The splits: train alone where the tree has no split folders.</summary>
    public IReadOnlyList<ImageFolderSplit> Splits { get; }

    /// <summary>
    /// Sorts the images; reads none. Throws <see cref="InvalidInputException"/>, naming the folder, where it holds no
    /// images, is not laid out by class, or has fewer than two classes.
    /// </summary>
    public static ImageFolder Scan(IImageTree tree, CancellationToken cancellation)
    {
        var parts = SplitFolders(tree, cancellation);
        var found = parts.ConvertAll(p => (p.Split, Files: Files(tree, p, cancellation).ToList()));
        var classes = found.SelectMany(p => p.Files).Select(f => f.Class).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        Check(tree, parts, classes, found.Sum(p => p.Files.Count));

        var labels = classes.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i);
        return new(classes,
        [
            .. SplitNames.InOrder(found.Where(p => p.Files.Count > 0), p => p.Split).Select(p => new ImageFolderSplit(p.Split,
            [
                .. p.Files.OrderBy(f => f.Id, StringComparer.Ordinal)
                    .Select(f => new ImageFile(f.Id, f.Class is null ? Sample.Unlabelled : labels[f.Class])),
            ])),
        ]);
    }

    // The splits with their folders relative to the root; the root itself is train where it has no split folders.
    private static List<(string Split, string Folder)> SplitFolders(IImageTree tree, CancellationToken cancellation)
    {
        var root = tree.Root;
        var folders = tree.Folders("");
        var splits = folders.Where(f => SplitNames.Canonical(f) is not null).ToList();
        if (splits.Count == 0)
            return [(SplitNames.Train, "")];
        var others = folders.Except(splits).Where(f => tree.AllImages(f, cancellation).Any()).ToList();
        if (others.Count > 0)
        {
            throw new InvalidInputException(
                $"{root}: {splits[0]} is the name of a split, but {others[0]} beside it holds images too and is not",
                $"Move or rename one of them, or pull folder:{Path.Combine(root, splits[0])} alone.");
        }
        if (splits.GroupBy(SplitNames.Canonical).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidInputException($"{root}: {string.Join(" and ", twice)} are both {twice.Key}", "Merge or rename one of them.");
        return splits.ConvertAll(f => (SplitNames.Canonical(f)!, f));
    }

    private static IEnumerable<(string Id, string? Class)> Files(IImageTree tree, (string Split, string Folder) part, CancellationToken cancellation)
    {
        var prefix = part.Folder.Length == 0 ? "" : $"{part.Folder}/";
        foreach (var name in tree.Folders(part.Folder))
        {
            foreach (var image in tree.AllImages(prefix + name, cancellation))
                yield return ($"{prefix}{name}/{image}", name);
        }
        // A picture beside class folders at the root is a preview or the like; within a split it must belong somewhere.
        if (part.Folder.Length == 0)
            yield break;
        foreach (var image in tree.Images(part.Folder))
        {
            if (part.Split != SplitNames.Test)
                throw new InvalidInputException($"{Path.Combine(tree.Root, part.Folder)} holds images outside any class folder, such as {image}", Shape);
            yield return (prefix + image, null);
        }
    }

    private static void Check(IImageTree tree, List<(string Split, string Folder)> parts, List<string> classes, int files)
    {
        var root = tree.Root;
        if (files == 0)
        {
            throw tree.Images("") is [var image, ..]
                ? new InvalidInputException($"{root} holds images outside any class folder, such as {image}", Shape)
                : new InvalidInputException($"{root} holds no images", Shape);
        }
        foreach (var (_, folder) in parts)
        {
            // More likely a download that went wrong than a class nobody needs: not dropped in silence.
            if (tree.Folders(folder).FirstOrDefault(f => !classes.Contains(f)) is { } empty)
                throw new InvalidInputException($"{Path.Combine(root, folder, empty)} holds no images", "Remove the folder if it is no class.");
        }
        if (classes.Count == 0)
            throw new InvalidInputException($"{root} has no class folders: none of its {files} images has a label", Shape);
        if (classes.Count == 1)
            throw new InvalidInputException($"{root} holds one class only: {classes[0]}", "A classifier needs two classes at least.");
    }
}
