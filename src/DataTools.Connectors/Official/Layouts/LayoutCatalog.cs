using DataTools.Catalog;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>How the files of a recipe are read.</summary>
/// <param name="Name">What the recipe says.</param>
/// <param name="Roles">The roles of the files that these splits need: no more and no fewer.</param>
internal sealed record Layout(string Name, Func<IEnumerable<string>, IEnumerable<string>> Roles)
{
    /// <summary>
    /// Makes samples of the files, given by role as paths of verified bytes. One split for each of the recipe's. Null where
    /// this version cannot read the layout: then the files are fetched and verified, and no entry is made of them.
    /// </summary>
    public Func<Recipe, IReadOnlyDictionary<string, string>, DatasetContent>? Reads { get; init; }

    /// <summary>The splits that such files can hold; null: any.</summary>
    public IReadOnlyList<string>? Splits { get; init; }

    /// <summary>The files say which classes there are, and a recipe does not.</summary>
    public bool BringsClasses { get; init; }
}

/// <summary>The layouts. A new one is a file of its own and a line here.</summary>
internal static class LayoutCatalog
{
    /// <summary>The role of the only file.</summary>
    public const string Archive = "archive";

    private static readonly IReadOnlyList<string>
        TrainTest = [SplitNames.Train, SplitNames.Test],
        TrainValidation = [SplitNames.Train, SplitNames.Validation],
        Usual = [SplitNames.Train, SplitNames.Validation, SplitNames.Test];

    public static IReadOnlyList<Layout> All { get; } =
    [
        new("idx", IdxLayout.Roles) { Reads = IdxLayout.Read },
        new("cifar10-binary", _ => [Archive]) { Splits = TrainTest, Reads = CifarLayout.ReadTen },
        new("cifar100-binary", _ => [Archive]) { Splits = TrainTest, Reads = CifarLayout.ReadHundred },
        new("stl10-binary", _ => [Archive]) { Splits = [.. TrainTest, Stl10Layout.Unlabeled], Reads = Stl10Layout.Read },
        new("class-folders", _ => [Archive]) { Splits = Usual, Reads = ClassFoldersLayout.Read },
        new("food101", _ => [Archive]) { Splits = TrainTest, Reads = Food101Layout.Read },
        new("svhn-mat", splits => splits) { Splits = [.. TrainTest, "extra"] },
        new("coco", splits => splits.SelectMany(s => new[] { $"{s} images", s == SplitNames.Test ? "test image list" : "annotations" }).Distinct()) { Splits = Usual },
        new("voc", splits => splits.Select(s => s == SplitNames.Test ? "test" : "train and validation").Distinct()) { Splits = Usual },
        new("imagenet", splits => splits.Select(s => $"{s} images").Append("devkit")) { Splits = TrainValidation, BringsClasses = true },
        new("caltech101", _ => [Archive]) { Splits = [SplitNames.Train] },
        new("oxford-pets", _ => ["images", "annotations"]) { Splits = TrainTest },
        new("flowers102", _ => ["images", "labels", "splits"]) { Splits = Usual },
    ];

    public static Layout Find(string name) => All.First(l => l.Name == name);
}
