using DataTools.Catalog.Cards;
using DataTools.Catalog.Text;
using DataTools.Catalog.Workspaces;

namespace DataTools.Catalog.Storage;

/// <summary>The entries of a workspace.</summary>
public sealed class EntryStore(Workspace workspace)
{
    /// <summary>The folder of <c>catalogs/</c> that holds recipes and is no entry.</summary>
    public const string RecipesFolder = "official";

    internal const string RemovingPrefix = ".removing-";

    private readonly string _catalogs = workspace.Catalogs;

    /// <summary>The cards of all entries, by name.</summary>
    public IReadOnlyList<DatasetCard> List() => [.. Names().Select(n => Entry.ReadCard(Path.Combine(_catalogs, n)))];

    /// <summary>The names of all entries.</summary>
    public IReadOnlyList<string> Names() => !Directory.Exists(_catalogs) ? [] :
    [
        .. Directory.EnumerateDirectories(_catalogs)
            .Where(d => File.Exists(Path.Combine(d, Entry.CardFile)))
            .Select(d => Path.GetFileName(d))
            .Where(n => n[0] != '.')
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether there is an entry of that name.</summary>
    public bool Exists(string name) => IsName(name) && File.Exists(Path.Combine(_catalogs, name, Entry.CardFile));

    /// <summary>The card alone. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public DatasetCard Card(string name) => Entry.ReadCard(FolderOf(name));

    /// <summary>Opens an entry: maps its shards, reads no image. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public Entry Open(string name) => Entry.Open(FolderOf(name));

    /// <summary>Deletes an entry; it is gone at once and whole, even where deleting its files takes a while.</summary>
    public void Remove(string name)
    {
        var folder = FolderOf(name);
        StorageFaults.Explain(_catalogs, () =>
        {
            var doomed = Path.Combine(_catalogs, $"{RemovingPrefix}{Guid.NewGuid():N}");
            Directory.Move(folder, doomed);
            Directory.Delete(doomed, recursive: true);
        });
    }

    /// <summary>Starts an entry. Throws where the name is no name or is taken.</summary>
    public EntryWriter Create(string name, IReadOnlyList<string> classes, long shardBytes = EntryWriter.DefaultShardBytes)
    {
        CheckNew(name);
        try
        {
            return new(_catalogs, classes, shardBytes);
        }
        catch (Exception e) when (StorageFaults.Translate(_catalogs, e) is { } told)
        {
            throw told;
        }
    }

    /// <summary>Writes a whole entry in one go. Counts are reported per split.</summary>
    public DatasetCard Write(
        DatasetCard draft, DatasetContent content, Func<SplitContent, IProgress<long>?>? progress = null,
        CancellationToken cancellation = default)
    {
        using var writer = Create(draft.Name, content.Classes);
        foreach (var split in content.Splits)
            writer.WriteSplit(split, progress?.Invoke(split), cancellation);
        return writer.Commit(draft);
    }

    /// <summary>Throws where an entry cannot have this name: not lower-case letters, digits, '.', '_', '-', or taken.</summary>
    public void CheckNew(string name)
    {
        if (!IsName(name))
        {
            throw new InvalidInputException(
                $"'{name}' cannot be the name of an entry",
                $"Use lower-case letters, digits, '.', '_' and '-', starting with a letter or digit; '{RecipesFolder}' is reserved.");
        }
        if (Exists(name))
            throw AlreadyThere(name);
    }

    internal static InvalidInputException AlreadyThere(string name) => new(
        $"there is already an entry '{name}'",
        $"Choose another name with --as, or remove it first: datatools remove {name}");

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && name != RecipesFolder && char.IsAsciiLetterOrDigit(name[0]) &&
        name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    private string FolderOf(string name)
    {
        if (Exists(name))
            return Path.Combine(_catalogs, name);
        throw new NotFoundException(
            $"there is no entry '{name}' in {_catalogs}",
            DidYouMean.Hint(name, Names(), "Entries") ?? "Get one with `datatools pull`, for example `datatools pull builtin:shapes`.");
    }
}
