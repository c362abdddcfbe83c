namespace DataTools.Catalog.Formats.Stl10;

/// <summary>STL-10 in its binary version: files such as <c>train_X.bin</c>, with <c>class_names.txt</c>; the folds are passed over.</summary>
internal static class Stl10Format
{
    private const string Names = "class_names.txt", Unlabeled = "unlabeled";

    public static DatasetFormat Format { get; } = new("stl10", "STL-10: train_X.bin, train_y.bin, test_X.bin, test_y.bin, unlabeled_X.bin and class_names.txt", Recognise, Read);

    private static string? Recognise(FileList files) => Pictures(files).FirstOrDefault(p => files.Beside(p.File, Names) is not null).File is { } file
        ? $"{file.Path} beside {Names}"
        : null;

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var names = files.Needed(Names);
        var classes = ListedText.Lines(files, names).Select(l => l.Text).ToList();
        if (classes.Count == 0)
            throw new CorruptFileException(files.Shown(names), "it names no class");
        var splits = Pictures(files).Where(p => p.File.Folder() == names.Folder()).ToList();
        if (splits.Count == 0)
            throw new InvalidInputException($"{files.Origin}: beside {names.Path} there is no file such as train_X.bin", "The files of STL-10 lie in one folder.");
        return new(classes, [.. SplitNames.InOrder(splits, s => s.Split).Select(s => Stl10Binary.Read(
            s.Split, files.Data(s.File), s.Split == Unlabeled ? null : files.Data(files.Get($"{s.File.Folder()}{s.Split}_y.bin")), classes.Count, s.File.Bytes / Stl10Binary.PictureBytes))]);
    }

    private static IEnumerable<(string Split, ListedFile File)> Pictures(FileList files) =>
        new[] { SplitNames.Train, SplitNames.Test, Unlabeled }.SelectMany(s => files.Named($"{s}_X.bin").Select(f => (s, f)));
}
