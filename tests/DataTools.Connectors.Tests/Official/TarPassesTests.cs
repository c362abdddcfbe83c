using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Official.Layouts;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Official;

public sealed class TarPassesTests
{
    private static readonly (string Name, byte[] Content)[] Contents =
    [
        ("a/1.jpg", [1, 2]), ("a/list.txt", [9]), ("./a/2.jpg", new byte[5_000_000]), ("a/3.jpg", []), ("a/big.bin", new byte[5_000_000]), ("a/4.jpg", [4]),
    ];

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Files_can_be_read_in_any_order_and_in_theirs_with_one_pass_more(bool compressed, bool small)
    {
        var (bytes, opened) = (compressed ? MadeArchives.TarGz(Contents) : MadeArchives.Tar(Contents), 0);
        using var tar = TarPasses.List("x.tar", () => Counted(bytes, ref opened), small);
        Assert.Equal(["a/1.jpg", "a/list.txt", "a/2.jpg", "a/3.jpg", "a/big.bin", "a/4.jpg"], tar.Files.Select(f => f.Path));
        var listing = opened;
        for (var pass = 1; pass <= 2; pass++)
        {
            Assert.All(tar.Files.Zip(Contents), f => Assert.Equal(f.Second.Content, Read(f.First)));
            if (compressed)
                Assert.Equal(listing + pass, opened);
        }
        Assert.All(tar.Files.Zip(Contents).Reverse(), f => Assert.Equal(f.Second.Content, Read(f.First)));
    }

    [Fact]
    public void Texts_and_what_is_small_are_read_without_another_pass()
    {
        var (bytes, opened) = (MadeArchives.TarGz(("a/1.jpg", [1]), ("a/list.txt", [9])), 0);
        using var tar = TarPasses.List("x.tar", () => Counted(bytes, ref opened), small: false);
        using var all = TarPasses.List("x.tar", () => Counted(bytes, ref opened), small: true);
        var listing = opened;
        Assert.Equal([9, 9, 1], new[] { Read(tar.Files[1])[0], Read(all.Files[1])[0], Read(all.Files[0])[0] });
        Assert.Equal(listing, opened);
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        var twice = MadeArchives.Tar(("a", [1]), ("./a", [2]));
        Assert.Equal("x.tar: the archive holds a twice", Assert.Throws<CorruptFileException>(() => TarPasses.List("x.tar", () => new MemoryStream(twice), small: false)).Message);
        foreach (var bytes in new[] { MadeArchives.TarGz(Contents)[..400], MadeArchives.Tar(Contents)[..3000], [0x1F, 0x8B, 8], [1, 2, 3] })
        {
            var error = Assert.Throws<CorruptFileException>(() => TarPasses.List("x.tar", () => new MemoryStream(bytes), small: false).Files.Select(Read).ToList());
            Assert.StartsWith("x.tar", error.Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Read(ListedFile file)
    {
        using var stream = file.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static MemoryStream Counted(byte[] bytes, ref int opened)
    {
        opened++;
        return new(bytes);
    }
}
