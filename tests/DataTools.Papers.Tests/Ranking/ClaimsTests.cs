using DataTools.Connectors.GitHub;
using DataTools.Papers.Ranking;
using DataTools.Papers.Text;

namespace DataTools.Papers.Tests.Ranking;

public sealed class ClaimsTests
{
    private static Claims Read(string readme, string? description = null) => new(
        RepositoryName.Parse("me/tinydet"), new(new("TinyDet: Small Detectors")), description, ReadmeText.Parse(readme));

    [Theory]
    [InlineData("This is the official implementation of TinyDet.")]
    [InlineData("Official PyTorch code for [TinyDet](https://arxiv.org/abs/2401.00001).")]
    [InlineData("# TinyDet - _Official TensorFlow implementation of the ICML paper_")]
    [InlineData("This repository contains the official JAX code.")]
    [InlineData("The official code release. This is not an official Google product.")]
    public void Official(string readme) => Assert.NotNull(Read(readme).Official);

    [Theory]
    [InlineData("Unofficial implementation of TinyDet.")]
    [InlineData("An unoficial PyTorch implementation.")]
    [InlineData("This is not the official implementation of TinyDet.")]
    [InlineData("The official implementation is here: https://github.com/visionlab/tinydet")]
    [InlineData("This implementation highly based on official code [visionlab/tinydet](https://github.com/visionlab/tinydet).")]
    [InlineData("Imported from official Keras examples.")]
    [InlineData("| model | acc(official) | acc(this repo) | time |")]
    [InlineData("I guess you would rely on the official implementation.")]
    public void Not_official(string readme) => Assert.Null(Read(readme).Official);

    [Theory]
    [InlineData("The official implementation is here: https://github.com/visionlab/tinydet.")]
    [InlineData("[Author's implementation](https://github.com/visionlab/tinydet)")]
    [InlineData("Original code is at https://github.com/visionlab/tinydet.git")]
    [InlineData("The code is based on authors' Tensorflow implementation [here](https://github.com/visionlab/tinydet).")]
    [InlineData("Several unofficial ports exist, and the [official implementation](https://github.com/visionlab/tinydet).")]
    public void Points_elsewhere(string readme) => Assert.Equal("visionlab/tinydet", Assert.Single(Read(readme).Pointers).Pointed!.ToString());

    [Theory]
    [InlineData("The official implementation is [here](https://github.com/me/tinydet).")]
    [InlineData("See [our site](https://github.com/visionlab/tinydet).")]
    public void Points_nowhere(string readme) => Assert.Empty(Read(readme).Pointers);

    [Theory]
    [InlineData("As described in our CVPR 2024 paper.", true)]
    [InlineData("We release our models.", true)]
    [InlineData("Our own maintainers work this way.", false)]
    [InlineData("See the paper.", false)]
    public void Ours(string readme, bool ours) => Assert.Equal(ours, Read(readme).Ours is not null);

    [Fact]
    public void An_unofficial_one_says_so_in_its_description() =>
        Assert.NotNull(Read("# TinyDet", "A PyTorch implementation of TinyDet (unofficial)").Unofficial);

    [Fact]
    public void A_reimplementation_is_not_unofficial()
    {
        var claims = Read("This PyTorch re-implementation serves as a proof of concept.");
        Assert.NotNull(claims.Reimplementation);
        Assert.Null(claims.Unofficial);
    }
}
