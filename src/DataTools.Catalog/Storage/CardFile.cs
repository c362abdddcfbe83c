using System.Text.Json;
using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Storage;

/// <summary>An entry's <c>dataset.json</c> on disk. An entry is a folder that has one.</summary>
public static class CardFile
{
    internal const string Name = "dataset.json";

    private const int NewestFormat = 1;

    // By reflection: the readers that the compiler makes lose the defaults of init-only properties.
    private static readonly JsonSerializerOptions Reading = new(CatalogJson.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    internal static string PathIn(string folder) => Path.Combine(folder, Name);

    internal static bool IsIn(string folder) => File.Exists(PathIn(folder));

    /// <summary>Writes the card, into a folder that is published whole later.</summary>
    internal static void Write(string folder, DatasetCard card) =>
        AtomicFile.WriteInPlace(PathIn(folder), JsonSerializer.Serialize(card, CatalogJson.Options));

    /// <summary>
    /// Reads the card; its name is the folder's, even where somebody has renamed or copied it. Throws
    /// <see cref="CorruptFileException"/>, and <see cref="FileNotFoundException"/> or
    /// <see cref="DirectoryNotFoundException"/> where there is none.
    /// </summary>
    internal static DatasetCard Read(string folder) => ReadFile(PathIn(folder)) with { Name = Path.GetFileName(folder) };

    /// <summary>Reads a card from any file, with the name that it says. Throws as <see cref="Read"/> does.</summary>
    public static DatasetCard ReadFile(string path)
    {
        DatasetCard? card;
        try
        {
            card = JsonSerializer.Deserialize<DatasetCard>(File.ReadAllBytes(path), Reading);
        }
        catch (JsonException e)
        {
            throw new CorruptFileException(path, e.Message, Entry.RepairHint(path), e);
        }
        if (card is null)
            throw new CorruptFileException(path, "the card is empty", Entry.RepairHint(path));
        if (card.FormatVersion > NewestFormat)
        {
            throw new CorruptFileException(
                path, $"format {card.FormatVersion}, and this version of DataTools reads {NewestFormat}",
                "Use a newer DataTools, or remove the entry and pull it again.");
        }
        if (Fault(card) is { } fault)
            throw new CorruptFileException(path, fault, Entry.RepairHint(path));
        return card;
    }

    // What the types do not say; the rest of the code relies on it.
    private static string? Fault(DatasetCard card)
    {
        if (card.FormatVersion < 1)
            return $"there is no format {card.FormatVersion}";
        if (card.Classes.Contains(null!) || card.Splits.Contains(null!) || card.Files.Contains(null!) || card.Keypoints.Contains(null!))
            return "null in a list";
        if (card.Splits.Count == 0)
            return "it has no splits";
        if (card.Splits.GroupBy(s => s.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            return $"the split {twice.Key} appears twice";
        foreach (var split in card.Splits)
        {
            if (!SplitNames.IsName(split.Name))
                return $"'{split.Name}' cannot be the name of a split";
            if (split.Bytes < 0 || split.Unlabelled < 0 || split.ClassCounts.Any(c => c < 0) ||
                split.ClassCounts.Count != card.Classes.Count ||
                split.ClassCounts.Sum(c => (long)c) + split.Unlabelled != split.Samples)
                return $"the counts of the split {split.Name} do not add up";
            if ((split.ObjectCounts ?? split.ClassCounts).Count != card.Classes.Count || (split.LabelCounts ?? split.ClassCounts).Count != card.Classes.Count)
                return $"the split {split.Name} counts other classes";
        }
        return null;
    }
}
