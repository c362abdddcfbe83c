using DataTools.Papers.Resolving.Pdf;

namespace DataTools.Papers.Tests.Resolving.Pdf;

public sealed class PrintedUrlsTests
{
    [Theory]
    [InlineData("see https://github.com/a/b.", "https://github.com/a/b")]
    [InlineData("(https://github.com/a/b)", "https://github.com/a/b")]
    [InlineData("https://example.org/wiki/Set_(mathematics), and", "https://example.org/wiki/Set_(mathematics)")]
    [InlineData("1https://github.com/a/b", "https://github.com/a/b")]
    [InlineData("1github.com/a/b", "https://github.com/a/b")]
    [InlineData("www.example.org/code", "https://www.example.org/code")]
    [InlineData("visionlab.github.io/tinydet", "https://visionlab.github.io/tinydet")]
    [InlineData("https://github.com/ a/b is ours", "https://github.com/a/b")]
    [InlineData("http://a.org/x; https://b.org/y", "http://a.org/x https://b.org/y")]
    [InlineData("https://github.com/a/|b is ours", "https://github.com/a/b")]
    [InlineData("https://github.com/a|/b", "https://github.com/a/b")]
    [InlineData("https://github.|com/a/b", "https://github.com/a/b")]
    [InlineData("https://|github.com/a/b", "https://github.com/a/b")]
    [InlineData("https://github.com/a/deep-|residual-networks.", "https://github.com/a/deep-residual-networks")]
    [InlineData("https://github.com/a/b|_c", "https://github.com/a/b_c")]
    [InlineData("https://github.com/a/b/tree/|main/det_3d", "https://github.com/a/b/tree/main/det_3d")]
    [InlineData("https://github.com/facebook|research/detectron2", "https://github.com/facebookresearch/detectron2")]
    [InlineData("https://github.com/a/b.|git", "https://github.com/a/b.git")]
    [InlineData("https://github.com/a/b.|We show", "https://github.com/a/b")]
    [InlineData("https://github.com/a/b|and more", "https://github.com/a/b")]
    [InlineData("https://github.com/a/b,|which", "https://github.com/a/b")]
    [InlineData("https://lab.github.io/project/|We show", "https://lab.github.io/project")]
    [InlineData("https://github.com/a/b|https://github.com/c/d", "https://github.com/a/b https://github.com/c/d")]
    [InlineData("https://example.org/a-|b.html and https://c.org/d", "https://example.org/a-b.html https://c.org/d")]
    [InlineData("mail a@github.com/x, or none at all.", "")]
    [InlineData("https://", "")]
    public void Addresses_are_joined_where_only_that_makes_sense(string lines, string expected) =>
        Assert.Equal(expected, string.Join(' ', PrintedUrls.In(lines.Split('|')).Select(u => u.Url)));
}
