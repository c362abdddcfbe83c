using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>How the official files of a set become the list of files that its format reads.</summary>
internal static class FormatLayouts
{
    public static IEnumerable<ListedFile> Archive(OfficialFiles files) => files.Tar(LayoutCatalog.Archive);

    /// <summary>SVHN: a MAT-file each split.</summary>
    public static IEnumerable<ListedFile> Svhn(OfficialFiles files) => files.Recipe.Splits.Keys.Select(files.Plain);

    /// <summary>ImageNet: the tars as they are. That of train is 138 GB of tars in a tar, gone through once.</summary>
    public static IEnumerable<ListedFile> ImageNet(OfficialFiles files) => files.Recipe.Splits.Keys.Select(s => $"{s} images").Append("devkit").Select(files.Plain);

    /// <summary>Flowers-102: a tar of images, and two small MAT-files.</summary>
    public static IEnumerable<ListedFile> Flowers102(OfficialFiles files) => [.. files.Tar("images"), files.Plain("labels"), files.Plain("splits")];

    /// <summary>The pets: a tar of images, and one of annotations, of which the trimaps are images as well.</summary>
    public static IEnumerable<ListedFile> OxfordPets(OfficialFiles files) => [.. files.Tar("images"), .. files.Tar("annotations", small: true)];

    /// <summary>Caltech-101: a zip of two tars.</summary>
    public static IEnumerable<ListedFile> Caltech101(OfficialFiles files) =>
    [
        .. files.TarInZip(LayoutCatalog.Archive, "caltech-101/101_ObjectCategories.tar.gz"),
        .. files.TarInZip(LayoutCatalog.Archive, "caltech-101/Annotations.tar", small: true),
    ];

    /// <summary>Pascal VOC: the tars unpack into the same tree.</summary>
    public static IEnumerable<ListedFile> Voc(OfficialFiles files) =>
        new[] { "train and validation", "test" }.Where(files.Has).SelectMany(r => files.Tar(r)).DistinctBy(f => f.Path, StringComparer.Ordinal);

    /// <summary>COCO: a zip of images each split, and annotations, of which those of other splits are left out.</summary>
    public static IEnumerable<ListedFile> Coco(OfficialFiles files)
    {
        var splits = files.Recipe.Splits.Keys;
        var lists = new[] { "annotations", "test image list" }.Where(files.Has).SelectMany(files.Zip)
            // image_info_test-dev is a part of image_info_test.
            .Where(f => splits.Any(s => f.Name.Contains($"_{Short(s)}2", StringComparison.Ordinal)));
        return [.. splits.SelectMany(s => files.Zip($"{s} images")), .. lists];
    }

    private static string Short(string split) => split == SplitNames.Validation ? "val" : split;
}
