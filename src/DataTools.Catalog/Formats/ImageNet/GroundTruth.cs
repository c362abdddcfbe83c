using System.Globalization;

namespace DataTools.Catalog.Formats.ImageNet;

/// <summary>The classes of the validation images, as WordNet ids by the images' names.</summary>
internal static class GroundTruth
{
    /// <summary>What the validation images are called.</summary>
    public const string Prefix = "ILSVRC2012_val_";

    /// <summary>
    /// The development kit's list: line n is the kit's number of the class of image n. Throws
    /// <see cref="CorruptFileException"/>, naming the line.
    /// </summary>
    public static Dictionary<string, string> Kit(FileList files, ListedFile list, IReadOnlyDictionary<int, string> ids)
    {
        var truth = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, text) in ListedText.Lines(files, list))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || !ids.TryGetValue(value, out var id))
                throw new CorruptFileException(files.Shown(list), $"line {number}: {ListedText.Short(text)} is no class of meta.mat");
            if (number != truth.Count + 1)
                throw new CorruptFileException(files.Shown(list), $"line {truth.Count + 1} is empty");
            truth.Add($"{Prefix}{number.ToString("D8", CultureInfo.InvariantCulture)}", id);
        }
        return truth;
    }

    /// <summary>
    /// Kaggle's <c>LOC_val_solution.csv</c>: the image's name, and the id and box of each object, all of one class. Throws
    /// <see cref="CorruptFileException"/>, naming the line.
    /// </summary>
    public static Dictionary<string, string> Kaggle(FileList files, ListedFile table)
    {
        var truth = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, text) in ListedText.Lines(files, table).Skip(1))
        {
            if (text.Split(',') is not [var name, var prediction] || ListedText.Words(prediction) is not [var id, ..] || !Synsets.IsId(id))
                throw new CorruptFileException(files.Shown(table), $"line {number}: '{ListedText.Short(text)}' is not an image's name and its objects");
            if (!truth.TryAdd(name, id))
                throw new CorruptFileException(files.Shown(table), $"line {number}: {ListedText.Short(name)} was there before");
        }
        return truth;
    }
}
