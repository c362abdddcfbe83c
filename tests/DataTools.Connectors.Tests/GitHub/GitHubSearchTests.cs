using CsCheck;
using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;
using Microsoft.AspNetCore.WebUtilities;

namespace DataTools.Connectors.Tests.GitHub;

public sealed class GitHubSearchTests
{
    private static readonly IReadOnlyList<FakeRepository> Many =
        [.. Enumerable.Range(0, 1100).Select(i => new FakeRepository($"lab/resnet-{i:D4}") { Stars = i })];

    [Fact]
    public async Task A_phrase_in_the_readme_finds_the_paper()
    {
        await using var scene = await GitHubScene.StartAsync();
        var search = new RepositorySearch(RepositorySearch.Phrase("TinyDet: Small Detectors for Large Pictures"))
        {
            In = [SearchField.Name, SearchField.Description, SearchField.Readme],
            MostStarredFirst = true,
        };
        var page = Assert.Single(await PagesAsync(scene.Client(), search));
        Assert.Equal((2, false), (page.Total, page.Incomplete));
        Assert.Equal(["someone/tinydet-tf", "visionlab/tinydet"], page.Items.Select(i => i.Name.ToString()));
        Assert.Contains("sort=stars", Assert.Single(scene.Fake.Requests).PathAndQuery, StringComparison.Ordinal);

        // Without the field, the text of a README counts for nothing; forks are left out unless wanted.
        Assert.Empty(Assert.Single(await PagesAsync(scene.Client(), search with { In = [] })).Items);
        Assert.Equal(["visionlab/tinydet"], await NamesAsync(scene.Client(), new("Official code")));
        Assert.Equal(["someone/tinydet", "visionlab/tinydet"], await NamesAsync(scene.Client(), new("Official code") { Forks = true }));
        Assert.Equal(["someone/tinydet-tf"], await NamesAsync(scene.Client(), new("tinydet") { Owner = "someone" }));
    }

    [Fact]
    public async Task Pages_are_followed_to_the_limit_and_no_further()
    {
        await using var scene = (await GitHubScene.StartAsync(Many)).WithToken();
        var client = scene.Client();
        var pages = await PagesAsync(client, new("resnet") { Limit = 250 });
        Assert.Equal([100, 100, 50], pages.Select(p => p.Items.Count));
        Assert.All(pages, p => Assert.Equal(1100, p.Total));
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"lab/resnet-{i:D4}"), pages.SelectMany(p => p.Items).Select(i => i.Name.ToString()));
        Assert.Equal(3, client.Sent);

        // A reader that stops early costs no page more.
        await foreach (var page in client.SearchAsync(new("resnet-0") { Limit = 1000 }, default))
        {
            Assert.Equal((1000, 100), (page.Total, page.Items.Count));
            break;
        }
        Assert.Equal(4, client.Sent);
    }

    [Fact]
    public async Task GitHub_gives_a_thousand_results_at_most()
    {
        await using var scene = (await GitHubScene.StartAsync(Many)).WithToken();
        var pages = await PagesAsync(scene.Client(), new("resnet") { Limit = 1000 });
        Assert.Equal(1000, pages.Sum(p => p.Items.Count));
        Assert.Equal(10, scene.Fake.Requests.Count);
        await Assert.ThrowsAsync<InvalidInputException>(() => PagesAsync(scene.Client(), new("resnet") { Limit = 1001 }));
    }

    [Fact]
    public async Task A_server_out_of_time_is_told_of()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Incomplete = true;
        Assert.True(Assert.Single(await PagesAsync(scene.Client(), new("tinydet"))).Incomplete);
    }

    [Fact]
    public async Task An_empty_page_with_a_next_one_ends_the_search()
    {
        await using var scene = await GitHubScene.StartAsync();
        var empty = new FakeAnswer(200, """{"total_count":5,"incomplete_results":false,"items":[]}""") { Headers = [("Link", $"<{scene.Fake.Address}/search/repositories?q=a&page=2>; rel=\"next\"")] };
        scene.Fake.Next.Enqueue(empty);
        scene.Fake.Next.Enqueue(empty);
        Assert.Single(await PagesAsync(scene.Client(), new("tinydet")));
    }

    [Fact]
    public async Task Whatever_is_in_a_title_arrives_as_it_was_written()
    {
        await using var scene = (await GitHubScene.StartAsync([])).WithToken();
        string[] titles = ["C++ & C#: 100% of What?", "Größe=1+1 „naïve“ 图像", "a/b:c;d,e~f", "50%25 \\ <tag> {x} [y] |z|"];
        foreach (var title in titles)
        {
            await PagesAsync(scene.Client(), new(RepositorySearch.Phrase(title)) { In = [SearchField.Readme] });
            var query = QueryHelpers.ParseQuery(new Uri($"http://x{scene.Fake.Requests.Last().PathAndQuery}").Query);
            Assert.Equal($"\"{title}\" in:readme", query["q"].ToString());
        }
        Assert.Equal(titles.Length, scene.Fake.Requests.Count);
    }

    [Fact]
    public void A_phrase_is_never_refused_as_too_long() => Gen.String[Gen.Char["ab \t\"ü"], 0, 600].Where(s => s.Any(char.IsLetter)).Sample(title =>
    {
        var phrase = RepositorySearch.Phrase(title);
        Assert.InRange(phrase.Length, 3, 256);
        Assert.Equal(2, phrase.Count(c => c == '"'));
        new RepositorySearch(phrase).Query();
    });

    [Fact]
    public void A_long_phrase_ends_with_a_whole_word()
    {
        var phrase = RepositorySearch.Phrase(string.Join(' ', Enumerable.Repeat("learning", 60)));
        Assert.EndsWith(" learning\"", phrase, StringComparison.Ordinal);
        Assert.Equal("\"deep learning\"", RepositorySearch.Phrase(" deep\n \"learning\" "));
    }

    [Fact]
    public async Task A_search_that_GitHub_would_refuse_costs_no_call()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client();
        Assert.Contains("257", (await Assert.ThrowsAsync<InvalidInputException>(() => PagesAsync(client, new(new string('a', 257))))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidInputException>(() => PagesAsync(client, new(" ")));
        await Assert.ThrowsAsync<InvalidInputException>(() => PagesAsync(client, new("a") { Limit = 0 }));
        Assert.Equal(0, client.Sent);
    }

    [Fact]
    public async Task What_GitHub_says_against_a_search_is_passed_on()
    {
        await using var scene = await GitHubScene.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => PagesAsync(scene.Client(), new("tinydet") { Owner = "nobody-at-all" }));
        Assert.Contains("the search for tinydet", error.Message, StringComparison.Ordinal);
        Assert.Contains("The listed users cannot be searched", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
        var many = await Assert.ThrowsAsync<InvalidInputException>(() => PagesAsync(scene.Client(), new("a OR b OR c OR d OR e OR f OR g")));
        Assert.Contains("More than five", many.Message, StringComparison.Ordinal);
    }

    private static async Task<List<RepositoryPage>> PagesAsync(GitHubApi client, RepositorySearch search)
    {
        var pages = new List<RepositoryPage>();
        await foreach (var page in client.SearchAsync(search, default))
            pages.Add(page);
        return pages;
    }

    private static async Task<IEnumerable<string>> NamesAsync(GitHubApi client, RepositorySearch search) =>
        (await PagesAsync(client, search)).SelectMany(p => p.Items).Select(i => i.Name.ToString());
}
