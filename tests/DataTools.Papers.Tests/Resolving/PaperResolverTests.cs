using DataTools.Catalog;
using DataTools.Papers.Resolving;
using DataTools.Papers.Tests.Support;

namespace DataTools.Papers.Tests.Resolving;

public sealed class PaperResolverTests
{
    private static readonly NetworkException Down = new("arXiv: no answer", "Try again.");

    private static readonly Paper ResNet = new("Deep Residual Learning for Image Recognition")
    {
        Authors = [new("Kaiming He"), new("Xiangyu Zhang"), new("Shaoqing Ren"), new("Jian Sun")],
        Arxiv = ArxivId.TryParse("1512.03385"),
        Published = new DateOnly(2015, 12, 10),
        Year = 2015,
        Comment = "Tech report",
        Url = "https://arxiv.org/abs/1512.03385",
    };

    private static readonly Paper ResNetCvpr = new("Deep Residual Learning for Image Recognition.")
    {
        Authors = [new("He, Kaiming") { Affiliations = ["Microsoft"] }, new("X. Zhang"), new("S. Ren"), new("J. Sun") { Homepage = "https://sun.example.org" }],
        Doi = "10.1109/cvpr.2016.90",
        Published = new DateOnly(2016, 6, 1),
        Year = 2016,
        Venue = "CVPR",
    };

    private static Task<Resolution> Resolve(string text, params IPaperCatalogue[] catalogues) => new PaperResolver(catalogues, null!).ResolveAsync(text, default);

    [Theory]
    [InlineData("deep residual learning for image recognition")]
    [InlineData("Deep Residual Lerning for Image Recognition")]
    [InlineData("1512.03385")]
    [InlineData("10.1109/CVPR.2016.90")]
    public async Task Preprint_and_conference_are_one_paper_whichever_is_named(string text)
    {
        var resolution = await Resolve(text, new FakePaperCatalogue("arXiv", ResNet), new FakePaperCatalogue("Crossref", ResNetCvpr));
        Assert.Equivalent(ResNet with
        {
            Authors = [new("Kaiming He") { Affiliations = ["Microsoft"] }, new("Xiangyu Zhang"), new("Shaoqing Ren"), new("Jian Sun") { Homepage = "https://sun.example.org" }],
            Doi = "10.1109/cvpr.2016.90",
            Venue = "CVPR",
        }, resolution.Paper, strict: true);
        Assert.Empty(resolution.Candidates);
        Assert.Empty(resolution.Failures);
    }

    [Fact]
    public async Task A_catalogue_that_fails_is_told_and_asked_once()
    {
        var down = new FakePaperCatalogue("arXiv", ResNet) { Fault = Down };
        var resolution = await Resolve("1512.03385", down, new FakePaperCatalogue("S2", ResNet));
        Assert.Equal("Deep Residual Learning for Image Recognition", resolution.Paper?.Title);
        Assert.Equal(new("arXiv", "arXiv: no answer", "Try again."), Assert.Single(resolution.Failures));
        Assert.Single(down.Asked);
    }

    [Theory]
    [InlineData("1512.03385")]
    [InlineData("Deep Residual Learning")]
    public async Task Where_all_fail_the_first_fault_is_told(string text) =>
        Assert.Same(Down, await Assert.ThrowsAsync<NetworkException>(() => Resolve(text,
            new FakePaperCatalogue("arXiv") { Fault = Down }, new FakePaperCatalogue("S2") { Fault = new RateLimitedException("S2", null) })));

