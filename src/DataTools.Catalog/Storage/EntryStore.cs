using DataTools.Catalog.Cards;
using DataTools.Catalog.Derived;
using DataTools.Catalog.Text;
using DataTools.Catalog.Workspaces;

namespace DataTools.Catalog.Storage;

/// <summary>The entries of a workspace. Other processes may add and remove entries at any time.</summary>
public sealed class EntryStore(Workspace workspace)
{
    /// <summary>The folder of <c>catalogs/</c> that holds recipes and is no entry.</summary>
    public const string RecipesFolder = "official";

    /// <summary>The folder of <c>catalogs/</c> that says where weights are and is no entry.</summary>
    public const string ModelsFolder = "models";

    private readonly string _catalogs = workspace.Catalogs;

    /// <summary>
    /// The cards of all entries, by name. One that cannot be read is told to <paramref name="onDamaged"/>, or thrown where
    /// nobody listens.
    /// </summary>
    public IReadOnlyList<DatasetCard> List(Action<CorruptFileException>? onDamaged = null)
    {
        var cards = new List<DatasetCard>();
        foreach (var name in Names())
        {
            try
            {
                cards.Add(Card(name));
            }
            catch (NotFoundException)
            {
                // Removed since its name was read.
            }
            catch (CorruptFileException fault) when (onDamaged is not null)
            {
                onDamaged(fault);
            }
        }
        return cards;
    }

    /// <summary>The names of all entries.</summary>
    public IReadOnlyList<string> Names() => Explained(() => !Directory.Exists(_catalogs) ? Array.Empty<string>() :
    [
        .. Directory.EnumerateDirectories(_catalogs)
            .Where(CardFile.IsIn)
            .Select(d => Path.GetFileName(d))
            .Where(IsName)
            .Order(StringComparer.Ordinal),
    ]);

    /// <summary>Whether there is an entry of that name.</summary>
    public bool Exists(string name) => IsName(name) && CardFile.IsIn(FolderOf(name));

    /// <summary>The card alone. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public DatasetCard Card(string name) => Find(name, CardFile.Read);

