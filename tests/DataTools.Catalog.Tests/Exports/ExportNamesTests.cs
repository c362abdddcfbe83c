using CsCheck;
using DataTools.Catalog.Exports;
using DataTools.Catalog.Tests.Storage;

namespace DataTools.Catalog.Tests.Exports;

public sealed class ExportNamesTests : IDisposable
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G'], Jpeg = [0xff, 0xd8, 0xff, 0xe0];

    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData("cat.1", "cat.1")]
    [InlineData("Σκύλος 犬", "Σκύλος 犬")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("..", "%2E%2E")]
    [InlineData(".hidden", "%2Ehidden")]
    [InlineData("a.", "a%2E")]
    [InlineData("a ", "a%20")]
    [InlineData("50%", "50%25")]
    [InlineData("con", "%63on")]
    [InlineData("NUL.txt", "%4EUL.txt")]
    [InlineData("__MACOSX", "%5F_MACOSX")]
    [InlineData("a\tb\u202e", "a%09b%E2%80%AE")]
    [InlineData("e\u0301", "e%CC%81")]
    [InlineData("", "_")]
    public void Names_are_taken_by_every_system_and_readable(string text, string name) => Assert.Equal(name, ExportNames.Safe(text));

    [Fact]
    public void Names_are_a_few_bytes_long_and_written_again_stay() => Gen.String[0, 300].Sample(text =>
    {
        var name = ExportNames.Safe(text);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(name), 1, 240 * 2);
        Assert.InRange(name.Length, 1, 120);
        Assert.DoesNotContain(name, c => char.IsControl(c) || "<>:\"|?*\\/".Contains(c, StringComparison.Ordinal));
        Assert.False(name[0] is '.' or ' ' || name[^1] is '.' or ' ', name);
    }, iter: 2000);

    [Fact]
    public void Ids_that_are_paths_stay() => Assert.Equal(["a/1.png", "b/2.JPEG"], Names(("a/1.png", Png), ("b/2.JPEG", Jpeg)));

    [Fact]
    public void The_ending_is_that_of_the_bytes() => Assert.Equal(["1.png", "2.png.jpg", "3" + ".bin"], Names(("1", Png), ("2.png", Jpeg), ("3", [1, 2, 3])));

    [Fact]
    public void Nothing_leads_out_of_the_folder() => Assert.Equal(["%2E%2E/%2E%2E/etc/passwd.png"], Names(("../../etc/passwd", Png)));

    [Theory]
    [InlineData("a", "A")]
    [InlineData("b", "a")]
    [InlineData("a.png", "a.png/b")]
    [InlineData("Folder/a", "folder/b")]
    public void What_would_collide_or_change_the_order_is_numbered(string one, string two)
    {
        var names = Names((one, Png), (two, Png));
        Assert.StartsWith("00000-", names[0], StringComparison.Ordinal);
        Assert.StartsWith("00001-", names[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Any_ids_give_distinct_names_in_order() => TestCatalog.AnySamples.Sample(samples =>
    {
        var names = Names([.. samples.Select(s => (s.Id, Png))]);
        Assert.True(ExportNames.AreDistinct([.. names]) && ExportNames.Ascend(names));
        Assert.Equal(names.Count, names.Select(n => n.ToUpperInvariant()).Distinct().Count());
    }, iter: 30);

    private IReadOnlyList<string> Names(params (string Id, byte[] Image)[] samples)
    {
        var name = $"e{Guid.NewGuid():N}";
        _catalog.Save(name, TestCatalog.Split("train", [.. samples.Select(s => new Sample(s.Id, s.Image, 0))]));
        using var entry = _catalog.Store.Open(name);
        return ExportNames.Of(entry.Splits[0], new(), folders: true);
    }
}
