using System.Text.Json;
using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Storage;

/// <summary>
/// Writes one entry beside the others, under a temporary name, and renames it when it is whole. Dispose without
/// <see cref="Commit"/> leaves nothing behind; a kill leaves a temporary folder that the next writer sweeps away.
/// </summary>
public sealed class EntryWriter : IDisposable
{
    /// <summary>The size at which a new shard begins (Hugging Face's default).</summary>
    public const long DefaultShardBytes = 500_000_000;

    private const string TemporaryPrefix = ".writing-";

    private readonly string _catalogs, _temporary, _lockPath;
    private readonly IReadOnlyList<string> _classes;
    private readonly long _shardBytes;
    private readonly List<(SplitCard Card, byte[] Hash)> _splits = [];
    private FileStream? _lock;

    internal EntryWriter(string catalogs, IReadOnlyList<string> classes, long shardBytes)
    {
        _catalogs = catalogs;
        _classes = classes;
        _shardBytes = shardBytes;
        Directory.CreateDirectory(catalogs);
        Sweep(catalogs);
        // The lock says "alive" to other writers' sweeps, nothing more: it comes before the folder and goes after it.
        _temporary = Path.Combine(catalogs, $"{TemporaryPrefix}{Guid.NewGuid():N}");
        _lockPath = $"{_temporary}.lock";
        _lock = new FileStream(_lockPath, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Directory.CreateDirectory(_temporary);
    }

    /// <summary>Writes a whole split, reading its samples once, and reports the count as it goes.</summary>
    public void WriteSplit(SplitContent split, IProgress<long>? progress, CancellationToken cancellation)
    {
        if (_splits.Exists(s => s.Card.Name == split.Name))
            throw new InvalidInputException($"the split {split.Name} appears twice");
        using var writer = new SplitWriter(Path.Combine(_temporary, split.Name), split.Name, _classes, _shardBytes);
        StorageFaults.Explain(_catalogs, () =>
        {
            foreach (var sample in split.Samples)
            {
                cancellation.ThrowIfCancellationRequested();
                writer.Add(sample);
                progress?.Report(writer.Samples);
            }
            _splits.Add(writer.Finish(_classes));
        });
    }

    /// <summary>
    /// Completes the card and puts the entry in its place. Where an entry of that name has appeared meanwhile with the
    /// same content, that one stays and is returned; with other content it is a <see cref="InvalidInputException"/>.
    /// </summary>
    public DatasetCard Commit(DatasetCard draft)
    {
        var splits = _splits.OrderBy(s => SplitNames.Order(s.Card.Name)).ThenBy(s => s.Card.Name, StringComparer.Ordinal).ToList();
        var card = draft with
        {
            Classes = _classes,
            Splits = [.. splits.Select(s => s.Card)],
            Fingerprint = SplitFingerprint.OfEntry(_classes, splits.Select(s => (s.Card.Name, s.Card.Samples, s.Hash))),
        };
        var target = Path.Combine(_catalogs, card.Name);
        StorageFaults.Explain(_catalogs, () =>
        {
            HuggingFaceLayout.WriteEntry(_temporary, card);
            AtomicFile.WriteAllText(Path.Combine(_temporary, Entry.CardFile), JsonSerializer.Serialize(card, CatalogJson.Options));
        });
        try
        {
            Directory.Move(_temporary, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            var existing = Entry.ReadCard(target);
            if (existing.Fingerprint != card.Fingerprint)
                throw EntryStore.AlreadyThere(card.Name);
            return existing;
        }
        return card;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_lock is null)
            return;
        if (Directory.Exists(_temporary))
            Directory.Delete(_temporary, recursive: true);
        File.Delete(_lockPath);
        _lock.Dispose();
        _lock = null;
    }

    /// <summary>
    /// Removes what processes that were killed have left: half-written entries whose lock nobody holds, and entries
    /// that were being removed.
    /// </summary>
    private static void Sweep(string catalogs)
    {
        foreach (var doomed in Directory.EnumerateDirectories(catalogs, $"{EntryStore.RemovingPrefix}*"))
            Directory.Delete(doomed, recursive: true);
        foreach (var lockPath in Directory.EnumerateFiles(catalogs, $"{TemporaryPrefix}*.lock"))
        {
            try
            {
                using var dead = new FileStream(lockPath, FileMode.Open, FileAccess.Write, FileShare.None);
                var folder = lockPath[..^".lock".Length];
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
                File.Delete(lockPath);
            }
            catch (IOException)
            {
                // Held by a living writer, or already swept by another.
            }
        }
    }
}
