using System.Formats.Tar;
using DataTools.Catalog.Exports;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Tests.Formats;
using DataTools.Catalog.Tests.Storage;

namespace DataTools.Catalog.Tests.Exports;

/// <summary>Entries made, exported and read back by the reader of the layout.</summary>
internal static class ReadBack
{
    /// <summary>The content of an export, read in the format that is found by looking, as a user's pull does.</summary>
    public static DatasetContent Of(string layout, string folder)
    {
        var files = layout == "webdataset" ? new FileList("set", Unpacked(folder)) : Tree.Of(folder);
        return DatasetFormats.Of(files).Load(files);
    }

    /// <summary>Writes an entry.</summary>
    public static Entry Make(this TestCatalog catalog, DatasetContent content)
    {
        var name = $"e{Guid.NewGuid():N}";
        catalog.Store.Write(TestCatalog.Draft(name), content);
        return catalog.Store.Open(name);
    }

    /// <summary>Exports an entry into a folder that is not there yet.</summary>
    public static ExportResult Export(Entry entry, string layout, string folder) =>
        DatasetExports.Named(layout).Run(entry, folder, null, TestContext.Current.CancellationToken);

    private static IEnumerable<ListedFile> Unpacked(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (!file.EndsWith(".tar", StringComparison.Ordinal))
            {
                yield return Tree.Bytes(Path.GetFileName(file), File.ReadAllBytes(file));
                continue;
            }
            using var tar = new TarReader(File.OpenRead(file));
            while (tar.GetNextEntry(copyData: true) is { } entry)
            {
                using var bytes = new MemoryStream();
                entry.DataStream?.CopyTo(bytes);
                yield return Tree.Bytes($"{Path.GetFileNameWithoutExtension(file)}/{entry.Name}", bytes.ToArray());
            }
        }
    }
}
