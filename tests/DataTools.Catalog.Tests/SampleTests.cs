using CsCheck;

namespace DataTools.Catalog.Tests;

public sealed class SampleTests
{
    [Fact]
    public void The_original_of_a_copy_and_of_its_copies_is_found() =>
        Gen.Select(Gen.String[0, 20], Gen.Int[1, 100_000]).Where((id, _) => id.Length > 0 && !id.Contains('~')).Sample((id, copy) =>
        {
            Assert.Equal(id, Sample.OriginalId(Sample.CopyId(id, copy)));
            Assert.Equal(id, Sample.OriginalId(Sample.CopyId(Sample.CopyId(id, copy), 1)));
            Assert.Equal(copy, Sample.CopyNumber(Sample.CopyId(id, copy)));
        }, iter: 500);

    [Theory]
    [InlineData("a~1", "a")]
    [InlineData("a~1~2", "a")]
    [InlineData("a~0~2", "a~0")]
    [InlineData("a", "a")]
    [InlineData("~1", "~1")]
    [InlineData("a~", "a~")]
    [InlineData("a~b", "a~b")]
    [InlineData("a~-1", "a~-1")]
    [InlineData("a~ 1", "a~ 1")]
    [InlineData("a~0", "a~0")]
    [InlineData("a~99999999999999", "a~99999999999999")]
    public void Only_a_copys_mark_is_taken_off(string id, string original) => Assert.Equal(original, Sample.OriginalId(id));
}
