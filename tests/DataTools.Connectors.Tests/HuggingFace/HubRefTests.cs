using CsCheck;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Connectors.HuggingFace;

namespace DataTools.Connectors.Tests.HuggingFace;

/// <summary>Names of data sets on the Hub.</summary>
public sealed class HubRefTests
{
    [Theory]
    [InlineData("mnist", "mnist", null, null)]
    [InlineData("ylecun/mnist", "ylecun/mnist", null, null)]
    [InlineData("a/b@v1.0", "a/b", "v1.0", null)]
    [InlineData("a/b@refs/convert/parquet#plain text", "a/b", "refs/convert/parquet", "plain text")]
    [InlineData("a/b#c@d", "a/b", null, "c@d")]
    public void A_reference_is_read(string text, string id, string? revision, string? config) =>
        Assert.Equal(new HubRef(id, revision, config), HubRef.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("/b")]
    [InlineData("a/")]
    [InlineData("a/b/c")]
    [InlineData("../etc")]
    [InlineData("a/..")]
    [InlineData("a/b..c")]
    [InlineData("a/b@")]
    [InlineData("a/b#")]
    [InlineData("a/b@../../x")]
    [InlineData("a/b@/x")]
    [InlineData("a/b@x?y")]
    [InlineData("a b/c")]
    [InlineData("a/b@x y")]
    [InlineData("a/b%2F")]
    public void What_could_lead_elsewhere_is_no_reference(string text)
    {
        var fault = Assert.Throws<InvalidInputException>(() => HubRef.Parse(text));
        Assert.Contains("hf:OWNER/NAME", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_reference_prints_is_read_as_itself()
    {
        var part = Gen.String[Gen.Char["abzAZ019-_."], 1, 12].Where(s => char.IsAsciiLetterOrDigit(s[0]) && !s.Contains("..", StringComparison.Ordinal));
        var id = Gen.Select(part, part, Gen.Bool, (a, b, two) => two ? $"{a}/{b}" : a);
        var revision = Gen.OneOf(Gen.Const((string?)null), part.Select(s => (string?)s), Gen.Select(part, part, (a, b) => (string?)$"{a}/{b}"));
        var config = Gen.OneOf(Gen.Const((string?)null), Gen.String[Gen.Char["ab #@/é"], 1, 12].Where(s => s.Trim() == s && s.Length > 0).Select(s => (string?)s));
        Gen.Select(id, revision, config, (i, r, c) => new HubRef(i, r, c)).Sample(r => Assert.Equal(r, HubRef.Parse(r.ToString())));
    }

    [Fact]
    public void A_card_says_what_pulls_the_same_again() => Assert.Equal(
        new DatasetRef("hf", "a/b@0123456789abcdef0123456789abcdef01234567#c"),
        References.Pinned(new DatasetCard { Name = "b", Source = "hf:a/b#c", Revision = "0123456789abcdef0123456789abcdef01234567" }));
}
