using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Storage;

/// <summary>What is known about a shard that is kept to go on behind.</summary>
/// <param name="Hash">XxHash128 of the file and the note.</param>
/// <param name="Samples">How many the split has up to its end.</param>
/// <param name="Note">What the maker of the samples must know to go on from there.</param>
internal sealed record StagedShard(string Hash, int Samples, string Note);

/// <summary>
/// The finished shards of an entry that is being made, under second names beside the entries, so that a run after a kill
/// goes on behind them. The folder's name holds a key of all that decides about the bytes: whoever keeps a shard there keeps
/// the same one. Each shard is verified when it is taken, and every writer has names of its own for what it took, so that
/// processes may share the folder and lose it at any moment; the lock beside it only spares the living a prune.
/// </summary>
internal sealed class ShardStaging : IDisposable
{
    public const string Prefix = ".unfinished-";
    private const string LockSuffix = ".lock";

    private readonly string _catalogs, _folder;
    private FileStream? _lock;

    /// <summary>Nothing is written before the first shard is kept.</summary>
    public ShardStaging(string catalogs, string name, string key)
    {
        _catalogs = catalogs;
        _folder = Path.Combine(catalogs, $"{Prefix}{name}-{key}");
        if (Directory.Exists(_folder))
            _lock = Lock();
    }

    /// <summary>Keeps a finished shard, which must not change any more.</summary>
    public void Keep(string split, int index, string shard, int samples, string note)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            _lock ??= Lock();
            var temporary = Path.Combine(_folder, $"{Guid.NewGuid():N}.tmp");
            HardLink.Create(shard, temporary);
            File.Move(temporary, ShardPath(split, index), overwrite: true);
            // The writer has flushed the shard. A record that a power cut loses costs the shard and nothing else: no flush.
            File.WriteAllText(temporary, JsonSerializer.Serialize(new StagedShard(HashOf(shard, note), samples, note), CatalogJson.Options));
            File.Move(temporary, RecordPath(split, index), overwrite: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another process has finished the entry, or pruned: this one ends well without.
        }
    }

    /// <summary>Gives a kept shard another name, under which it stays whatever becomes of the folder. Null where there is no sound one.</summary>
    public StagedShard? Take(string split, int index, string name)
    {
        try
        {
            var record = JsonSerializer.Deserialize<StagedShard>(File.ReadAllBytes(RecordPath(split, index)), CatalogJson.Options);
            if (record is { Hash: not null, Note: not null })
            {
                HardLink.Create(ShardPath(split, index), name);
                if (HashOf(name, record.Note) == record.Hash)
                    return record;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException or CorruptFileException)
        {
            // Then it is made again.
        }
        File.Delete(name);
        return null;
    }

    /// <summary>Forgets what was kept.</summary>
    public void Clear()
    {
        Dispose();
        Remove(_catalogs, _folder, onlyIdle: false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }

    /// <summary>The folders on which no process works now, with the bytes of their shards.</summary>
    public static IReadOnlyList<UnfinishedEntry> Idle(string catalogs)
    {
        var idle = new List<UnfinishedEntry>();
        if (!Directory.Exists(catalogs))
            return idle;
        foreach (var folder in Directory.EnumerateDirectories(catalogs, $"{Prefix}*"))
        {
            if (TryLock(folder, FileShare.None) is not { } held)
                continue;
            held.Dispose();
            idle.Add(new(folder, new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length)));
        }
        return idle;
    }

    /// <summary>Removes a folder at once and whole; false where a process works on it.</summary>
    public static bool Remove(string catalogs, string folder, bool onlyIdle)
    {
        using (var held = TryLock(folder, FileShare.None))
        {
            if (held is null && onlyIdle)
                return false;
            try
            {
                if (Directory.Exists(folder))
                    Leftovers.Delete(Leftovers.PutAside(catalogs, folder));
            }
            catch (DirectoryNotFoundException)
            {
                // Another process was faster.
            }
            if (held is null)
                return true;
        }
        File.Delete(folder + LockSuffix);
        return true;
    }

    // Shared among those who work on the folder.
    private FileStream? Lock() => TryLock(_folder, FileShare.Read);

    private static FileStream? TryLock(string folder, FileShare share)
    {
        try
        {
            return new(folder + LockSuffix, FileMode.OpenOrCreate, FileAccess.Read, share);
        }
        catch (IOException e) when (StorageFaults.IsHeld(e))
        {
            return null;
        }
    }

    private static string HashOf(string path, string note)
    {
        using var file = new MappedFile(path);
        var hash = new XxHash128();
        hash.Append(file.Span);
        hash.Append(Encoding.UTF8.GetBytes(note));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private string ShardPath(string split, int index) => Path.Combine(_folder, $"{split}-{index:D5}.arrow");

    private string RecordPath(string split, int index) => Path.Combine(_folder, $"{split}-{index:D5}.json");
}
