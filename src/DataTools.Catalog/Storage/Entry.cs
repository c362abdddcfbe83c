using DataTools.Catalog.Cards;
using DataTools.Catalog.Text;

namespace DataTools.Catalog.Storage;

/// <summary>An entry of the catalog, open for reading: its card, and its splits mapped into memory.</summary>
public sealed class Entry : IDisposable
{
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

    /// <summary>Throws as <see cref="CardFile.Read"/> does; anything wrong behind the card is a <see cref="CorruptFileException"/>.</summary>
    internal static Entry Open(string folder)
    {
        var card = CardFile.Read(folder);
        var splits = new List<EntrySplit>();
        try
        {
            foreach (var split in card.Splits)
                splits.Add(new EntrySplit(Path.Combine(folder, split.Name), split.Name, split.Samples, card.Classes.Count));
            return new Entry(card, splits);
        }
        catch (Exception e)
        {
            splits.ForEach(s => s.Dispose());
            if (e is IOException)
                throw new CorruptFileException(folder, e.Message, RepairHint(folder), e);
            throw;
        }
    }

    /// <summary>What to do about a damaged file of an entry.</summary>
    internal static string RepairHint(string path)
    {
        // The entry is the nearest folder with a card: the path itself or one above.
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (CardFile.IsIn(folder))
                return $"The entry is damaged: remove it with `datatools remove {Path.GetFileName(folder)}` and pull it again.";
        }
        return "The entry is damaged: remove it and pull it again.";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var split in Splits)
            split.Dispose();
    }
}
