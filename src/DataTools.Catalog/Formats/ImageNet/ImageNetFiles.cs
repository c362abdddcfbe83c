namespace DataTools.Catalog.Formats.ImageNet;

/// <summary>A picture of ImageNet.</summary>
/// <param name="Name">Its name without ending: its id.</param>
/// <param name="Class">The WordNet id of its class; null where its name or folder does not say it.</param>
/// <param name="File">Its bytes.</param>
/// <param name="Origin">What its path begins at, for errors.</param>
internal sealed record Picture(string Name, string? Class, ListedFile File, string Origin)
{
    /// <summary>What it is called in errors.</summary>
    public string Shown => $"{Origin}: {File.Path}";
}

/// <summary>
/// The pictures of one split, wherever they lie: in the official tar, which for train holds a tar for each class, or in
/// folders. Tars are read once from front to back, and their pictures are not known beforehand.
/// </summary>
/// <param name="Count">How many pictures there are; null where that is not known.</param>
/// <param name="Ids">The WordNet ids of the classes, where folders or archives are called by them. Lists the outer tar of train.</param>
/// <param name="Pictures">The pictures.</param>
internal sealed record ImageNetFiles(long? Count, Func<IEnumerable<string>> Ids, Func<IEnumerable<Picture>> Pictures)
{
    private const string TrainTar = "ILSVRC2012_img_train.tar", ValidationTar = "ILSVRC2012_img_val.tar", Tar = ".tar";

    /// <summary>The split's pictures, or null. Archives come before folders.</summary>
    public static ImageNetFiles? Find(FileList files, string split) => split switch
    {
        SplitNames.Train => OfTrainTar(files) ?? OfClassTars(files) ?? OfFolders(files, split),
        SplitNames.Validation => OfValidationTar(files) ?? OfFolders(files, split),
        _ => OfFolders(files, split),
    };

    private static ImageNetFiles? OfTrainTar(FileList files) => files.Single(TrainTar) is { } tar
        ? new(null, () => TarEntries.Of(files.Data(tar)).Where(IsClassTar).Select(t => Id(t)), () => OfTars(files.Shown(tar), TarEntries.Of(files.Data(tar))))
        : null;

    private static ImageNetFiles? OfClassTars(FileList files)
    {
        var tars = files.Files.Where(IsClassTar).ToList();
        return tars.Count > 0 ? new(null, () => tars.Select(t => Id(t)), () => OfTars(files.Origin, tars)) : null;
    }

    private static ImageNetFiles? OfValidationTar(FileList files) => files.Single(ValidationTar) is { } tar
        ? new(null, () => [], () => TarEntries.Of(files.Data(tar)).Where(f => f.IsImage).Select(f => new Picture(f.Stem(), null, f, files.Shown(tar))))
        : null;

    private static IEnumerable<Picture> OfTars(string origin, IEnumerable<ListedFile> tars) => tars.Where(IsClassTar)
        .SelectMany(tar => TarEntries.Of(new($"{origin}: {tar.Path}", tar.Open)), (tar, file) => (Id: Id(tar), File: file)).Where(f => f.File.IsImage)
        .Select(f => new Picture(f.File.Stem(), f.Id, f.File with { Path = $"{f.Id}/{f.File.Name}" }, origin));

    // train/n01440764/x.JPEG; validation images also without a folder of their class, test images always.
    private static ImageNetFiles? OfFolders(FileList files, string split)
    {
        var images = files.Files.Where(f => f.IsImage && SplitOf(f) == split).ToList();
        return images.Count > 0
            ? new(images.Count, () => images.Select(ClassFolder).OfType<string>(), () => images.Select(f => new Picture(f.Stem(), ClassFolder(f), f, files.Origin)))
            : null;
    }

    private static string? SplitOf(ListedFile file)
    {
        var folders = file.Path.Split('/')[..^1];
        if (folders.Length > 0 && Synsets.IsId(folders[^1]))
            folders = folders[..^1];
        else if (file.Name.StartsWith(GroundTruth.Prefix, StringComparison.Ordinal))
            return SplitNames.Validation;
        else if (file.Name.StartsWith("ILSVRC2012_test_", StringComparison.Ordinal))
            return SplitNames.Test;
        else
            return null;
        // Class folders without a folder of the split around them are to learn from.
        return folders.Length == 0 ? SplitNames.Train : SplitNames.Canonical(folders[^1].Replace("ILSVRC2012_img_", "", StringComparison.Ordinal)) ?? SplitNames.Train;
    }

    private static string? ClassFolder(ListedFile file) => file.Path.Split('/') is [.., var folder, _] && Synsets.IsId(folder) ? folder : null;

    private static bool IsClassTar(ListedFile file) => file.Name.EndsWith(Tar, StringComparison.Ordinal) && Synsets.IsId(Id(file));

    private static string Id(ListedFile tar) => tar.Name[..^Tar.Length];
}
