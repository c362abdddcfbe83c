using DataTools.Catalog;
using DataTools.FakeServices.Papers;

namespace DataTools.Papers.Tests.Resolving;

/// <summary>What each service knows of papers.</summary>
public sealed class CatalogueTests
{
    private const string Title = "TinyDet: Small Detectors for Large Pictures";

    private static readonly ArxivId TinyDet = ArxivId.TryParse("2401.00001")!;

    [Fact]
    public async Task Semantic_Scholar_bridges_ids_and_knows_homepages()
    {
        await using var scene = await CatalogueScene.StartAsync();
        var client = scene.SemanticScholar();
        var paper = await client.ByArxivAsync(TinyDet, default);
        Assert.Equivalent(
            new Paper(Title)
            {
                Authors = [new("Ada Lovelace") { Affiliations = ["Vision Lab"], Homepage = "https://ada.example.org" }, new("Grace Hopper") { Affiliations = ["University of Testing"] }],
                Arxiv = TinyDet,
                Doi = "10.5555/ctv.2024.17",
                Published = new(2024, 1, 2),
                Year = 2024,
                Venue = "Conference on Tiny Vision",
                Abstract = SamplePapers.All[0].Abstract,
                Url = "https://www.semanticscholar.org/paper/0000000000000000000000000000000000000001",
            }, paper, strict: true);
        Assert.Equivalent(paper, await client.ByDoiAsync("10.5555/ctv.2024.17", default), strict: true);
        Assert.Equivalent(paper, await client.ByDoiAsync("10.48550/arxiv.2401.00001", default), strict: true);
    }

    [Fact]
    public async Task OpenAlex_knows_institutions_and_rebuilds_the_abstract()
    {
        await using var scene = await CatalogueScene.StartAsync();
        Assert.Equivalent(
            new Paper(Title)
            {
                // One of the names came as "Lovelace, Ada".
                Authors = [new("Ada Lovelace") { Affiliations = ["Vision Lab"] }, new("Grace Hopper") { Affiliations = ["University of Testing"] }],
                Arxiv = TinyDet,
                Doi = "10.5555/ctv.2024.17",
                Published = new(2024, 1, 2),
                Year = 2024,
                Venue = "Conference on Tiny Vision",
                Abstract = SamplePapers.All[0].Abstract,
                Url = "https://openalex.org/W4000",
            }, await scene.OpenAlex().ByDoiAsync("10.5555/ctv.2024.17", default), strict: true);
        var old = await scene.OpenAlex().ByArxivAsync(ArxivId.TryParse("astro-ph/0601001")!, default);
        Assert.Equal(("astro-ph/0601001", null, null, 2006), (old!.Arxiv!.Value, old.Doi, old.Venue, old.Year));
        Assert.Equal(["Somewhere, on Earth"], old.Authors[0].Affiliations);
    }

    [Fact]
    public async Task Crossref_gives_title_and_subtitle_as_one_and_the_abstract_without_its_markup()
    {
        await using var scene = await CatalogueScene.StartAsync();
        Assert.Equivalent(
            new Paper(Title)
            {
                Authors = [new("Ada Lovelace") { Affiliations = ["Vision Lab"] }, new("Grace Hopper") { Affiliations = ["University of Testing"] }],
                Arxiv = TinyDet,
                Doi = "10.5555/ctv.2024.17",
                Published = new(2024, 1, 2),
                Year = 2024,
                Venue = "Conference on Tiny Vision",
                Abstract = SamplePapers.All[0].Abstract,
                Url = "https://doi.org/10.5555/ctv.2024.17",
            }, await scene.Crossref().ByDoiAsync("10.5555/ctv.2024.17", default), strict: true);
        Assert.Empty(scene.DataCiteService.Requests);
    }

