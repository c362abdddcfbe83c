using DataTools.Papers.Resolving;
using DataTools.Papers.Text;

namespace DataTools.Papers.Tests.Resolving;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(" \n\t", null)]
    [InlineData("<p></p>", null)]
    [InlineData("  Two\n  lines\u00A0here ", "Two lines here")]
    [InlineData("<jats:title>Abstract</jats:title><jats:p>First.</jats:p><jats:p>Second.</jats:p>", "First. Second.")]
    [InlineData("<jats:sec><jats:title>Results</jats:title><jats:p>p &lt; 0.05 &amp; more</jats:p></jats:sec>", "Results p < 0.05 & more")]
    [InlineData("H<sub>2</sub>O and <i>E. coli</i>", "H2O and E. coli")]
    [InlineData("a < b and c > d", "a < b and c > d")]
    [InlineData("of <jats:inline-formula><jats:alternatives><jats:tex-math>$x$</jats:tex-math><mml:math><mml:mi>x</mml:mi></mml:math></jats:alternatives></jats:inline-formula> here", "of $x$ here")]
    [InlineData("of <mml:math><mml:mi>y</mml:mi></mml:math> here", "of y here")]
    [InlineData("<script>alert(1)</script>Safe", "Safe")]
    [InlineData("Unclosed <b>bold", "Unclosed bold")]
    public void Markup_goes_and_words_stay(string? markup, string? plain) => Assert.Equal(plain, PlainText.OfMarkup(markup));

    [Theory]
    [InlineData("https://arxiv.org/abs/2401.00001v2", "2401.00001")]
    [InlineData("http://www.arxiv.org/pdf/2401.00001v1.pdf", "2401.00001")]
    [InlineData("http://export.arxiv.org/abs/astro-ph/0601001", "astro-ph/0601001")]
    [InlineData("https://doi.org/10.48550/arXiv.2401.00001", "2401.00001")]
    [InlineData("10.48550/arxiv.math.GT/0309136", "math/0309136")]
    [InlineData("arXiv:2401.00001", "2401.00001")]
    [InlineData("2401.00001", "2401.00001")]
    [InlineData("https://example.org/abs/2401.00001", null)]
    [InlineData("https://notarxiv.org/abs/2401.00001", null)]
    [InlineData("10.5555/2401.00001", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Arxiv_ids_are_read_in_every_form(string? text, string? id) => Assert.Equal(id, PaperIds.Arxiv(text)?.Value);

    [Theory]
    [InlineData("https://doi.org/10.1109/CVPR.2016.90", "10.1109/cvpr.2016.90")]
    [InlineData("doi:10.1109/CVPR.2016.90", "10.1109/cvpr.2016.90")]
    [InlineData("10.1109/cvpr 2016", null)]
    [InlineData("10.48550/arxiv.2401.00001", null)]
    public void The_publishers_DOI_is_bare_and_in_lower_case(string text, string? doi) => Assert.Equal(doi, PaperIds.PublishersDoi(text));

    [Fact]
    public void Close_titles_come_closest_first_and_others_not_at_all()
    {
        Paper[] found = [new("Residual Networks for Sound"), new("Learning Residual Image Deep Recognition Nets and Much More"), new("Deep Residual Learning for Image Recognition"), new("Cooking for Two")];
        Assert.Equal(
            ["Deep Residual Learning for Image Recognition", "Learning Residual Image Deep Recognition Nets and Much More"],
            CloseTitles.Of("deep residual learning for image recognition", found).Select(p => p.Title));
        Assert.Empty(CloseTitles.Of("...", found));
        Assert.False(CloseTitles.AreSame("?", "!"));
    }

    [Theory]
    [InlineData("Élégance  naïve:\nA Study!", "elegance naive a study")]
    [InlineData("ResNet-50", "resnet 50")]
    public void Titles_are_compared_without_accents_and_punctuation(string title, string plain) => Assert.Equal(plain, TitleText.Normalise(title));
}
