namespace DataTools.Catalog.Formats;

/// <summary>Parquet files with a column of images, as the Hub has them: <c>data/train-00000-of-00002.parquet</c>.</summary>
internal static class ParquetFormat
{
    private const string Ending = ".parquet";

    public static DatasetFormat Format { get; } = new("parquet", "Parquet files with a column of images, as on the Hub", Recognise, Read);

    private static IEnumerable<ListedFile> Tables(FileList files) => files.Files.Where(f => f.Path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase));

    private static string? Recognise(FileList files) => Tables(files).Count() is > 0 and var count ? $"{count} Parquet files" : null;

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        if (!Tables(files).Any())
            throw new InvalidInputException($"{files.Origin}: it has no Parquet file", "Their names end in .parquet.");
        var splits = Tables(files).GroupBy(f => SplitWords.In(Path.GetFileNameWithoutExtension(f.Name)) ?? SplitWords.OfFolder(f.Path) ?? SplitNames.Train);
        var images = ParquetImages.Open(
            files.Origin, [.. SplitNames.InOrder(splits, s => s.Key).Select(s => new ParquetSplit(s.Key, [.. s.Select(f => new DataFile(files.Shown(f), f.Open))]))], [], cancellation);
        foreach (var note in images.Notes)
            options.OnNote?.Invoke($"{files.Origin}: {note}");
        return new(images.Classes, images.Read(options.BadSamples, cancellation)) { Kinds = images.Kinds };
    }
}