    [Fact]
    public async Task DataCite_is_asked_for_arXivs_DOIs_and_gives_the_first_date()
    {
        await using var scene = await CatalogueScene.StartAsync();
        var expected = new Paper(Title)
        {
            Authors = [new("Ada Lovelace") { Affiliations = ["Vision Lab"] }, new("Grace Hopper") { Affiliations = ["University of Testing"] }],
            Arxiv = TinyDet,
            Doi = "10.5555/ctv.2024.17",
            Published = new(2024, 1, 2),
            Year = 2024,
            Abstract = SamplePapers.All[0].Abstract,
            Url = "https://arxiv.org/abs/2401.00001",
        };
        Assert.Equivalent(expected, await scene.Crossref().ByArxivAsync(TinyDet, default), strict: true);
        Assert.Equivalent(expected, await scene.Crossref().ByDoiAsync("10.48550/arxiv.2401.00001", default), strict: true);
        Assert.Empty(scene.CrossrefService.Requests);
    }

    [Fact]
    public async Task Hugging_Face_knows_whose_account_it_is()
    {
        await using var scene = await CatalogueScene.StartAsync();
        var client = scene.HuggingFace();
        Assert.Equivalent(
            new Paper(Title)
            {
                Authors = [new("Ada Lovelace") { HuggingFaceAccount = "ada" }, new("Grace Hopper")],
                Arxiv = TinyDet,
                Published = new(2024, 1, 2),
                Year = 2024,
                Abstract = SamplePapers.All[0].Abstract,
                Url = "https://arxiv.org/abs/2401.00001",
            }, await client.ByArxivAsync(TinyDet, default), strict: true);
        Assert.Equal(Title, (await client.ByDoiAsync("10.48550/arxiv.2401.00001", default))!.Title);
        Assert.Null(await client.ByDoiAsync("10.5555/ctv.2024.17", default));
        Assert.Single(scene.Hub.Requests);
    }

    [Theory]
    [InlineData("hf")]
    [InlineData("s2")]
    [InlineData("openalex")]
    [InlineData("crossref")]
    public async Task A_title_finds_its_paper_whatever_its_punctuation(string service)
    {
        await using var scene = await CatalogueScene.StartAsync();
        foreach (var asked in new[] { Title, "tinydet - small detectors for LARGE pictures", "TinyDet: Small, Detectors | for! Large: Pictures?" })
            Assert.Equal(Title, (await scene.Client(service).ByTitleAsync(asked, default))[0].Title);
        Assert.Equal("10.5555/ctv.2024.17", service == "hf" ? "10.5555/ctv.2024.17" : (await scene.Client(service).ByTitleAsync(Title, default))[0].Doi);
    }

    [Theory]
    [InlineData("hf")]
    [InlineData("s2")]
    [InlineData("openalex")]
    [InlineData("crossref")]
    public async Task A_title_that_is_no_papers_finds_nothing(string service)
    {
        await using var scene = await CatalogueScene.StartAsync();
        foreach (var asked in new[] { "Cooking with gas and small pans in many places", "?!", "  " })
            Assert.Empty(await scene.Client(service).ByTitleAsync(asked, default));
    }

    [Theory]
    [InlineData("hf")]
    [InlineData("s2")]
    [InlineData("openalex")]
    [InlineData("crossref")]
    public async Task A_paper_that_is_not_known_is_null_and_no_failure(string service)
    {
        await using var scene = await CatalogueScene.StartAsync();
        var client = scene.Client(service);
        Assert.Null(await client.ByArxivAsync(ArxivId.TryParse("2412.99999")!, default));
        Assert.Null(await client.ByDoiAsync("10.5555/nothing", default));
        // Crossref's is not JSON, OpenAlex' may be a web page: both are kept as what they are.
        Assert.Null(await scene.Client(service).ByDoiAsync("10.5555/nothing", default));
        scene.Usage = new(TimeSpan.Zero, Offline: true);
        Assert.Null(await scene.Client(service).ByArxivAsync(ArxivId.TryParse("2412.99999")!, default));
    }

