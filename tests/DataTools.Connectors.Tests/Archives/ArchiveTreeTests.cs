using System.Formats.Tar;
using System.IO.Compression;
using CsCheck;
using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Archives;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Archives;

/// <summary>What good archives hold is read, in any order, and nothing is left on the disk.</summary>
public sealed class ArchiveTreeTests : IDisposable
{
    private readonly ArchiveScene _scene = new();

    private static Gen<string> Part { get; } = Gen.Char["abcxyzABC019 _-äß"].Array[1, 12].Select(c => new string(c).Trim()).Where(s => s.Length > 0);

    // Names differ in the first part by a number, which ends at the first '_', so that none is another's folder.
    private static Gen<Dictionary<string, byte[]>> Trees { get; } =
        Gen.Select(Part.Array[1, 4], Gen.Byte.Array[0, 3000]).Array[0, 30]
            .Select(files => files.Select((f, i) => KeyValuePair.Create($"{i}_{string.Join('/', f.Item1)}", f.Item2)).ToDictionary());

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_zip_of_any_tree_is_read_back_whole() => Trees.Sample(Same(f => MadeArchives.Zip(f)), iter: 100);

    [Fact]
    public void A_tar_of_any_tree_is_read_back_whole() => Trees.Where(t => t.Count > 0).Sample(Same(f => MadeArchives.Tar(f)), iter: 50);

