using DataTools.Catalog.Text;

namespace DataTools.Catalog.Formats;

/// <summary>The formats, the most distinct first: one that would take almost anything comes last.</summary>
public static class DatasetFormats
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<DatasetFormat> All { get; } =
    [
        Voc.VocFormat.Format,
        Coco.CocoFormat.Format,
        WebDataset.WebDatasetFormat.Format,
        TinyImageNet.TinyImageNetFormat.Format,
        Yolo.YoloFormat.Format,
        Metadata.MetadataFormat.Format,
        OxfordPets.OxfordPetsFormat.Format,
        Flowers102.Flowers102Format.Format,
        Svhn.SvhnFormat.Format,
        Stl10.Stl10Format.Format,
        Cifar.CifarBinaryFormat.Ten,
        Cifar.CifarBinaryFormat.Hundred,
        Cifar.CifarPythonFormat.Ten,
        Cifar.CifarPythonFormat.Hundred,
        Food101.Food101Format.Format,
        Caltech101.Caltech101Format.Format,
        ImageNet.ImageNetFormat.Format,
        Imagenette.ImagenetteFormat.Format,
        IdxFormat.Format,
        ParquetFormat.Format,
        PlainImages.Tables,
        PlainImages.Folders,
        PlainImages.Unlabelled,
        PlainImages.Format,
    ];

    /// <summary>The format of that name. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public static DatasetFormat Named(string name) => All.FirstOrDefault(f => f.Name == name)
        ?? throw new NotFoundException($"there is no format '{name}'", DidYouMean.Hint(name, [.. All.Select(f => f.Name)], "Formats are"));

    /// <summary>
    /// The first format that recognises the files. Throws <see cref="InvalidInputException"/> that says what files there are.
    /// </summary>
    public static DatasetFormat Of(FileList files)
    {
        if (All.FirstOrDefault(f => f.Recognise(files) is not null) is { } found)
            return found;
        throw new InvalidInputException(
            $"{files.Origin}: no format that can be read. Its files: {files.Kinds()}",
            $"Name it with --format: {string.Join(", ", All.Select(f => f.Name))}.");
    }
}
