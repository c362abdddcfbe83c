using DataTools.Catalog;
using DataTools.FakeServices.Arxiv;
using DataTools.Papers.Tests.Support;

namespace DataTools.Papers.Tests.Resolving.Arxiv;

public sealed class ArxivCatalogueTests
{
    private static readonly ArxivId TinyDet = ArxivId.TryParse("2401.00001")!;

    [Fact]
    public async Task An_entry_is_read_whole()
    {
        await using var scene = await PaperScene.StartAsync();
        var paper = await scene.Catalogue().ByArxivAsync(TinyDet, default);
        Assert.Equivalent(new Paper(@"TinyDet: Small Detectors with $\alpha$-Heads")
        {
            Authors = [new("Ada Writer") { Affiliations = ["Vision Lab"] }, new("José Müller")],
            Arxiv = TinyDet,
            Doi = "10.1109/cvpr.2024.00001",
            Published = new DateOnly(2024, 1, 1),
            Year = 2024,
            Venue = "CVPR 2024, pp. 1-8",
            Abstract = "We present tiny detectors.",
            Comment = "8 pages; code: https://github.com/visionlab/tinydet.",
            Url = "https://arxiv.org/abs/2401.00001",
        }, paper, strict: true);
        Assert.StartsWith("datatools/", scene.Arxiv.Requests.Single().Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hep-th/9901001")]
    [InlineData("math.GT/0309136")]
    public async Task Old_ids_are_found(string id)
    {
        var wanted = ArxivId.TryParse(id)!;
        await using var scene = await PaperScene.StartAsync(new FakeArxivPaper(wanted.Value, "Old"), PaperScene.TinyDet);
        Assert.Equal("Old", (await scene.Catalogue().ByArxivAsync(wanted, default))?.Title);
    }

    [Fact]
    public async Task An_unknown_id_is_no_paper_and_no_error()
    {
        await using var scene = await PaperScene.StartAsync();
        Assert.Null(await scene.Catalogue().ByArxivAsync(ArxivId.TryParse("2401.99999")!, default));
        Assert.Null(await scene.Catalogue().ByDoiAsync("10.1109/cvpr.2016.90", default));
        Assert.Equal(TinyDet, (await scene.Catalogue().ByDoiAsync("10.48550/arxiv.2401.00001", default))?.Arxiv);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(200)]
    public async Task A_refusal_written_as_a_paper_is_an_error(int status)
    {
        await using var scene = await PaperScene.StartAsync();
        scene.Arxiv.Next.Enqueue(FakeArxivAnswer.Error("incorrect id format for 2401.1", status));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => scene.Catalogue().ByArxivAsync(TinyDet, default));
        Assert.Contains("incorrect id format for 2401.1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_answers_do_not_pass_for_a_paper_called_Error()
    {
        await using var scene = await PaperScene.StartAsync(new FakeArxivPaper("2401.00002", "Error"));
        Assert.Equal("Error", (await scene.Catalogue().ByArxivAsync(ArxivId.TryParse("2401.00002")!, default))?.Title);
    }

    [Fact]
    public async Task Glitches_are_asked_again_and_not_kept()
    {
        await using var scene = await PaperScene.StartAsync();
        scene.Arxiv.Next.Enqueue(FakeArxivAnswer.Empty);
        scene.Arxiv.Next.Enqueue(FakeArxivAnswer.EmptyPage());
        scene.Arxiv.Next.Enqueue(new(200, "<feed xmlns='http://www.w3.org/2005/Atom'><entry>", "application/atom+xml"));
        Assert.NotNull(await scene.Catalogue().ByArxivAsync(TinyDet, default));
        Assert.Equal(4, scene.Arxiv.Requests.Count);
        Assert.NotNull(await scene.Catalogue(offline: true).ByArxivAsync(TinyDet, default));
    }

    [Fact]
    public async Task Glitches_that_stay_are_told_and_not_kept()
    {
        await using var scene = await PaperScene.StartAsync();
        for (var i = 0; i < 4; i++)
            scene.Arxiv.Next.Enqueue(FakeArxivAnswer.EmptyPage());
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Catalogue().ByArxivAsync(TinyDet, default));
        Assert.Contains("an empty page", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await scene.Catalogue().ByArxivAsync(TinyDet, default));
    }

    [Fact]
    public async Task Too_fast_is_waited_out_and_told_where_it_stays()
    {
        await using var scene = await PaperScene.StartAsync();
        scene.Arxiv.Next.Enqueue(FakeArxivAnswer.TooFast);
        scene.Arxiv.Next.Enqueue(FakeArxivAnswer.Unavailable);
        Assert.NotNull(await scene.Catalogue().ByArxivAsync(TinyDet, default));
        for (var i = 0; i < 4; i++)
            scene.Arxiv.Next.Enqueue(FakeArxivAnswer.TooFast);
        var error = await Assert.ThrowsAsync<RateLimitedException>(() => scene.Catalogue().ByArxivAsync(ArxivId.TryParse("2401.00002")!, default));
        Assert.Equal("arXiv", error.Source);
        Assert.Empty(scene.Arxiv.Next);
    }

    [Fact]
    public async Task A_captcha_is_told_and_not_kept()
    {
        await using var scene = await PaperScene.StartAsync();
        scene.Arxiv.Next.Enqueue(FakeArxivAnswer.Captcha);
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Catalogue().ByArxivAsync(TinyDet, default));
        Assert.Contains("arXiv reCAPTCHA", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await scene.Catalogue().ByArxivAsync(TinyDet, default));
    }

    [Fact]
    public async Task Requests_are_three_seconds_apart_and_one_at_a_time_also_from_two_clients()
    {
        await using var scene = await PaperScene.StartAsync();
        var clients = new[] { scene.Catalogue(), scene.Catalogue() };
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => clients[i % 2].ByArxivAsync(ArxivId.TryParse($"2401.0010{i}")!, default)));
        Assert.Equal(1, scene.Arxiv.MostAtOnce);
        Assert.Equal(6, scene.Arxiv.Requests.Count);
        var begun = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Assert.True(scene.Time.GetUtcNow() >= begun + TimeSpan.FromSeconds(15), "six requests take five waits");
    }

    [Fact]
    public async Task A_kept_answer_needs_no_wait_for_a_day()
    {
        await using var scene = await PaperScene.StartAsync();
        await scene.Catalogue().ByArxivAsync(TinyDet, default);
        var before = scene.Time.Waits.Count;
        scene.Time.Advance(TimeSpan.FromHours(23));
        Assert.NotNull(await scene.Catalogue().ByArxivAsync(TinyDet, default));
        Assert.Equal(before, scene.Time.Waits.Count);
        Assert.Single(scene.Arxiv.Requests);
        scene.Time.Advance(TimeSpan.FromHours(2));
        await scene.Catalogue().ByArxivAsync(TinyDet, default);
        Assert.Equal(2, scene.Arxiv.Requests.Count);
    }

    [Fact]
    public async Task A_damaged_or_future_time_file_costs_one_wait()
    {
        await using var scene = await PaperScene.StartAsync();
        var file = scene.Folder.Write("cache/http/arxiv.turn", "rubbish"u8.ToArray());
        Assert.NotNull(await scene.Catalogue().ByArxivAsync(TinyDet, default));
        Assert.Equal([TimeSpan.FromSeconds(3)], scene.Time.Waits);
        await File.WriteAllTextAsync(file, scene.Time.GetUtcNow().AddYears(1).ToString("O"));
        Assert.Null(await scene.Catalogue().ByArxivAsync(ArxivId.TryParse("2401.00002")!, default));
        Assert.Equal(2, scene.Time.Waits.Count);
    }

    [Theory]
    [InlineData("TinyDet: Small Detectors")]
    [InlineData("\"tinydet - small (detectors)\"")]
    [InlineData("Small Detecters with Heads: TinyDet")]
    public async Task Titles_are_found_by_phrase_and_then_by_words(string title)
    {
        await using var scene = await PaperScene.StartAsync(PaperScene.TinyDet, new FakeArxivPaper("2401.00009", "Something Else"));
        Assert.Equal(TinyDet, Assert.Single(await scene.Catalogue().ByTitleAsync(title, default)).Arxiv);
    }

    [Fact]
    public async Task Offline_without_an_answer_says_so()
    {
        await using var scene = await PaperScene.StartAsync();
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Catalogue(offline: true).ByArxivAsync(TinyDet, default));
        Assert.Empty(scene.Arxiv.Requests);
    }
}