    [Theory]
    [InlineData("s2")]
    [InlineData("openalex")]
    [InlineData("crossref")]
    public async Task Ids_with_slashes_and_odd_characters_arrive_whole(string service)
    {
        await using var scene = await CatalogueScene.StartAsync();
        Assert.Equal("Dim Stars in Far-Away Fields", (await scene.Client(service).ByArxivAsync(ArxivId.TryParse("astro-ph/0601001")!, default))!.Title);
        var sheep = await scene.Client(service).ByDoiAsync("10.5555/sheep.1(2)<3>", default);
        Assert.Equal(("Counting Sheep with Fences", null, "Meadow College"), (sheep!.Title, sheep.Arxiv, sheep.Authors[0].Affiliations[0]));
    }

    [Fact]
    public async Task Accents_do_not_count_when_titles_are_compared()
    {
        await using var scene = await CatalogueScene.StartAsync();
        var paper = (await scene.SemanticScholar().ByTitleAsync("Elegance naive: a study of networks", default))[0];
        Assert.Equal(("Élégance naïve: A Study of Networks", "José Núñez", "2402.00002"), (paper.Title, paper.Authors[0].Name, paper.Arxiv!.Value));
        Assert.Null(paper.Doi);
        Assert.Null(paper.Venue);
    }

    [Fact]
    public async Task A_part_of_a_title_lists_candidates_at_Semantic_Scholar()
    {
        await using var scene = await CatalogueScene.StartAsync([new("Far-Away Fields") { Arxiv = "2401.00005" }, .. SamplePapers.All]);
        var found = await scene.SemanticScholar().ByTitleAsync("Far-Away", default);
        Assert.Equal(["Far-Away Fields", "Dim Stars in Far-Away Fields"], found.Select(p => p.Title));
        Assert.Equal(2, scene.Scholar.Requests.Count);
    }

    [Fact]
    public async Task A_merged_work_is_followed()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.OpenAlexService.Merged["doi:10.48550/arxiv.2401.00001"] = "W4000";
        Assert.Equal("https://openalex.org/W4000", (await scene.OpenAlex().ByArxivAsync(TinyDet, default))!.Url);
        // By its title too, where the preprint's own DOI is gone.
        scene.OpenAlexService.Merged.Clear();
        scene.Usage = new(TimeSpan.Zero, Offline: false);
        Assert.Null(await scene.OpenAlex().ByArxivAsync(TinyDet, default));
        Assert.Equal(TinyDet, (await scene.OpenAlex().ByTitleAsync(Title, default))[0].Arxiv);
    }

    [Fact]
    public async Task A_question_as_long_as_an_abstract_is_cut_where_a_word_ends()
    {
        await using var scene = await CatalogueScene.StartAsync();
        var title = string.Join(' ', Enumerable.Repeat("TinyDet small detectors", 20));
        await scene.HuggingFace().ByTitleAsync(title, default);
        await scene.HuggingFace().ByTitleAsync(new string('x', 400), default);
        var asked = scene.Hub.Requests.Select(r => Uri.UnescapeDataString(r.PathAndQuery.Split("q=")[1].Split('&')[0]).Replace('+', ' ')).ToList();
        Assert.InRange(asked[0].Length, 230, 250);
        Assert.StartsWith($"{asked[0]} ", title, StringComparison.Ordinal);
        Assert.Equal(250, asked[1].Length);
    }

    [Theory]
    [InlineData("hf")]
    [InlineData("s2")]
    [InlineData("openalex")]
    [InlineData("crossref")]
    public async Task What_was_asked_once_is_not_asked_again(string service)
    {
        await using var scene = await CatalogueScene.StartAsync();
        var first = await scene.Client(service).ByTitleAsync(Title, default);
        var calls = scene.Requests(service).Count;
        Assert.Equivalent(first, await scene.Client(service).ByTitleAsync(Title, default), strict: true);
        scene.Usage = new(TimeSpan.Zero, Offline: true);
        Assert.Equivalent(first, await scene.Client(service).ByTitleAsync(Title, default), strict: true);
        Assert.Equal(calls, scene.Requests(service).Count);
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Client(service).ByTitleAsync("Something else", default));
    }
}
