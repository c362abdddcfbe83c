using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>CIFAR-10 and CIFAR-100 in their binary version: one archive of files of records.</summary>
internal static class CifarLayout
{
    private const string Ten = "cifar-10-batches-bin/", Hundred = "cifar-100-binary/";

    public static DatasetContent ReadTen(Recipe recipe, IReadOnlyDictionary<string, string> files) =>
        Read(recipe, files[LayoutCatalog.Archive], Ten + "batches.meta.txt", labelBytes: 1, split => split == SplitNames.Test
            ? [Ten + "test_batch.bin"]
            : [.. Enumerable.Range(1, 5).Select(i => $"{Ten}data_batch_{i}.bin")]);

    public static DatasetContent ReadHundred(Recipe recipe, IReadOnlyDictionary<string, string> files) =>
        Read(recipe, files[LayoutCatalog.Archive], Hundred + "fine_label_names.txt", labelBytes: 2, split => [$"{Hundred}{split}.bin"]);

    private static DatasetContent Read(Recipe recipe, string archive, string namesFile, int labelBytes, Func<string, IReadOnlyList<string>> members)
    {
        // The archive names its classes too: a recipe with another order would label every picture wrongly.
        var names = Lines.Of(TarFiles.Texts(archive, [namesFile])[namesFile]);
        if (!names.SequenceEqual(recipe.Classes))
            throw new CorruptFileException(archive, $"the classes in {namesFile} are not those of the recipe {recipe.Name}");
        return new(recipe.Classes,
        [
            .. recipe.InOrder().Select(s => CifarBinary.Read(
                s.Key, [.. members(s.Key).Select(m => TarFiles.Member(archive, m))], labelBytes, recipe.Classes.Count, s.Value)),
        ]);
    }
}
