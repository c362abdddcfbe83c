using DataTools.Catalog.Cards;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Derived;

/// <summary>Chooses samples of a split to be kept apart, the same on every machine.</summary>
public static class HoldOut
{
    /// <summary>
    /// The chosen among <paramref name="indices"/>: the share <paramref name="fraction"/>, of each class where
    /// <paramref name="stratified"/>, by <paramref name="seed"/> and the samples' ids alone. In an entry with augmented
    /// copies, these go where their original goes, or what is kept apart would have been seen.
    /// </summary>
    public static IReadOnlySet<int> Choose(Entry entry, EntrySplit split, IReadOnlyList<int> indices, double fraction, bool stratified, ulong seed)
    {
        var hasCopies = Derivation.IsInHistory(entry.Card, Derivation.Augment);
        var chosen = new HashSet<int>();
        foreach (var members in indices.GroupBy(i => stratified ? split.Label(i) : 0).OrderBy(g => g.Key))
        {
            var families = members.GroupBy(i => hasCopies ? Sample.OriginalId(split.Id(i)) : split.Id(i), StringComparer.Ordinal)
                .OrderBy(f => new RandomStream(seed, RandomStream.KeyOf(f.Key)).NextUInt32())
                .ThenBy(f => f.Key, StringComparer.Ordinal).ToList();
            foreach (var family in families.Take((int)Math.Round(families.Count * fraction)))
                chosen.UnionWith(family);
        }
        return chosen;
    }
}
