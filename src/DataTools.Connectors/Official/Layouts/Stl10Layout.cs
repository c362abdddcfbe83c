using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>STL-10 in its binary version: one archive; the split <c>unlabeled</c> has no labels.</summary>
internal static class Stl10Layout
{
    /// <summary>The split of the pictures that nobody has labelled.</summary>
    public const string Unlabeled = "unlabeled";

    private const string Root = "stl10_binary/";

    public static DatasetContent Read(Recipe recipe, IReadOnlyDictionary<string, string> files)
    {
        var archive = files[LayoutCatalog.Archive];
        return new(recipe.Classes,
        [
            .. recipe.InOrder().Select(s => Stl10Binary.Read(
                s.Key,
                TarFiles.Member(archive, $"{Root}{s.Key}_X.bin"),
                s.Key == Unlabeled ? null : TarFiles.Member(archive, $"{Root}{s.Key}_y.bin"),
                recipe.Classes.Count,
                s.Value)),
        ]);
    }
}
