using DataTools.Catalog;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>
/// One archive of ROOT/SPLIT/CLASS/picture, as Imagenette has it. Pictures are kept as they are, in the archive's order;
/// an id is the path below ROOT. Class folders are the recipe's <c>classFolders</c>, or else its classes.
/// </summary>
internal static class ClassFoldersLayout
{
    public static DatasetContent Read(Recipe recipe, IReadOnlyDictionary<string, string> files)
    {
        var archive = files[LayoutCatalog.Archive];
        var labels = (recipe.ClassFolders ?? recipe.Classes).Select((folder, label) => (folder, label)).ToDictionary(c => c.folder, c => c.label);
        return new(recipe.Classes, [.. recipe.InOrder().Select(s => new SplitContent(s.Key, s.Value, Samples(archive, s.Key, labels)))]);
    }

    private static IEnumerable<Sample> Samples(string archive, string split, Dictionary<string, int> labels)
    {
        foreach (var (name, content) in TarFiles.All(archive))
        {
            // ROOT, SPLIT, CLASS, picture. Files elsewhere (lists, notes) and what archivers leave (._x) are no pictures.
            if (name.Split('/') is not [_, var part, var folder, var file] || SplitNames.Canonical(part) != split || file.StartsWith('.'))
                continue;
            if (!labels.TryGetValue(folder, out var label))
                throw new CorruptFileException(archive, $"{name} belongs to no class of the recipe");
            var id = $"{part}/{folder}/{file}";
            yield return new(id, TarFiles.Bytes(archive, content), label, id);
        }
    }
}
