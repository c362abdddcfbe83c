using CsCheck;
using DataTools.Catalog.Text;

namespace DataTools.Catalog.Tests.Text;

public sealed class DidYouMeanTests
{
    private static readonly string[] Names = ["cifar10", "cifar100", "fashion-mnist", "mnist", "shapes", "svhn"];

    [Theory]
    [InlineData("cifar01", "cifar10")]
    [InlineData("cfar10", "cifar10")]
    [InlineData("cifar-10", "cifar10")]
    [InlineData("shpaes", "shapes")]
    [InlineData("SHAPES", "shapes")]
    [InlineData("MNIST", "mnist")]
    [InlineData("fashion", "fashion-mnist")]
    [InlineData("fashion-mnist-test", "fashion-mnist")]
    [InlineData("shvn", "svhn")]
    [InlineData("imagenet", null)]
    [InlineData("", null)]
    [InlineData("x", null)]
    public void The_nearest_is_suggested(string word, string? expected) => Assert.Equal(expected, DidYouMean.Closest(word, Names));

    [Fact]
    public void One_edit_finds_the_word_among_words_unlike_it() =>
        Gen.Select(Gen.String[Gen.Char['a', 'm'], 6, 12], Gen.Int[0, 5], Gen.Int[0, 3]).Sample((word, at, edit) =>
        {
            var typo = edit switch
            {
                0 => word.Remove(at, 1),
                1 => word.Insert(at, "z"),
                2 => word[..at] + "z" + word[(at + 1)..],
                _ => word[..(at / 2)] + word[(at / 2) + 1] + word[at / 2] + word[((at / 2) + 2)..],
            };
            Assert.Equal(word, DidYouMean.Closest(typo, ["nopqrstuvw", word, "qqqqqq"]));
        }, iter: 1000);

    [Fact]
    public void Without_a_near_one_a_short_list_is_told()
    {
        Assert.Equal("Did you mean svhn?", DidYouMean.Hint("svnh", Names, "Entries"));
        Assert.Equal("Entries: a1, b1.", DidYouMean.Hint("qqqqqq", ["b1", "a1"], "Entries"));
        Assert.Null(DidYouMean.Hint("qqqqqq", [], "Entries"));
        Assert.Null(DidYouMean.Hint("qqqqqq", [.. Enumerable.Range(0, 13).Select(i => $"{i}")], "Entries"));
    }
}
