using DataTools.Catalog;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>
/// Food-101: one archive of images/CLASS/ID.jpg, with lists of each split's CLASS/ID in meta/. Pictures are kept as they
/// are, in the archive's order; an id is CLASS/ID.
/// </summary>
internal static class Food101Layout
{
    private const string Images = "food-101/images/", Meta = "food-101/meta/", Extension = ".jpg";

    public static DatasetContent Read(Recipe recipe, IReadOnlyDictionary<string, string> files)
    {
        var archive = files[LayoutCatalog.Archive];
        var labels = recipe.Classes.Select((name, label) => (name, label)).ToDictionary(c => c.name, c => c.label);
        // The lists lie behind 5 GB of pictures: one pass for all of them, when the first split is read.
        var lists = new Lazy<IReadOnlyDictionary<string, string>>(() => TarFiles.Texts(archive, [.. recipe.Splits.Keys.Select(List)]));
        return new(recipe.Classes,
            [.. recipe.InOrder().Select(s => new SplitContent(s.Key, s.Value, Samples(archive, () => Lines.Of(lists.Value[List(s.Key)]), labels)))]);
    }

    private static string List(string split) => $"{Meta}{split}.txt";

    private static IEnumerable<Sample> Samples(string archive, Func<IReadOnlyList<string>> list, Dictionary<string, int> labels)
    {
        var wanted = list().ToHashSet(StringComparer.Ordinal);
        foreach (var (name, content) in TarFiles.All(archive))
        {
            if (!name.StartsWith(Images, StringComparison.Ordinal) || !name.EndsWith(Extension, StringComparison.Ordinal))
                continue;
            var id = name[Images.Length..^Extension.Length];
            if (!wanted.Remove(id))
                continue;
            if (!labels.TryGetValue(id.Split('/')[0], out var label))
                throw new CorruptFileException(archive, $"{name} belongs to no class of the recipe");
            yield return new(id, TarFiles.Bytes(archive, content), label, id + Extension);
        }
        if (wanted.Count > 0)
            throw new CorruptFileException(archive, $"{wanted.Count} pictures of its lists are missing, such as {wanted.Min(StringComparer.Ordinal)}");
    }
}
