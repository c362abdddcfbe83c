using CsCheck;

namespace DataTools.Papers.Tests;

public sealed class ArxivIdTests
{
    private static readonly Gen<string> New = Gen.Select(Gen.Int[7, 49], Gen.Int[1, 12], Gen.Int[0, 9999], Gen.Bool)
        .Select(t => $"{t.Item1:00}{t.Item2:00}.{t.Item3:0000}{(t.Item4 ? "7" : "")}");

    private static readonly Gen<string> Old = Gen.Select(Gen.OneOf(Gen.Const("hep-th"), Gen.Const("math"), Gen.Const("astro-ph"), Gen.Const("cs")), Gen.Int[91, 106], Gen.Int[1, 12], Gen.Int[0, 999])
        .Select(t => $"{t.Item1}/{t.Item2 % 100:00}{t.Item3:00}{t.Item4:000}");

    private static readonly Gen<string> Any = Gen.OneOf(New, Old);

    [Fact]
    public void Every_form_of_an_id_is_the_same_id() => Gen.Select(Any, Gen.Int[1, 30], Gen.OneOf(Gen.Const(""), Gen.Const("arXiv:"), Gen.Const("arxiv: "), Gen.Const("ARXIV:"))).Sample((id, version, prefix) =>
    {
        var read = ArxivId.TryParse(id)!;
        Assert.Equal(id, read.Value);
        Assert.Equal(read, ArxivId.TryParse($"{prefix}{id}v{version}"));
        Assert.Equal(read, ArxivId.TryParse(read.ToString()));
        Assert.Equal(read, (Papers.Resolving.PaperQuery.Parse(read.Url) as Papers.Resolving.PaperQuery.ByArxiv)?.Id);
        Assert.Equal(read, (Papers.Resolving.PaperQuery.Parse(read.Doi) as Papers.Resolving.PaperQuery.ByArxiv)?.Id);
        Assert.Equal(read, (Papers.Resolving.PaperQuery.Parse($"https://arxiv.org/pdf/{id}v{version}.pdf") as Papers.Resolving.PaperQuery.ByArxiv)?.Id);
        Assert.InRange(read.Month, 1, 12);
        Assert.InRange(read.Year, 1991, 2049);
    });

    [Fact]
    public void Anything_may_come_and_nothing_breaks() => Gen.String.Sample(text => Assert.True(ArxivId.TryParse(text) is null || text.Contains('.') || text.Contains('/')));

    [Theory]
    [InlineData("math.GT/0309136", "math/0309136")]
    [InlineData("cs.CV/0601001v3", "cs/0601001")]
    public void The_class_of_an_old_id_may_be_left_out(string text, string id) => Assert.Equal(id, ArxivId.TryParse(text)?.Value);

    [Theory]
    [InlineData("1513.03385")]
    [InlineData("1512.033")]
    [InlineData("1512.033855")]
    [InlineData("15120.3385")]
    [InlineData("1512.03385v")]
    [InlineData("hep-th/99010")]
    [InlineData("/9901001")]
    [InlineData("١٥١٢.٠٣٣٨٥")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_id_is_none(string? text) => Assert.Null(ArxivId.TryParse(text));
}
