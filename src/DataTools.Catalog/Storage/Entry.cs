using System.Text.Json;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Text;

namespace DataTools.Catalog.Storage;

/// <summary>An entry of the catalog, open for reading: its card, and its splits mapped into memory.</summary>
public sealed class Entry : IDisposable
{
    internal const string CardFile = "dataset.json";
    internal const string RepairHint = "The entry is damaged: remove it with `datatools remove NAME` and pull it again.";

    private Entry(DatasetCard card, IReadOnlyList<EntrySplit> splits)
    {
        Card = card;
        Splits = splits;
    }

    /// <summary>What the entry says about itself.</summary>
    public DatasetCard Card { get; }

    /// <summary>The splits, in the order of the card.</summary>
    public IReadOnlyList<EntrySplit> Splits { get; }

    /// <summary>The split of that name, or null.</summary>
    public EntrySplit? FindSplit(string name) => Splits.FirstOrDefault(s => s.Name == name);

    /// <summary>The split of that name. Throws <see cref="NotFoundException"/> with what there is.</summary>
    public EntrySplit Split(string name) => FindSplit(name) ?? throw new NotFoundException(
        $"{Card.Name} has no split '{name}'", DidYouMean.Hint(name, [.. Splits.Select(s => s.Name)], "Its splits are"));

    internal static Entry Open(string folder)
    {
        var card = ReadCard(folder);
        var splits = new List<EntrySplit>();
        try
        {
            foreach (var split in card.Splits)
                splits.Add(new EntrySplit(Path.Combine(folder, split.Name), split.Name, split.Samples));
            return new Entry(card, splits);
        }
        catch (Exception e)
        {
            splits.ForEach(s => s.Dispose());
            if (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
                throw new CorruptFileException(folder, e.Message, RepairHint, e);
            throw;
        }
    }

    internal static DatasetCard ReadCard(string folder)
    {
        var path = Path.Combine(folder, CardFile);
        try
        {
            return JsonSerializer.Deserialize<DatasetCard>(File.ReadAllBytes(path), CatalogJson.Options)
                ?? throw new CorruptFileException(path, "the card is empty", RepairHint);
        }
        catch (JsonException e)
        {
            throw new CorruptFileException(path, e.Message, RepairHint, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var split in Splits)
            split.Dispose();
    }
}
