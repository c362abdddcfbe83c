namespace DataTools.Catalog.Tests;

public sealed class SplitNamesTests
{
    [Theory]
    [InlineData("train", "train")]
    [InlineData("Training", "train")]
    [InlineData("VAL", "validation")]
    [InlineData("valid", "validation")]
    [InlineData("dev", "validation")]
    [InlineData("validation", "validation")]
    [InlineData("test", "test")]
    [InlineData("testing", "test")]
    [InlineData("eval", "test")]
    [InlineData("evaluation", "test")]
    [InlineData("cats", null)]
    [InlineData("", null)]
    public void Usual_spellings_are_known(string name, string? expected) => Assert.Equal(expected, SplitNames.Canonical(name));

    [Fact]
    public void They_have_an_order() =>
        Assert.Equal(["train", "validation", "test", "extra"], new[] { "extra", "test", "validation", "train" }.OrderBy(SplitNames.Order));

    [Theory]
    [InlineData("train", true)]
    [InlineData("train.clean.100", true)]
    [InlineData("Test_2", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("a..b", false)]
    [InlineData("a-b", false)]
    [InlineData("a/b", false)]
    [InlineData("é", false)]
    [InlineData("state.JSON", false)]
    public void A_name_is_what_load_from_disk_accepts(string name, bool good) => Assert.Equal(good, SplitNames.IsName(name));
}
