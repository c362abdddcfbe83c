using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Storage;

/// <summary>
/// Writes one entry beside the others, under a temporary name, and renames it when it is whole. Dispose without
/// <see cref="Commit"/> leaves nothing behind; a kill leaves a temporary folder that the next writer sweeps away.
/// </summary>
public sealed class EntryWriter : IDisposable
{
    /// <summary>The size that no shard exceeds unless it holds a single sample (Hugging Face's default).</summary>
    public const long DefaultShardBytes = 500_000_000;

    private const long LargestShardBytes = 1 << 30;

    private readonly string _catalogs, _name, _temporary;
    private readonly FileStream _lock;
    private readonly DatasetContent _shape;
    private readonly long _shardBytes;
    private readonly List<(SplitCard Card, byte[] Hash)> _splits = [];
    private readonly Dictionary<string, SplitWriter> _restored = new(StringComparer.Ordinal);
    private bool _broken, _disposed;

    internal EntryWriter(string catalogs, string name, DatasetContent shape, long shardBytes)
    {
        // A shard is mapped as one span, of at most 2 GiB.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shardBytes, LargestShardBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shardBytes);
        if (shape.Classes.GroupBy(c => c, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidInputException(
                $"the class '{twice.Key}' appears twice", "Labels are indices into the class names, which must differ from one another.");
        }
        _catalogs = catalogs;
        _name = name;
        _shape = shape with { Classes = [.. shape.Classes], Splits = [] };
        _shardBytes = shardBytes;
        Directory.CreateDirectory(catalogs);
        Leftovers.Sweep(catalogs);
        (_temporary, _lock) = Leftovers.Begin(catalogs);
    }

    /// <summary>
    /// Begins a split behind the shards that an earlier run has left; <see cref="WriteSplit"/> of that name goes on. Gives
    /// the number of shards and samples, and the note of the last.
    /// </summary>
    internal (int Shards, int Samples, string? Note) Restore(string split, ShardStaging staging, Func<int, string> note, CancellationToken cancellation)
    {
        (int, int, string?) restored = default;
        StorageFaults.Explain(_catalogs, () =>
        {
            var writer = _restored[split] = new SplitWriter(Path.Combine(_temporary, split), split, _shape, _shardBytes);
            var last = writer.Restore(staging, note, cancellation);
            restored = (writer.Shards, writer.Samples, last);
        });
        return restored;
    }

    /// <summary>
    /// Writes a whole split, reading its samples once, and reports the count as it goes. Where it throws, the entry
    /// cannot be committed any more.
    /// </summary>
    public void WriteSplit(SplitContent split, IProgress<long>? progress, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!SplitNames.IsName(split.Name))
        {
            throw new InvalidInputException(
                $"'{split.Name}' cannot be the name of a split", "Use letters, digits and '_', such as train, validation or test.");
        }
        // Not both Test and test: some file systems take them for one.
        if (_splits.Exists(s => s.Card.Name.Equals(split.Name, StringComparison.OrdinalIgnoreCase)))
            throw new InvalidInputException($"the split {split.Name} appears twice");

        // Until the split is whole; an earlier failure stays one.
        var broken = _broken;
        _broken = true;
        SplitWriter? writer = null;
        try
        {
            if (!_restored.Remove(split.Name, out writer))
                StorageFaults.Explain(_catalogs, () => writer = new SplitWriter(Path.Combine(_temporary, split.Name), split.Name, _shape, _shardBytes));
            // Faults of the disk that the samples come from pass through: they are not about the catalog.
            foreach (var sample in split.Samples)
            {
                cancellation.ThrowIfCancellationRequested();
                Add(writer!, sample);
                progress?.Report(writer!.Samples);
            }
            cancellation.ThrowIfCancellationRequested();
            StorageFaults.Explain(_catalogs, () => _splits.Add(writer!.Finish()));
        }
        finally
        {
            writer?.Dispose();
        }
        _broken = broken;
    }

    /// <summary>
    /// Completes the card and puts the entry in its place. Where an entry of that name has appeared meanwhile with the
    /// same content, that one stays and its card is returned; with other content it is an <see cref="InvalidInputException"/>.
    /// </summary>
    public DatasetCard Commit(DatasetCard draft)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_broken || _splits.Count == 0)
            throw new InvalidOperationException("an entry without splits, or with half of one, cannot be committed");
        var splits = SplitNames.InOrder(_splits, s => s.Card.Name).ToList();
        var card = draft with
        {
            Name = _name,
            Classes = _shape.Classes,
            Annotations = _shape.Kinds,
            Keypoints = _shape.Keypoints,
            Splits = [.. splits.Select(s => s.Card)],
            Fingerprint = SplitFingerprint.OfEntry(_shape.Classes, splits.Select(s => (s.Card.Name, s.Card.Samples, s.Hash))),
        };
        StorageFaults.Explain(_catalogs, () =>
        {
            HuggingFaceLayout.WriteEntry(_temporary, card);
            CardFile.Write(_temporary, card);
            CheckWritten();
            foreach (var split in card.Splits)
                FolderFlush.Flush(Path.Combine(_temporary, split.Name));
            FolderFlush.Flush(_temporary);
            card = Publish(card);
        });
        return card;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var writer in _restored.Values)
            writer.Dispose();
        Leftovers.End(_temporary, _lock);
    }

    // Once a sample: StorageFaults.Explain would make a closure each time.
    private void Add(SplitWriter writer, Sample sample)
    {
        try
        {
            writer.Add(sample);
        }
        catch (Exception e) when (StorageFaults.Translate(_catalogs, e) is { } told)
        {
            throw told;
        }
    }

    // Reads back what is about to be published. Nothing makes the folder anew after this: where a sweep that trusted a
    // broken lock took it away, before or after, the entry does not appear.
    private void CheckWritten()
    {
        try
        {
            Entry.Open(_temporary).Dispose();
        }
        catch (CorruptFileException e)
        {
            throw new StorageException(
                $"{_catalogs}: the files written for '{_name}' are gone or damaged: {e.Message}",
                "Another process may have cleared them away, or the disk is failing. Run the command again.", e);
        }
    }

    private DatasetCard Publish(DatasetCard card)
    {
        var target = Path.Combine(_catalogs, _name);
        while (true)
        {
            try
            {
                Directory.Move(_temporary, target);
                FolderFlush.Flush(_catalogs);
                return card;
            }
            catch (IOException) when (Path.Exists(target))
            {
                if (Existing(target) is { } existing)
                    return existing.Fingerprint == card.Fingerprint ? existing : throw EntryStore.AlreadyThere(_name);
            }
        }
    }

    // The card of the entry that was faster; null where it has been removed again.
    private static DatasetCard? Existing(string target)
    {
        try
        {
            return CardFile.Read(target);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Path.Exists(target) && !CardFile.IsIn(target) ? throw EntryStore.InTheWay(target) : null;
        }
    }
}
