using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Archives;

namespace DataTools.Connectors.HuggingFace;

/// <summary>
/// Image files, and zips of them, as the tree SPLIT/CLASS/file that layouts are recognised by: which files make a split
/// the Hub's rules have said, wherever they lie.
/// </summary>
internal sealed class HubImageLayout(string name, ArchiveTree tree)
{
    /// <summary>
    /// The files of one split. Where nothing told the splits apart (<paramref name="fallback"/>), their paths stay: what is
    /// in the archives may tell.
    /// </summary>
    public IReadOnlyList<ListedFile> Of(HubSplit split, bool fallback, Func<HubFile, ListedFile> list, CancellationToken cancellation)
    {
        var files = split.Files.Select(list).Select(f => f.Name == HubMetadata.FileName ? HubMetadata.AsTable(name, f) : f).SelectMany(f => f.IsZip ? tree.Expand($"{name}: {f.Path}", f, atRoot: !fallback || split.Files.Count == 1, cancellation) : [f])
            .Where(f => f.Path.Split('/').All(p => p.Length > 0 && p[0] != '.' && p != "__MACOSX")).ToList();
        if (fallback)
            return files;
        if (SplitNames.Canonical(split.Name) != split.Name)
            throw new InvalidInputException($"{name}: image files in a split called {split.Name} are not read", "Choose among train, validation and test with --split.");
        var cut = Around(split.Name, files).Length;
        return [.. files.Select(f => f with { Path = $"{split.Name}/{f.Path[cut..]}" })];
    }

    // The folders around all images: they are no classes, unless they are around the images and nothing else.
    private static string Around(string split, List<ListedFile> files)
    {
        var folders = files.Where(f => f.IsImage).Select(f => f.Path[..(f.Path.LastIndexOf('/') + 1)]).Distinct().ToList();
        if (folders.Count == 0)
            return "";
        var common = folders[0];
        foreach (var folder in files.Select(f => f.Path))
        {
            while (!folder.StartsWith(common, StringComparison.Ordinal))
                common = common[..(common.TrimEnd('/').LastIndexOf('/') + 1)];
        }
        if (!folders.Contains(common) || common.Length == 0)
            return common;
        var parts = common.TrimEnd('/').Split('/');
        // images/train/1.png: no class folder; images/train/cat/1.png alone: one.
        return HubDataFiles.Names(parts[^1], split) ? common : common[..^(parts[^1].Length + 1)];
    }
}
