using CsCheck;
using DataTools.Papers.Text;

namespace DataTools.Papers.Tests.Text;

public sealed class TitleTextTests
{
    [Theory]
    [InlineData("Deep Residual Learning", "deep residual learning")]
    [InlineData("  TinyDet:\n Small—Detectors! ", "tinydet small detectors")]
    [InlineData("Poincaré Embeddings", "poincare embeddings")]
    [InlineData(@"Poincar\'e Embeddings", "poincare embeddings")]
    [InlineData(@"Poincar{\'{e}} Embeddings", "poincare embeddings")]
    [InlineData(@"M\""uller and Erd\H{o}s", "muller and erdos")]
    [InlineData("Müller & Erdős", "muller and erdos")]
    [InlineData(@"Stra{\ss}e, Øre", "strasse ore")]
    [InlineData(@"$\alpha$-GAN: $\textbf{A}_2$ and \emph{more}", "alpha gan a2 and more")]
    [InlineData("α-GAN", "alpha gan")]
    [InlineData(@"{\bf Bold} Title", "bold title")]
    [InlineData("H<sub>2</sub>O &amp; CO₂", "h2o and co2")]
    [InlineData("Don't Walk", "dont walk")]
    [InlineData("Deﬁning ﬂows", "defining flows")]
    [InlineData("e\u0301tude", "etude")]
    [InlineData("深度学习", "深度学习")]
    [InlineData("Phạm Nguyễn", "pham nguyen")]
    [InlineData("a < b and c", "a b and c")]
    [InlineData("!?", "")]
    public void Titles_become_comparable(string title, string expected) => Assert.Equal(expected, TitleText.Normalise(title));

    [Fact]
    public void Twice_is_once() => Gen.String.Sample(text =>
    {
        var once = TitleText.Normalise(text);
        Assert.Equal(once, TitleText.Normalise(once));
        Assert.Equal(once.Trim(), once);
        Assert.DoesNotContain("  ", once, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("Multi-Scale Training", "MULTISCALE TRAINING", true)]
    [InlineData("YOLOv3", "YOLOv4", false)]
    [InlineData("", "", false)]
    public void Sameness_is_but_for_writing(string a, string b, bool same) => Assert.Equal(same, TitleText.Same(a, b));

    [Theory]
    [InlineData("Deep Residual Lerning for Image Recognition", "Deep Residual Learning for Image Recognition", true)]
    [InlineData("Deep Residual Laerning for Image Recognition", "Deep Residual Learning for Image Recognition", true)]
    [InlineData("Fast AutoAugment", "AutoAugment", false)]
    [InlineData("Noise to Noise", "Noise to Noise: Learning Image Restoration", true)]
    [InlineData("BERT", "BERT: Pre-training of Deep Bidirectional Transformers", false)]
    [InlineData("Segment Anything in 3D: Part 1", "Segment Anything in 3D: Part 2", false)]
    [InlineData("Rethinking ResNet-50 Training", "Rethinking ResNet-51 Training", false)]
    [InlineData("Supervised Learning of Words", "Unsupervised Learning of Words", false)]
    public void Closeness_is_one_error_or_a_missing_subtitle(string a, string b, bool close)
    {
        Assert.Equal(close, TitleText.Close(a, b));
        Assert.Equal(close, TitleText.Close(b, a));
    }

    [Fact]
    public void Likeness_is_from_nothing_to_all()
    {
        Assert.Equal(1, TitleText.Similarity("A Title", "a title."));
        Assert.Equal(0.75, TitleText.Similarity("abcd", "abce"));
        Assert.Equal(0, TitleText.Similarity("", "a"));
        Gen.Select(Gen.String, Gen.String).Sample((a, b) =>
        {
            Assert.InRange(TitleText.Similarity(a, b), 0, 1);
            Assert.Equal(TitleText.Similarity(a, b), TitleText.Similarity(b, a), 12);
        });
    }
}
