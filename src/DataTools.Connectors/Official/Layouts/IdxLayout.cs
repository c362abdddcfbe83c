using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>MNIST and its successors: for each split one file of images and one of labels, each compressed on its own.</summary>
internal static class IdxLayout
{
    public static IEnumerable<string> Roles(IEnumerable<string> splits) => splits.SelectMany(s => new[] { Images(s), Labels(s) });

    public static DatasetContent Read(Recipe recipe, IReadOnlyDictionary<string, string> files) => new(
        recipe.Classes,
        [
            .. recipe.InOrder().Select(s => Idx.Read(
                s.Key, File(files[Images(s.Key)]), File(files[Labels(s.Key)]), recipe.Classes.Count, s.Value)),
        ]);

    private static string Images(string split) => $"{split} images";

    private static string Labels(string split) => $"{split} labels";

    private static DataFile File(string path) => new(path, () => GzipFile.Open(path));
}
