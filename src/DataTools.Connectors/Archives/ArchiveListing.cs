using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Archives;

/// <summary>
/// The files of one archive, whatever its kind. Each entry is judged before any of its bytes are used: its name, its kind,
/// its size. An archive with one bad entry is refused whole, by a <see cref="CorruptFileException"/> that names both.
/// </summary>
/// <param name="archive">What it is called, for errors.</param>
/// <param name="packedBytes">Its own size.</param>
/// <param name="limits">How much it may hold.</param>
internal sealed class ArchiveListing(string archive, long packedBytes, ArchiveLimits limits)
{
    private readonly EntryNames _names = new(archive);
    private readonly ArchiveBudget _budget = new(archive, packedBytes, limits);
    private readonly List<ListedFile> _files = [];
    private readonly List<(string Path, string Target)> _links = [];

    /// <summary>A file; <paramref name="packed"/> is its compressed size, where it has one of its own.</summary>
    public void AddFile(string raw, long bytes, long? packed, Func<Stream> open)
    {
        _budget.Add(raw, bytes, packed);
        _files.Add(new(_names.File(raw), bytes, open));
    }

    /// <summary>A folder, which has no bytes.</summary>
    public void AddFolder(string raw, long bytes)
    {
        _budget.Add(raw, bytes, packed: null);
        _names.Folder(raw);
        if (bytes != 0)
            throw Refused(raw, "is a folder with bytes");
    }

    /// <summary>A link. Hard links (<paramref name="fromRoot"/>) count from the root, symbolic ones from their own folder.</summary>
    public void AddLink(string raw, string target, bool fromRoot)
    {
        _budget.Add(raw, 0, packed: null);
        var path = _names.File(raw);
        if (EntryNames.Target(path, target, fromRoot) is { } inside)
            _links.Add((path, inside));
        else if (limits.OnForeignLink is { } tell)
            tell(path);
        else
            throw Refused(raw, "is a link that leads out of the archive");
    }

    /// <summary>A refusal that names archive and entry.</summary>
    public CorruptFileException Refused(string raw, string why, string? hint = null) => _names.Refused(raw, why, hint);

    /// <summary>
    /// The files in the archive's order. A link to one of them is that file under another name; links to folders, to links
    /// and to nothing are passed over.
    /// </summary>
    public IReadOnlyList<ListedFile> Files()
    {
        if (_links.Count == 0)
            return _files;
        var byPath = _files.ToDictionary(f => f.Path);
        return [.. _files, .. _links.Where(l => byPath.ContainsKey(l.Target)).Select(l => byPath[l.Target] with { Path = l.Path })];
    }
}