    [Theory]
    [InlineData("1512.99999", "the id arXiv:1512.99999")]
    [InlineData("10.1/x", "'10.1/x'")]
    [InlineData("10.1109/none", "the DOI 10.1109/none")]
    [InlineData("Zebra Crossings", "a title like 'Zebra Crossings'")]
    public async Task Nothing_known_is_told_with_who_was_asked(string text, string said)
    {
        var error = await Assert.ThrowsAsync<NotFoundException>(() => Resolve(text, new FakePaperCatalogue("arXiv") { Fault = Down }, new FakePaperCatalogue("S2", ResNet)));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("to S2; arXiv could not be asked", error.Message, StringComparison.Ordinal);
        Assert.Contains("try again later", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_papers_of_one_title_are_candidates()
    {
        var other = new Paper(ResNet.Title) { Authors = [new("Somebody Else")], Arxiv = ArxivId.TryParse("2401.00001") };
        var resolution = await Resolve(ResNet.Title, new FakePaperCatalogue("arXiv", ResNet, other));
        Assert.Null(resolution.Paper);
        Assert.Equal([ResNet.Arxiv, other.Arxiv], resolution.Candidates.Select(c => c.Arxiv));
    }

    [Fact]
    public async Task Of_two_papers_of_one_title_the_only_one_at_arXiv_is_meant()
    {
        var other = new Paper(ResNet.Title) { Authors = [new("Somebody Else")], Doi = "10.1000/x" };
        Assert.Equal(ResNet.Arxiv, (await Resolve(ResNet.Title, new FakePaperCatalogue("arXiv", ResNet), new FakePaperCatalogue("S2", other, ResNet))).Paper?.Arxiv);
    }

    [Fact]
    public async Task A_wrong_title_lists_papers_the_likeliest_first_and_each_once()
    {
        var others = Enumerable.Range(0, 20).Select(i => new Paper($"Deep Residual Learning of Type {i}")).ToArray();
        var resolution = await Resolve("Deep Residual Learning for Picture Recognition", new FakePaperCatalogue("arXiv", [.. others, ResNet]), new FakePaperCatalogue("S2", ResNet));
        Assert.Null(resolution.Paper);
        Assert.Equal(10, resolution.Candidates.Count);
        Assert.Equal(ResNet.Title, resolution.Candidates[0].Title);
        Assert.Single(resolution.Candidates, c => c.Arxiv == ResNet.Arxiv);
    }

    [Fact]
    public async Task A_subtitle_may_be_left_out_where_only_one_has_that_title()
    {
        Paper one = new("Noise to Noise: Learning Restoration"), two = new("Noise to Noise: A Survey");
        Assert.Equal(one.Title, (await Resolve("noise to noise", new FakePaperCatalogue("arXiv", one, ResNet))).Paper?.Title);
        Assert.Equal(2, (await Resolve("noise to noise", new FakePaperCatalogue("arXiv", one, two))).Candidates.Count);
    }

    [Fact]
    public async Task A_PDF_is_the_paper_that_its_id_or_title_names()
    {
        await using var scene = await PaperScene.StartAsync();
        var body = new MadePdf().Margin("arXiv:1512.03385v1 [cs.CV] 10 Dec 2015").Line("Deep Residual Learning for Image Recognition", 17).Line("Code: https://github.com/KaimingHe/deep-residual-networks");
        for (var i = 0; i < 10; i++)
            body.Line("Some lines of text in the usual size, so that it is the usual size.");
        var pdf = scene.Folder.Write("paper.pdf", body.Bytes());
        var known = await Resolve(pdf, new FakePaperCatalogue("arXiv", ResNet));
        Assert.Equal(("Tech report", "https://github.com/KaimingHe/deep-residual-networks"), (known.Paper?.Comment, known.Paper?.Links.Single().Url));

        // The id is another paper's: the title says which.
        var cited = new Paper("Quite Something Else") { Arxiv = ResNet.Arxiv, Authors = [new("N. Obody")] };
        Assert.Equal("10.1109/cvpr.2016.90", (await Resolve(pdf, new FakePaperCatalogue("arXiv", cited), new FakePaperCatalogue("Crossref", ResNetCvpr))).Paper?.Doi);

        var alone = await Resolve(pdf, new FakePaperCatalogue("arXiv") { Fault = Down });
        Assert.Equal(("Deep Residual Learning for Image Recognition", 1), (alone.Paper?.Title, alone.Failures.Count));
    }

    [Fact]
    public async Task A_page_is_the_paper_that_it_describes()
    {
        await using var scene = await PageScene.StartAsync("""<html><head><meta name="citation_title" content="Deep Residual Learning for Image Recognition"><meta name="citation_author" content="He, Kaiming"></head></html>""");
        var resolution = await new PaperResolver([new FakePaperCatalogue("arXiv", ResNet)], scene.Pages()).ResolveAsync(scene.Address, default);
        Assert.Equal(ResNet.Arxiv, resolution.Paper?.Arxiv);
        Assert.Equal(ResNet.Url, resolution.Paper?.Url);
        var unknown = await new PaperResolver([new FakePaperCatalogue("arXiv")], scene.Pages()).ResolveAsync(scene.Address, default);
        Assert.Equal(("Kaiming He", scene.Address), (unknown.Paper?.Authors.Single().Name, unknown.Paper?.Url));
    }
}
