using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using DataTools.Catalog;
using DataTools.Connectors.Archives;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Archives;

/// <summary>Archives that are damaged or made to do harm: each is one error that names archive and entry, and nothing is kept.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private static readonly ArchiveLimits Small = new() { Entries = 10, EntryBytes = 100_000, TotalBytes = 150_000, Ratio = 20, HarmlessBytes = 5_000 };

    private readonly ArchiveScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("../evil", "leads out of the archive")]
    [InlineData("a/../../evil", "leads out of the archive")]
    [InlineData("a/..", "leads out of the archive")]
    [InlineData("..\\evil", "leads out of the archive")]
    [InlineData("a\\..\\..\\evil", "leads out of the archive")]
    [InlineData("/evil", "has an absolute path")]
    [InlineData("\\evil", "has an absolute path")]
    [InlineData("//server/evil", "has an absolute path")]
    [InlineData("\\\\server\\evil", "has an absolute path")]
    [InlineData("C:evil", "names a drive")]
    [InlineData("C:\\evil", "names a drive")]
    [InlineData("a/c:/evil", "names a drive")]
    [InlineData("CON", "is the name of a device on Windows")]
    [InlineData("a/nul.png", "is the name of a device on Windows")]
    [InlineData("com1.txt/a", "is the name of a device on Windows")]
    [InlineData("lpt9 .png", "is the name of a device on Windows")]
    [InlineData("a./b", "ends in a dot or a space")]
    [InlineData("a/b ", "ends in a dot or a space")]
    [InlineData("a/...", "ends in a dot or a space")]
    [InlineData("a//b", "has an empty part in its path")]
    [InlineData("a\tb", "has control characters in its name")]
    [InlineData("a\u001b[2Jb", "has control characters in its name")]
    public void Unsafe_names_are_refused(string name, string reason)
    {
        foreach (var archive in new[] { MadeArchives.Zip(("good.png", [1]), (name, [2])), MadeArchives.Tar(("good.png", [1]), (name, [2])) })
        {
            var error = _scene.Refused(archive);
            Assert.EndsWith(reason, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(error.Message, char.IsControl);
            Assert.Contains($"the entry '{EntryNames.Show(name)}' ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_without_measure_are_refused()
    {
        Assert.Contains("a part of more than 255 bytes", _scene.Refused(MadeArchives.Zip((new string('ä', 128), [1]))).Message, StringComparison.Ordinal);
        Assert.Contains("lies 150 folders deep", _scene.Refused(MadeArchives.Zip((string.Join('/', Enumerable.Repeat("a", 150)), [1]))).Message, StringComparison.Ordinal);
        var error = _scene.Refused(MadeArchives.Zip((new string('a', 5000), [1])));
        Assert.Contains("has a name of 5000 characters", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 400);
    }

    [Theory]
    [InlineData("a/1.png", "a/1.png", "is there twice")]
    [InlineData("a/1.png", "A/1.PNG", "is there twice")]
    [InlineData("a/1.png", "a/./1.png", "is there twice")]
    [InlineData("a/1.png", "a\\1.png", "is there twice")]
    [InlineData("a", "a/1.png", "lies below a file")]
    [InlineData("a/1.png", "a", "is there twice")]
    [InlineData("a/1.png", "A", "is there twice")]
    public void Names_that_cannot_lie_beside_each_other_are_refused(string first, string second, string reason)
    {
        foreach (var archive in new[] { MadeArchives.Zip((first, [1]), (second, [2])), MadeArchives.Tar((first, [1]), (second, [2])) })
            Assert.Contains($"'{second}' {reason}", _scene.Refused(archive).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../etc/passwd")]
    [InlineData("..\\..\\etc")]
    [InlineData("C:\\Windows")]
    [InlineData("b/../../../etc")]
    public void Links_that_lead_out_are_refused(string target)
    {
        const string reason = "the entry 'a/link' is a link that leads out of the archive";
        Assert.Contains(reason, _scene.Refused(ArchiveScene.Zip(z => ArchiveScene.Add(z, "a/link", System.Text.Encoding.UTF8.GetBytes(target), 0xA1FF))).Message, StringComparison.Ordinal);
        Assert.Contains(reason, _scene.Refused(ArchiveScene.Tar(new PaxTarEntry(TarEntryType.SymbolicLink, "a/link") { LinkName = target })).Message, StringComparison.Ordinal);
        Assert.Contains(reason, _scene.Refused(ArchiveScene.Tar(new PaxTarEntry(TarEntryType.HardLink, "a/link") { LinkName = target })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hard_link_counts_from_the_root() => Assert.Contains(
        "leads out", _scene.Refused(ArchiveScene.Tar(new PaxTarEntry(TarEntryType.HardLink, "a/b/link") { LinkName = "../x" })).Message, StringComparison.Ordinal);

    [Fact]
    public void Devices_are_refused()
    {
        Assert.Contains("'a' is no file (CharacterDevice)", _scene.Refused(ArchiveScene.Tar(new PaxTarEntry(TarEntryType.CharacterDevice, "a") { DeviceMajor = 1, DeviceMinor = 5 })).Message, StringComparison.Ordinal);
        Assert.Contains("'a' is no file (Fifo)", _scene.Refused(ArchiveScene.Tar(new PaxTarEntry(TarEntryType.Fifo, "a"))).Message, StringComparison.Ordinal);
        Assert.Contains("'a' is a device", _scene.Refused(ArchiveScene.Zip(z => ArchiveScene.Add(z, "a", [], 0x21FF))).Message, StringComparison.Ordinal);
        Assert.Contains("'a/' is a folder with bytes", _scene.Refused(ArchiveScene.Zip(z => ArchiveScene.Add(z, "a/", [1, 2, 3]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_entries_are_refused()
    {
        var many = Enumerable.Range(0, 11).Select(i => ($"{i}", new byte[] { 1 })).ToArray();
        foreach (var archive in new[] { MadeArchives.Zip(many), MadeArchives.Tar(many), MadeArchives.TarGz(many) })
            Assert.Contains("it holds more than 10 entries", _scene.Refused(archive, Small with { HarmlessBytes = 50_000 }).Message, StringComparison.Ordinal);
        Assert.Equal(10, _scene.Read(MadeArchives.Zip(many[..10]), Small).Count);
    }

    [Fact]
    public void Sizes_beyond_the_limits_are_refused()
    {
        Assert.Contains("'a' would be 100001 bytes, more than the 100000 allowed", _scene.Refused(MadeArchives.Zip(("a", Noise(100_001))), Small).Message, StringComparison.Ordinal);
        Assert.Contains("its entries come to more than 150000 bytes", _scene.Refused(MadeArchives.Zip(("a", Noise(80_000)), ("b", Noise(80_000))), Small).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bombs_are_refused_by_what_they_would_become()
    {
        Assert.Contains("a decompression bomb", _scene.Refused(MadeArchives.Zip(("a", new byte[50_000])), Small).Message, StringComparison.Ordinal);
        // No entry is one, all together are.
        var together = Enumerable.Range(0, 9).Select(i => ($"{i}", new byte[4_900])).ToArray();
        Assert.Contains("bytes would grow to", _scene.Refused(MadeArchives.Zip(together), Small with { Ratio = 10 }).Message, StringComparison.Ordinal);
        // A gzip says nothing of its size: it is counted.
        Assert.Contains("a decompression bomb", _scene.Refused(ArchiveScene.Gzip(MadeArchives.Tar(("a", new byte[90_000]))), Small).Message, StringComparison.Ordinal);
        Assert.Contains("a decompression bomb", _scene.Refused(ArchiveScene.Gzip(MadeArchives.Tar(("a", Noise(90_000)), ("b", Noise(90_000)))), Small).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_within_an_archive_is_refused_too()
    {
        var inner = MadeArchives.Zip(("a", new byte[50_000]));
        using var tree = new ArchiveTree(_scene.Folder["scratch"], Small);
        var outer = tree.Expand("x", ArchiveScene.File("x.zip", MadeArchives.Zip(("in.zip", inner))), atRoot: true, default);
        var error = Assert.Throws<CorruptFileException>(() => tree.Unfold("x", outer, default));
        Assert.StartsWith("x: in.zip: the entry 'a' would grow from", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1001)]
    [InlineData(0)]
    [InlineData(20_000)]
    public void A_zip_that_lies_about_a_size_is_found_out(int declared)
    {
        foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Fastest })
        {
            var zip = ArchiveScene.Zip(z =>
            {
                using var stream = z.CreateEntry("a", level).Open();
                stream.Write(Noise(1000));
            });
            var at = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
            BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(at + 24), declared);
            Assert.Contains("'a'", _scene.Refused(zip).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_wrong_checksum_is_found_out()
    {
        var zip = ArchiveScene.Zip(z =>
        {
            using var stream = z.CreateEntry("a", CompressionLevel.NoCompression).Open();
            stream.Write(Noise(1000));
        });
        zip[500] ^= 1;
        Assert.Equal("x: the entry 'a' is damaged: its checksum (CRC-32) is wrong", _scene.Refused(zip).Message);
    }

    [Fact]
    public void Entries_on_top_of_each_other_are_refused()
    {
        // Each claims the same compressed bytes, and a little more than its share of them.
        var zip = MadeArchives.Zip(("a", Noise(1000)), ("b", Noise(1000)));
        var directory = zip.AsSpan().IndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(directory + 20), zip.Length - 100);
        Assert.Contains("overlaps another", _scene.Refused(zip).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_zip_is_told_with_what_to_do()
    {
        var zip = MadeArchives.Zip(("a", Noise(100)));
        zip[zip.AsSpan().IndexOf("PK\x01\x02"u8) + 8] |= 1;
        zip[6] |= 1;
        var error = _scene.Refused(zip);
        Assert.Equal("x: the entry 'a' is encrypted", error.Message);
        Assert.Contains("folder:PATH", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cut_is_found_out()
    {
        var files = new[] { ("a/1", Noise(700)), ("a/2", Noise(300)) };
        foreach (var archive in new[] { MadeArchives.Zip(files), MadeArchives.Tar(files), MadeArchives.TarGz(files) })
        {
            foreach (var length in Enumerable.Range(0, archive.Length).Where(i => i % 37 == 0 || i % 512 == 0 || i > archive.Length - 40))
            {
                try
                {
                    var read = _scene.Read(archive[..length]);
                    // What is missing may be the padding at the end of a tar, or the checksum at the end of a gzip.
                    Assert.Equal(files.Select(f => f.Item2), read.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value));
                }
                catch (CorruptFileException e)
                {
                    Assert.NotNull(e.Hint);
                }
            }
        }
    }

    [Fact]
    public void Every_flipped_bit_is_an_error_of_ours_or_harmless()
    {
        var files = new[] { ("a/1", Noise(200)), ("a/2", Noise(100)) };
        foreach (var archive in new[] { MadeArchives.Zip(files), MadeArchives.Tar(files), MadeArchives.TarGz(files) })
        {
            for (var bit = 0; bit < archive.Length * 8; bit += 11)
            {
                var spoilt = archive.ToArray();
                spoilt[bit / 8] ^= (byte)(1 << (bit % 8));
                try
                {
                    _scene.Read(spoilt);
                }
                catch (CorruptFileException e)
                {
                    Assert.StartsWith("x: ", e.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [InlineData("7z", 0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C)]
    [InlineData("rar", 0x52, 0x61, 0x72, 0x21, 0x1A, 0x07)]
    [InlineData("bzip2", 0x42, 0x5A, 0x68, 0x39, 0x31, 0x41)]
    [InlineData("xz", 0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00)]
    [InlineData("zstd", 0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x00)]
    public void Kinds_that_nobody_here_reads_are_named(string kind, params int[] start)
    {
        var error = _scene.Refused([.. start.Select(b => (byte)b), .. new byte[600]]);
        Assert.Equal($"x: archives of the kind {kind} are not read", error.Message);
        Assert.Contains("Unpack it", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_archive_is_told()
    {
        foreach (var bytes in new byte[][] { [], [1], new byte[2000], Noise(2000), ArchiveScene.Gzip(Noise(2000)), "PK"u8.ToArray(), [0x1F, 0x8B, 1, 2, 3] })
            _scene.Refused(bytes);
    }

    // Does not compress.
    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
