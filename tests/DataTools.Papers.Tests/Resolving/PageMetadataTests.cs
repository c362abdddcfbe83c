using DataTools.Catalog;
using DataTools.Papers.Tests.Support;

namespace DataTools.Papers.Tests.Resolving;

public sealed class PageMetadataTests
{
    private const string Page = """
        <!DOCTYPE html><html><head><title>TinyDet</title>
        <meta name="citation_title" content="TinyDet:&#10; Small &amp; Good">
        <meta name="citation_author" content="Writer, Ada"><meta name="citation_author" content="José Müller">
        <meta name="citation_publication_date" content="2024/01/05"><meta name="citation_conference_title" content="CVPR">
        <meta name="citation_doi" content="10.1109/CVPR.2024.00001"><meta name="citation_arxiv_id" content="2401.00001">
        <meta name="citation_abstract" content="We present."></head><body></body></html>
        """;

    [Fact]
    public async Task The_tags_tell_the_paper_and_are_kept()
    {
        await using var scene = await PageScene.StartAsync(Page);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equivalent(new Paper("TinyDet: Small and Good")
            {
                Authors = [new("Ada Writer"), new("José Müller")],
                Arxiv = ArxivId.TryParse("2401.00001"),
                Doi = "10.1109/cvpr.2024.00001",
                Published = new DateOnly(2024, 1, 5),
                Year = 2024,
                Venue = "CVPR",
                Abstract = "We present.",
                Url = scene.Address,
            }, await scene.Pages(offline: i > 0).ReadAsync(new(scene.Address), default), strict: true);
        }
        Assert.Equal(1, scene.Requests);
    }

    [Theory]
    [InlineData("2024", null, 2024)]
    [InlineData("2024/1", null, 2024)]
    [InlineData("2024-1-5", "2024-01-05", 2024)]
    [InlineData("5 January 2024", "2024-01-05", 2024)]
    [InlineData("soon", null, null)]
    public async Task Dates_come_in_many_forms(string date, string? expected, int? year)
    {
        await using var scene = await PageScene.StartAsync($"""<meta name="citation_title" content="A Title"><meta name="citation_online_date" content="{date}">""");
        var paper = await scene.Pages().ReadAsync(new(scene.Address), default);
        Assert.Equal((expected, year), (paper.Published?.ToString("yyyy-MM-dd"), paper.Year));
    }

    [Fact]
    public async Task A_page_of_no_paper_is_told_and_not_kept()
    {
        await using var scene = await PageScene.StartAsync("<html><title>Are you human?</title></html>");
        var error = await Assert.ThrowsAsync<NotFoundException>(() => scene.Pages().ReadAsync(new(scene.Address), default));
        Assert.Contains("Are you human?", error.Message, StringComparison.Ordinal);
        scene.Body = Page;
        Assert.Equal("2401.00001", (await scene.Pages().ReadAsync(new(scene.Address), default)).Arxiv?.Value);
    }

    [Fact]
    public async Task What_is_no_page_is_told()
    {
        await using var scene = await PageScene.StartAsync("%PDF-1.4");
        scene.ContentType = "application/pdf";
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => scene.Pages().ReadAsync(new(scene.Address), default));
        Assert.Contains("path of the file", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_not_there_or_not_given_is_told()
    {
        await using var scene = await PageScene.StartAsync(Page);
        scene.Status = 404;
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Pages().ReadAsync(new(scene.Address), default));
        scene.Status = 403;
        Assert.Contains("403", (await Assert.ThrowsAsync<NetworkException>(() => scene.Pages().ReadAsync(new(scene.Address + "2"), default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_end_is_left()
    {
        await using var scene = await PageScene.StartAsync(new string('x', 11 << 20));
        Assert.Contains("more than 10 MB", (await Assert.ThrowsAsync<InvalidInputException>(() => scene.Pages().ReadAsync(new(scene.Address), default))).Message, StringComparison.Ordinal);
    }
}
