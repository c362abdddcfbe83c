using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>MNIST and its successors: for each split one file of images and one of labels, each compressed on its own.</summary>
internal static class IdxLayout
{
    public static IEnumerable<string> Faults(Recipe recipe)
    {
        var needed = recipe.Splits.Keys.SelectMany(s => new[] { Images(s), Labels(s) }).ToList();
        foreach (var role in needed.Except(recipe.Files.Select(f => f.Role)))
            yield return $"the layout idx needs a file '{role}'";
        foreach (var role in recipe.Files.Select(f => f.Role).Except(needed))
            yield return $"the layout idx has no use for the file '{role}'";
    }

    public static DatasetContent Read(Recipe recipe, IReadOnlyDictionary<string, string> files) => new(
        recipe.Classes,
        [
            .. SplitNames.InOrder(recipe.Splits, s => s.Key).Select(s => Idx.Read(
                s.Key, File(files[Images(s.Key)]), File(files[Labels(s.Key)]), recipe.Classes.Count, s.Value)),
        ]);

    private static string Images(string split) => $"{split} images";

    private static string Labels(string split) => $"{split} labels";

    private static IdxFile File(string path) => new(path, () => GzipFile.Open(path));
}
