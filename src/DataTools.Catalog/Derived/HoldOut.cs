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
        var chosen = new HashSet<int>();
        foreach (var families in Families(entry, split, indices, stratified, seed))
        {
            foreach (var family in families.Take((int)Math.Round(families.Count * fraction)))
                chosen.UnionWith(family);
        }
        return chosen;
    }

    /// <summary>
    /// The samples <paramref name="indices"/> in the order in which they are drawn, as <see cref="Choose"/> draws them: for
    /// each class (all together where not <paramref name="stratified"/>) its families, an original and its augmented copies.
    /// </summary>
    public static IEnumerable<IReadOnlyList<IReadOnlyList<int>>> Families(Entry entry, EntrySplit split, IReadOnlyList<int> indices, bool stratified, ulong seed)
    {
        var hasCopies = Derivation.IsInHistory(entry.Card, Derivation.Augment);
        return indices.GroupBy(i => stratified ? split.Label(i) : 0).OrderBy(g => g.Key).Select(members => (IReadOnlyList<IReadOnlyList<int>>)
        [
            .. members.GroupBy(i => hasCopies ? Sample.OriginalId(split.Id(i)) : split.Id(i), StringComparer.Ordinal)
                .OrderBy(f => new RandomStream(seed, RandomStream.KeyOf(f.Key)).NextUInt32())
                .ThenBy(f => f.Key, StringComparer.Ordinal)
                .Select(f => (IReadOnlyList<int>)[.. f]),
        ]);
    }
}