    /// <summary>Opens an entry: maps its shards, reads no image. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public Entry Open(string name) => Find(name, folder =>
    {
        while (true)
        {
            var before = File.ReadAllBytes(CardFile.PathIn(folder));
            Entry entry;
            try
            {
                entry = Entry.Open(folder);
            }
            catch (CorruptFileException) when (!Unchanged(folder, before))
            {
                continue;
            }
            // Removed and written anew while it was being opened: the card may belong to the one, the data to the other.
            if (Unchanged(folder, before))
                return entry;
            entry.Dispose();
        }
    });

    /// <summary>Deletes an entry; it is gone at once and whole, even where deleting its files takes a while.</summary>
    public void Remove(string name)
    {
        var doomed = Find(name, folder => Leftovers.PutAside(_catalogs, folder));
        StorageFaults.Explain(_catalogs, () => Leftovers.Delete(doomed));
    }

    /// <summary>
    /// Starts an entry, whose shards hold at most <paramref name="shardBytes"/> (at most 1 GiB) or one sample.
    /// Throws <see cref="InvalidInputException"/> where the name is no name or is taken, or a class appears twice.
    /// </summary>
    public EntryWriter Create(string name, IReadOnlyList<string> classes, long shardBytes = EntryWriter.DefaultShardBytes) =>
        Create(name, new DatasetContent(classes, []), shardBytes);

    /// <summary>As above, for samples with the annotations that <paramref name="content"/> says; its splits are not read.</summary>
    public EntryWriter Create(string name, DatasetContent content, long shardBytes = EntryWriter.DefaultShardBytes)
    {
        CheckNew(name);
        return Explained(() => new EntryWriter(_catalogs, name, content, shardBytes));
    }

    /// <summary>Writes a whole entry in one go. Counts are reported per split.</summary>
    public DatasetCard Write(
        DatasetCard draft, DatasetContent content, Func<SplitContent, IProgress<long>?>? progress = null,
        CancellationToken cancellation = default)
    {
        using var writer = Create(draft.Name, content);
        foreach (var split in content.Splits)
            writer.WriteSplit(split, progress?.Invoke(split), cancellation);
        return writer.Commit(draft);
    }

    /// <summary>
    /// Writes a whole entry as <see cref="Write"/> does, and keeps each shard that is finished until the entry is there: after
    /// a kill, Ctrl-C or a full disk the same call goes on behind them, and the entry is byte for byte the one it would have
    /// been. Bad samples and bad input leave nothing.
    /// </summary>
    /// <param name="draft">The card, without what is counted.</param>
    /// <param name="shape">Classes and annotations; its splits are not read.</param>
    /// <param name="splits">What to write.</param>
    /// <param name="key">All that decides about the bytes, hashed: for the name of a folder.</param>
    /// <param name="shardBytes">What a shard holds at most, and so what a kill costs.</param>
    /// <param name="goingOn">Told what is there already, if anything is.</param>
    /// <param name="progress">Counts the samples of all splits.</param>
    /// <param name="cancellation">Stops between samples.</param>
    public DatasetCard WriteResumable(
        DatasetCard draft, DatasetContent shape, IReadOnlyList<ResumableSplit> splits, string key, long shardBytes,
        Action<Resumption>? goingOn, IProgress<long>? progress, CancellationToken cancellation)
    {
        using var writer = Create(draft.Name, shape, shardBytes);
        using var staging = Explained(() => new ShardStaging(_catalogs, draft.Name, key));
        try
        {
            var there = splits.Select(s => writer.Restore(s.Name, staging, s.Note, cancellation)).ToList();
            if (there.Exists(t => t.Shards > 0))
                goingOn?.Invoke(new(there.Sum(t => t.Shards), there.Sum(t => (long)t.Samples), splits.Sum(s => s.Count)));
            var before = 0L;
            foreach (var (split, (_, samples, note)) in splits.Zip(there))
            {
                var counted = progress is null ? null : new OffsetProgress(progress, before);
                writer.WriteSplit(new(split.Name, split.Count, split.From(samples, note)), counted, cancellation);
                before += split.Count;
            }
            var card = writer.Commit(draft);
            StorageFaults.Explain(_catalogs, staging.Clear);
            return card;
        }
        catch (Exception e) when (e is BadSampleException or InvalidInputException)
        {
            // They come again with every run.
            staging.Clear();
            throw;
        }
    }

    /// <summary>What runs that were stopped have left to go on from; not what a living process works on.</summary>
    public IReadOnlyList<UnfinishedEntry> Unfinished() => Explained(() => ShardStaging.Idle(_catalogs));

    /// <summary>Removes it; false where a process has begun to go on from there.</summary>
    public bool Remove(UnfinishedEntry unfinished) => Explained(() =>
    {
        // The killed run's own folder holds the same files.
        Leftovers.Sweep(_catalogs);
        return ShardStaging.Remove(_catalogs, unfinished.Folder, onlyIdle: true);
    });

    /// <summary>
    /// Throws <see cref="InvalidInputException"/> where an entry cannot have this name: not lower-case letters, digits,
    /// '.', '_', '-', or taken.
    /// </summary>
    public void CheckNew(string name)
    {
        if (!IsName(name))
        {
            throw new InvalidInputException(
                $"'{name}' cannot be the name of an entry",
                $"Use at most 100 lower-case letters, digits, '.', '_' and '-', starting with a letter or digit; '{RecipesFolder}' and '{ModelsFolder}' are reserved.");
        }
        if (Exists(name))
            throw AlreadyThere(name);
        if (Path.Exists(FolderOf(name)))
            throw InTheWay(FolderOf(name));
    }

    internal static InvalidInputException AlreadyThere(string name) => new(
        $"there is already an entry '{name}'",
        $"Choose another name with --as, or remove it first: datatools remove {name}");

    internal static InvalidInputException InTheWay(string path) => new(
        $"{path} is in the way, and it is no entry: it has no {CardFile.Name}",
        "Move it elsewhere, or choose another name with --as.");

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && name is not (RecipesFolder or ModelsFolder) && char.IsAsciiLetterOrDigit(name[0]) &&
        name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    private static bool Unchanged(string folder, byte[] card)
    {
        try
        {
            return File.ReadAllBytes(CardFile.PathIn(folder)).AsSpan().SequenceEqual(card);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string FolderOf(string name) => Path.Combine(_catalogs, name);

    // Uses an entry that another process may be removing.
    private T Find<T>(string name, Func<string, T> use)
    {
        if (Exists(name))
        {
            try
            {
                return Explained(() => use(FolderOf(name)));
            }
            catch (StorageException e) when (e.InnerException is FileNotFoundException or DirectoryNotFoundException)
            {
                // It is gone: say so below.
            }
        }
        throw new NotFoundException(
            $"there is no entry '{name}' in {_catalogs}",
            DidYouMean.Hint(name, Names(), "Entries") ?? "Get one with `datatools pull`, for example `datatools pull builtin:shapes`.");
    }

    private T Explained<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (StorageFaults.Translate(_catalogs, e) is { } told)
        {
            throw told;
        }
    }
}
