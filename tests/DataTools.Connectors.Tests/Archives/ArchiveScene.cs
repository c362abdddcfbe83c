using System.Formats.Tar;
using System.IO.Compression;
using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Archives;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Archives;

/// <summary>A folder for copies, and an archive tree that uses it.</summary>
internal sealed class ArchiveScene : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    /// <summary>All files of an archive with their bytes.</summary>
    public Dictionary<string, byte[]> Read(byte[] archive, ArchiveLimits? limits = null)
    {
        using var tree = new ArchiveTree(Folder["scratch"], limits ?? new());
        return tree.Expand("x", File("x.zip", archive), atRoot: true, default).ToDictionary(f => f.Path, Bytes);
    }

    /// <summary>The error that an archive is refused with, after which nothing is left.</summary>
    public CorruptFileException Refused(byte[] archive, ArchiveLimits? limits = null)
    {
        var error = Assert.Throws<CorruptFileException>(() => Read(archive, limits));
        Assert.StartsWith("x: ", error.Message, StringComparison.Ordinal);
        Assert.Equal("x", error.Path);
        Assert.NotNull(error.Hint);
        Assert.Empty(Directory.Exists(Folder["scratch"]) ? Directory.GetFileSystemEntries(Folder["scratch"]) : []);
        return error;
    }

    public static ListedFile File(string path, byte[] bytes) => new(path, bytes.Length, () => new MemoryStream(bytes, writable: false));

    public static byte[] Bytes(ListedFile file)
    {
        using var stream = file.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A zip whose entries are made by hand.</summary>
    public static byte[] Zip(Action<ZipArchive> fill)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            fill(zip);
        return bytes.ToArray();
    }

    public static void Add(ZipArchive zip, string name, byte[] content, int unixMode = 0)
    {
        var entry = zip.CreateEntry(name);
        entry.ExternalAttributes = unixMode << 16;
        using var stream = entry.Open();
        stream.Write(content);
    }

    /// <summary>A tar whose entries are made by hand.</summary>
    public static byte[] Tar(params TarEntry[] entries)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }
        return bytes.ToArray();
    }

    public static TarEntry TarFile(string name, byte[] content) => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, level, leaveOpen: true))
            gzip.Write(content);
        return bytes.ToArray();
    }

    public void Dispose() => Folder.Dispose();
}
