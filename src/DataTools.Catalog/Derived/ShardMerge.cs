using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Derived;

/// <summary>Puts the parts of an entry together that were made apart, such as on the machines of a cluster.</summary>
public static class ShardMerge
{
    /// <summary>
    /// Writes the entry that would have been made without parts, with the same fingerprint. Throws
    /// <see cref="InvalidInputException"/>, saying what does not fit, where the entries are not all the parts of one request,
    /// each once; in any order.
    /// </summary>
    public static DatasetCard Merge(
        EntryStore store, IReadOnlyList<string> names, string name, TimeProvider time, string tool, IProgress<long>? progress, CancellationToken cancellation)
    {
        store.CheckNew(name);
        var parts = new List<(Entry Entry, ShardNumber Number)>();
        try
        {
            foreach (var part in names)
            {
                var entry = store.Open(part);
                if (NumberOf(entry.Card) is not { } number)
                {
                    entry.Dispose();
                    throw new InvalidInputException($"{part} is no part of an entry", "Parts are made with `datatools augment NAME --shard i/n`.");
                }
                parts.Add((entry, number));
            }
            parts = [.. parts.OrderBy(p => p.Number.Index)];
            Check(parts);
            var first = parts[0].Entry.Card;
            var derivation = first.Parent!;
            var options = derivation.Options.Where(o => o.Key != ShardNumber.Option).ToDictionary(o => o.Key, o => o.Value);
            var draft = Derivation.Draft(derivation.Card, name, derivation.Operation, options, time.GetUtcNow(), tool) with { Title = first.Title };
            var splits = first.Splits.Select(s => new SplitContent(
                s.Name, parts.Sum(p => (long)p.Entry.Split(s.Name).Count), parts.SelectMany(p => p.Entry.Split(s.Name).Samples())));
            var before = 0L;
            return store.Write(draft, new(first.Classes, [.. splits]) { Kinds = first.Annotations, Keypoints = first.Keypoints }, split =>
            {
                var start = before;
                before += split.ExpectedCount ?? 0;
                return progress is null ? null : new OffsetProgress(progress, start);
            }, cancellation);
        }
        finally
        {
            parts.ForEach(p => p.Entry.Dispose());
        }
    }

    private static ShardNumber? NumberOf(DatasetCard card) =>
        card.Parent?.Options.TryGetValue(ShardNumber.Option, out var shard) == true ? ShardNumber.Parse(shard) : null;

    private static void Check(List<(Entry Entry, ShardNumber Number)> parts)
    {
        var faults = new List<string>();
        var first = parts[0].Entry.Card;
        foreach (var (entry, number) in parts)
        {
            if (Difference(first, parts[0].Number, entry.Card, number) is { } what)
                faults.Add($"{entry.Card.Name} is no part of what {first.Name} is part of: {what}");
        }
        var count = parts[0].Number.Count;
        if (faults.Count == 0)
        {
            foreach (var twice in parts.GroupBy(p => p.Number.Index).Where(g => g.Skip(1).Any()))
                faults.Add($"part {twice.Key} of {count} comes {twice.Count()} times: {string.Join(", ", twice.Select(p => p.Entry.Card.Name))}");
            int[] missing = [.. Enumerable.Range(1, count).Except(parts.Select(p => p.Number.Index))];
            if (missing.Length > 0)
                faults.Add($"missing: part {string.Join(", ", missing.Take(20))}{(missing.Length > 20 ? " ..." : "")} of {count}");
        }
        if (faults.Count > 0)
            throw new InvalidInputException(string.Join(Environment.NewLine, faults), "Name every part of one request once: `datatools list` shows what there is.");
    }

    private static string? Difference(DatasetCard a, ShardNumber numberOfA, DatasetCard b, ShardNumber numberOfB)
    {
        var (before, after) = (a.Parent!, b.Parent!);
        if (numberOfA.Count != numberOfB.Count)
            return $"it is one of {numberOfB.Count}, not of {numberOfA.Count}";
        if (before.Operation != after.Operation || before.Card.Name != after.Card.Name || before.Card.Fingerprint != after.Card.Fingerprint)
            return $"it is made from {after.Card.Name}, {after.Card.Fingerprint}, not from {before.Card.Name}, {before.Card.Fingerprint}";
        foreach (var key in before.Options.Keys.Union(after.Options.Keys, StringComparer.Ordinal).Where(k => k != ShardNumber.Option))
        {
            if (before.Options.GetValueOrDefault(key) != after.Options.GetValueOrDefault(key))
                return $"the option {key} differs";
        }
        return a.Tool == b.Tool ? null : $"it was made by {b.Tool}, not by {a.Tool}";
    }
}
