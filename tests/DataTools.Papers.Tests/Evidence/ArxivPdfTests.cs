using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices.Arxiv;
using DataTools.Papers.Evidence;
using DataTools.Papers.Tests.Support;

namespace DataTools.Papers.Tests.Evidence;

public sealed class ArxivPdfTests
{
    private static readonly Paper TinyDet = new("TinyDet") { Arxiv = ArxivId.TryParse("2401.00001") };

    private static byte[] Pdf() => new MadePdf().Line("TinyDet", 17).Line("Code: https://github.com/visionlab/tinydet and https://gitlab.com/visionlab/tiny.")
        .Link("Project page", "https://visionlab.github.io/tinydet/")
        .Page().Line("References").Line("[1] Detectron2. https://github.com/facebookresearch/detectron2. https://gitlab.com/o/p").Bytes();

    [Fact]
    public async Task Repositories_are_told_with_page_and_whether_they_are_others()
    {
        await using var scene = await PaperScene.StartAsync(PaperScene.TinyDet with { Pdf = Pdf() });
        var findings = await scene.Pdf().AskAsync(TinyDet, default);
        Assert.Equal(
            [(RepositoryName.Parse("visionlab/tinydet"), MentionKind.FullText, "https://arxiv.org/pdf/2401.00001#page=1"), (RepositoryName.Parse("facebookresearch/detectron2"), MentionKind.Bibliography, "https://arxiv.org/pdf/2401.00001#page=2")],
            findings.Mentions.Select(m => (m.Repository, m.Kind, m.Source)));
        Assert.Contains("Code: https://github.com/visionlab/tinydet", findings.Mentions[0].Quote, StringComparison.Ordinal);
        Assert.Equal("https://gitlab.com/visionlab/tiny", Assert.Single(findings.Elsewhere).Url);
        Assert.Equal("https://visionlab.github.io/tinydet/", Assert.Single(findings.ProjectPages).AbsoluteUri);
    }

    [Fact]
    public async Task What_was_read_is_kept_for_a_week_without_the_PDF()
    {
        await using var scene = await PaperScene.StartAsync(PaperScene.TinyDet with { Pdf = Pdf() });
        await scene.Pdf().AskAsync(TinyDet, default);
        scene.Time.Advance(TimeSpan.FromDays(6));
        Assert.Equal(2, (await scene.Pdf().AskAsync(TinyDet, default)).Mentions.Count);
        Assert.Single(scene.Arxiv.Requests);
        scene.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(2, (await scene.Pdf(offline: true).AskAsync(TinyDet, default)).Mentions.Count);
        Assert.Single(scene.Arxiv.Requests);
        await scene.Pdf().AskAsync(TinyDet, default);
        Assert.Equal(2, scene.Arxiv.Requests.Count);
        Assert.True(new FileInfo(scene.Folder["cache", "http", "arxiv-pdf", "2401.00001.json"]).Length < 4000);
    }

    [Fact]
    public async Task The_users_own_PDF_is_used_where_it_was_read()
    {
        await using var scene = await PaperScene.StartAsync();
        var own = TinyDet with { Links = [new("https://github.com/a/b", "Code: https://github.com/a/b", 3, false)] };
        var mention = Assert.Single((await scene.Pdf().AskAsync(own, default)).Mentions);
        Assert.Equal(("a/b", "the PDF, page 3"), (mention.Repository.ToString(), mention.Source));
        Assert.Empty((await scene.Pdf().AskAsync(new Paper("Not at arXiv"), default)).Mentions);
        Assert.Empty(scene.Arxiv.Requests);
    }

    [Fact]
    public async Task A_paper_without_PDF_is_told_and_not_asked_for_again_on_the_same_day()
    {
        await using var scene = await PaperScene.StartAsync();
        foreach (var offline in new[] { false, false, true })
            Assert.Contains("no PDF of 2401.00001", (await Assert.ThrowsAsync<NotFoundException>(() => scene.Pdf(offline).AskAsync(TinyDet, default))).Message, StringComparison.Ordinal);
        Assert.Single(scene.Arxiv.Requests);
        scene.Time.Advance(TimeSpan.FromDays(2));
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Pdf().AskAsync(TinyDet, default));
        Assert.Equal(2, scene.Arxiv.Requests.Count);
    }

    [Fact]
    public async Task Captchas_and_refusals_are_told_and_not_kept()
    {
        await using var scene = await PaperScene.StartAsync(PaperScene.TinyDet with { Pdf = Pdf() });
        scene.Arxiv.Next.Enqueue(FakeArxivAnswer.Captcha);
        Assert.Contains("text/html", (await Assert.ThrowsAsync<NetworkException>(() => scene.Pdf().AskAsync(TinyDet, default))).Message, StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
            scene.Arxiv.Next.Enqueue(FakeArxivAnswer.TooFast);
        await Assert.ThrowsAsync<RateLimitedException>(() => scene.Pdf().AskAsync(TinyDet, default));
        scene.Arxiv.Next.Enqueue(FakeArxivAnswer.Empty);
        Assert.Equal(2, (await scene.Pdf().AskAsync(TinyDet, default)).Mentions.Count);
    }

    [Fact]
    public async Task Damage_and_size_are_told()
    {
        await using var scene = await PaperScene.StartAsync(PaperScene.TinyDet with { Pdf = "%PDF-1.4 and no more"u8.ToArray() }, new FakeArxivPaper("2401.00002", "Large") { Pdf = new byte[51 << 20] });
        Assert.Contains("damaged", (await Assert.ThrowsAsync<CorruptFileException>(() => scene.Pdf().AskAsync(TinyDet, default))).Message, StringComparison.Ordinal);
        Assert.Contains("more than 50 MB", (await Assert.ThrowsAsync<InvalidInputException>(() => scene.Pdf().AskAsync(TinyDet with { Arxiv = ArxivId.TryParse("2401.00002") }, default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_says_so()
    {
        await using var scene = await PaperScene.StartAsync(PaperScene.TinyDet with { Pdf = Pdf() });
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Pdf(offline: true).AskAsync(TinyDet, default));
        Assert.Empty(scene.Arxiv.Requests);
    }

    [Theory]
    [InlineData("https://export.arxiv.org/api", "https://export.arxiv.org/pdf/")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/pdf/")]
    [InlineData("https://mirror.example.org/arxiv/api", "https://mirror.example.org/arxiv/pdf/")]
    public void PDFs_lie_beside_the_API(string api, string expected) => Assert.Equal(expected, ArxivPdf.PdfRoot(new(api)));
}