    [Fact]
    public void A_compressed_tar_of_any_tree_is_read_back_whole() => Trees.Where(t => t.Count > 0).Sample(Same(f => MadeArchives.TarGz(f)), iter: 50);

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Tars_of_each_format_are_read(TarEntryFormat format)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, format, leaveOpen: true))
        {
            TarEntry Entry(TarEntryType type, string name) => format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(type, name),
                TarEntryFormat.Ustar => new UstarTarEntry(type, name),
                TarEntryFormat.Pax => new PaxTarEntry(type, name),
                _ => new GnuTarEntry(type, name),
            };
            tar.WriteEntry(Entry(TarEntryType.Directory, "./a/"));
            var file = Entry(format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile, "./a/1.bin");
            file.DataStream = new MemoryStream([1, 2, 3]);
            tar.WriteEntry(file);
        }
        Assert.Equal([1, 2, 3], Assert.Single(_scene.Read(bytes.ToArray())).Value);
        Assert.Equal("a/1.bin", Assert.Single(_scene.Read(ArchiveScene.Gzip(bytes.ToArray()))).Key);
    }

    [Fact]
    public void Files_are_read_in_any_order_and_again()
    {
        var files = Enumerable.Range(0, 50).Select(i => ($"{i}", new byte[i * 100].Select((_, k) => (byte)(i + k)).ToArray())).ToArray();
        foreach (var archive in new[] { MadeArchives.Zip(files), MadeArchives.Tar(files), MadeArchives.TarGz(files) })
        {
            using var tree = new ArchiveTree(_scene.Folder["scratch"], new());
            var listed = tree.Expand("x", ArchiveScene.File("x", archive), atRoot: true, default);
            var random = new Random(7);
            foreach (var _ in Enumerable.Range(0, 200))
            {
                var i = random.Next(files.Length);
                Assert.Equal(files[i].Item2.Length, listed[i].Bytes);
                Assert.Equal(files[i].Item2, ArchiveScene.Bytes(listed[i]));
            }
            Assert.Empty(Directory.Exists(_scene.Folder["scratch"]) ? Directory.GetFileSystemEntries(_scene.Folder["scratch"]) : []);
        }
    }

    [Fact]
    public void What_packers_write_is_understood()
    {
        var zip = ArchiveScene.Zip(z =>
        {
            ArchiveScene.Add(z, "a\\b\\1.bin", [1]);
            ArchiveScene.Add(z, "./a//../x", [2]);
        });
        Assert.Contains("leads out", _scene.Refused(ArchiveScene.Zip(z => ArchiveScene.Add(z, "./a/../x", [2]))).Message, StringComparison.Ordinal);
        Assert.Contains("empty part", _scene.Refused(zip).Message, StringComparison.Ordinal);
        Assert.Equal(["a/b/1.bin", "c/2.bin"], _scene.Read(ArchiveScene.Zip(z =>
        {
            ArchiveScene.Add(z, "a\\", [], 0x41ED);
            ArchiveScene.Add(z, "a\\b\\1.bin", [1]);
            ArchiveScene.Add(z, "./c/", []);
            ArchiveScene.Add(z, "./c/./2.bin", [2], 0x81A4);
        })).Keys);
    }

    [Fact]
    public void A_link_within_is_the_file_it_leads_to()
    {
        var tar = ArchiveScene.Tar(
            ArchiveScene.TarFile("all/1.bin", [1, 2]),
            new PaxTarEntry(TarEntryType.SymbolicLink, "train/cat/1.bin") { LinkName = "../../all/1.bin" },
            new PaxTarEntry(TarEntryType.HardLink, "train/dog/1.bin") { LinkName = "all/1.bin" },
            new PaxTarEntry(TarEntryType.SymbolicLink, "latest") { LinkName = "train" },
            new PaxTarEntry(TarEntryType.SymbolicLink, "dangling") { LinkName = "nowhere" });
        var zip = ArchiveScene.Zip(z =>
        {
            ArchiveScene.Add(z, "train/cat/1.bin", "../../all/1.bin"u8.ToArray(), 0xA1FF);
            ArchiveScene.Add(z, "all/1.bin", [1, 2]);
        });
        var files = _scene.Read(tar);
        Assert.Equal(["all/1.bin", "train/cat/1.bin", "train/dog/1.bin"], files.Keys);
        Assert.All(files.Values, v => Assert.Equal([1, 2], v));
        Assert.Equal(["all/1.bin", "train/cat/1.bin"], _scene.Read(zip).Keys);
    }

    [Theory]
    [InlineData("labels.csv.zip", "labels.csv", "labels.csv")]
    [InlineData("deep/labels.csv.zip", "labels.csv", "deep/labels.csv")]
    [InlineData("train.zip", "1.png", "train/1.png")]
    [InlineData("train.zip", "train/1.png", "train/1.png")]
    [InlineData("deep/train.tar.gz", "train/1.png", "deep/train/1.png")]
    [InlineData("deep/train.TGZ", "cat/1.png", "deep/train/cat/1.png")]
    [InlineData("train.zip", "training/1.png", "train/training/1.png")]
    public void An_archive_within_lies_where_it_would_be_unpacked_to(string path, string inner, string expected)
    {
        using var tree = new ArchiveTree(_scene.Folder["scratch"], new());
        var bytes = path.EndsWith(".zip", StringComparison.Ordinal) ? MadeArchives.Zip((inner, [1])) : MadeArchives.TarGz((inner, [1]));
        Assert.Equal(expected, Assert.Single(tree.Expand("x", ArchiveScene.File(path, bytes), atRoot: false, default)).Path);
    }

    [Fact]
    public void Archives_within_are_opened_where_they_matter()
    {
        var pictures = ("pictures.zip", MadeArchives.Zip(("cat/1.png", [1])));
        var table = ("labels.csv.zip", MadeArchives.Zip(("labels.csv", [2])));
        Assert.Equal(["pictures/cat/1.png", "labels.csv"], Unfold(pictures, table).Keys);
        Assert.Equal(["pictures.zip", "labels.csv", "0.png"], Unfold(pictures, table, ("0.png", [3])).Keys);
        Assert.Equal([2], Unfold(pictures, table)["labels.csv"]);
        Assert.Contains("is there twice", Assert.Throws<CorruptFileException>(() => Unfold(table, ("Labels.csv", [2]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_cannot_be_written_is_told()
    {
        _scene.Folder.Write("scratch", []);
        Assert.Throws<StorageException>(() => _scene.Read(MadeArchives.TarGz(("a", [1]))));
    }

    private Action<Dictionary<string, byte[]>> Same(Func<(string, byte[])[], byte[]> pack) => files =>
        Assert.Equal(files, _scene.Read(pack([.. files.Select(f => (f.Key, f.Value))])));

    private Dictionary<string, byte[]> Unfold(params (string Path, byte[] Bytes)[] files)
    {
        using var tree = new ArchiveTree(_scene.Folder["scratch"], new());
        var outer = MadeArchives.Zip(files);
        return tree.Unfold("x", tree.Expand("x", ArchiveScene.File("x.zip", outer), atRoot: true, default), default).ToDictionary(f => f.Path, ArchiveScene.Bytes);
    }
}
