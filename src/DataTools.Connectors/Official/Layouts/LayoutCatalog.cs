using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>How the files of a recipe are read.</summary>
/// <param name="Name">What the recipe says.</param>
/// <param name="Roles">The roles of the files that these splits need: no more and no fewer.</param>
internal sealed record Layout(string Name, Func<IEnumerable<string>, IEnumerable<string>> Roles)
{
    /// <summary>
    /// Makes samples of the files, given by role as paths of verified bytes. One split for each of the recipe's. Null where
    /// a <see cref="Format"/> does.
    /// </summary>
    public Func<Recipe, IReadOnlyDictionary<string, string>, DatasetContent>? Reads { get; init; }

    /// <summary>The <see cref="DatasetFormat"/> that reads the files, and how they are listed for it.</summary>
    public (string Name, Func<OfficialFiles, IEnumerable<ListedFile>> List)? Format { get; init; }

    /// <summary>The splits that such files can hold; null: any.</summary>
    public IReadOnlyList<string>? Splits { get; init; }

    /// <summary>The files say which classes there are, and a recipe does not.</summary>
    public bool BringsClasses { get; init; }

    /// <summary>
    /// Classes and samples, one split for each of the recipe's, and what must stay open while they are read. Throws
    /// <see cref="CorruptFileException"/> where the files are not what the recipe promises.
    /// </summary>
    public (DatasetContent Content, IDisposable? Held) Read(Recipe recipe, IReadOnlyDictionary<string, string> paths, CancellationToken cancellation)
    {
        if (Format is not { } format)
            return (Reads!(recipe, paths), null);
        var origin = $"official:{recipe.Name}";
        var files = new OfficialFiles(recipe, paths);
        try
        {
            // Of a verified set every sample counts.
            var content = DatasetFormats.Named(format.Name).Read(new(origin, format.List(files)), new() { BadSamples = new(OnBadSample.Fail) }, cancellation);
            if (!BringsClasses && !content.Classes.SequenceEqual(recipe.Classes))
                throw new CorruptFileException(origin, "the classes in its files are not those of its recipe");
            return (content with { Splits = [.. recipe.InOrder().Select(s => Split(content, s.Key, origin) with { ExpectedCount = s.Value })] }, files);
        }
        catch (InvalidInputException e)
        {
            // The user gave no files: these are not what the recipe promises.
            files.Dispose();
            throw new CorruptFileException(origin, e.Message.Replace($"{origin}: ", "", StringComparison.Ordinal), inner: e);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private static SplitContent Split(DatasetContent content, string name, string origin) =>
        content.Splits.FirstOrDefault(s => s.Name == name) ?? throw new CorruptFileException(origin, $"its files hold no split {name}");
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
        new("cifar10-binary", _ => [Archive]) { Splits = TrainTest, Format = ("cifar10-binary", FormatLayouts.Archive) },
        new("cifar100-binary", _ => [Archive]) { Splits = TrainTest, Format = ("cifar100-binary", FormatLayouts.Archive) },
        new("stl10-binary", _ => [Archive]) { Splits = [.. TrainTest, "unlabeled"], Format = ("stl10", FormatLayouts.Archive) },
        new("class-folders", _ => [Archive]) { Splits = Usual, Format = ("imagenette", FormatLayouts.Archive) },
        new("food101", _ => [Archive]) { Splits = TrainTest, Format = ("food101", FormatLayouts.Archive) },
        new("svhn-mat", splits => splits) { Splits = [.. TrainTest, "extra"], Format = ("svhn", FormatLayouts.Svhn) },
        new("coco", splits => splits.SelectMany(s => new[] { $"{s} images", s == SplitNames.Test ? "test image list" : "annotations" }).Distinct())
        {
            Splits = Usual, Format = ("coco", FormatLayouts.Coco),
        },
        new("voc", splits => splits.Select(s => s == SplitNames.Test ? "test" : "train and validation").Distinct()) { Splits = Usual, Format = ("voc", FormatLayouts.Voc) },
        new("imagenet", splits => splits.Select(s => $"{s} images").Append("devkit")) { Splits = TrainValidation, BringsClasses = true, Format = ("imagenet", FormatLayouts.ImageNet) },
        new("caltech101", _ => [Archive]) { Splits = [SplitNames.Train], Format = ("caltech101", FormatLayouts.Caltech101) },
        new("oxford-pets", _ => ["images", "annotations"]) { Splits = TrainTest, Format = ("oxford-pets", FormatLayouts.OxfordPets) },
        new("flowers102", _ => ["images", "labels", "splits"]) { Splits = Usual, Format = ("flowers102", FormatLayouts.Flowers102) },
    ];

    public static Layout Find(string name) => All.First(l => l.Name == name);
}
