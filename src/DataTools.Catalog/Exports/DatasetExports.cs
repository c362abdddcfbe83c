using DataTools.Catalog.Text;

namespace DataTools.Catalog.Exports;

/// <summary>The layouts in which entries can be handed on.</summary>
public static class DatasetExports
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<DatasetExport> All { get; } =
    [
        Parquet.ParquetExport.Export,
        ImageFolderExport.Export,
        WebDatasetExport.Export,
        CocoExport.Export,
        VocExport.Export,
        YoloExport.Export,
        CsvExport.Export,
        CroissantExport.Export,
    ];

    /// <summary>The layout of that name. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public static DatasetExport Named(string name) => All.FirstOrDefault(e => e.Name == name)
        ?? throw new NotFoundException($"there is no export '{name}'", DidYouMean.Hint(name, [.. All.Select(e => e.Name)], "There are"));
}
