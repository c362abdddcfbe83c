namespace DataTools.Catalog.Formats;

/// <summary>Images whose classes stand in tables, in their names or in the names of their folders.</summary>
internal static class PlainImages
{
    /// <summary>Whichever of the three it is: what is left when no other format recognises the files.</summary>
    public static DatasetFormat Format { get; } = new(
        "images", "tables beside the images, names such as cat.0.jpg, or a folder for each class, whichever fits", Images,
        (files, options, cancellation) => Read(files, options, LabelledImages.Find(files, options, cancellation)));

    /// <summary>A folder for each class, whatever tables say.</summary>
    public static DatasetFormat Folders { get; } = new(
        "imagefolder", "a folder for each class", _ => null,
        (files, options, cancellation) => Read(files, options, LabelledImages.ByFolder(files, cancellation)));

    /// <summary>Tables, or an error that says why not.</summary>
    public static DatasetFormat Tables { get; } = new(
        "csv", "tables (CSV, TSV) with a column that names the image and one that holds the class", _ => null,
        (files, options, cancellation) => Read(files, options, LabelledImages.ByTable(files, options, cancellation)));

    /// <summary>Images of no class, which the user says they are: more likely a layout is not understood.</summary>
    public static DatasetFormat Unlabelled { get; } = new(
        "unlabelled", "images of no class, in folders of splits or without", _ => null,
        (files, options, _) => Read(files, options, LabelledImages.Unlabelled(files)));

    // The folders below those of the classes where all have the same ones, as misspelt splits do; null where they do not.
    private static string? Inner(LabelledImages images)
    {
        if (images.Splits is not [{ Name: SplitNames.Train } train])
            return null;
        var below = images.Classes.Select(_ => new SortedSet<string>(StringComparer.Ordinal)).ToList();
        foreach (var file in train.Files)
        {
            if (file.Label < 0 || file.Id.Split('/') is not [var folder, var inner, _, ..] || folder != images.Classes[file.Label])
                return null;
            below[file.Label].Add(inner);
        }
        return below.Count > 1 && below[0].Count > 1 && below.TrueForAll(below[0].SetEquals) ? string.Join(", ", below[0]) : null;
    }

    private static string? Images(FileList files) => files.Files.Any(f => f.IsImage) ? "images" : null;

    private static DatasetContent Read(FileList files, ReadOptions options, LabelledImages images)
    {
        foreach (var note in images.Notes)
            options.OnNote?.Invoke($"{files.Origin}: a table was not used: {note}");
        if (Inner(images) is { } inner)
            options.OnNote?.Invoke($"{files.Origin}: its classes {string.Join(", ", images.Classes)} hold the same folders {inner}: if they are splits, call them train, validation and test");
        foreach (var fault in images.Faults)
            options.BadSamples.Report(fault);
        return new(images.Classes,
        [
            .. images.Splits.Select(s => new SplitContent(s.Name, s.Files.Count, SampleStream.Of(
                s.Files, f => new(f.Id, files.Get(f.Id).ReadAll(files.Shown(f.Id)), f.Label, f.Id), options.BadSamples, CancellationToken.None))),
        ]);
    }
}
