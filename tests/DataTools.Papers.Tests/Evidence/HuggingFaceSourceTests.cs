using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;
using DataTools.FakeServices.Papers;
using DataTools.Papers.Evidence;
using DataTools.Papers.Tests.Resolving;

namespace DataTools.Papers.Tests.Evidence;

public sealed class HuggingFaceSourceTests
{
    private const string Page = "https://huggingface.co/papers/2401.00001";

    private static readonly Paper TinyDet = new(SamplePapers.All[0].Title) { Arxiv = ArxivId.TryParse("2401.00001") };

    [Fact]
    public async Task A_repository_that_a_person_added_and_the_projects_page_are_told()
    {
        await using var scene = await CatalogueScene.StartAsync();
        var source = new HuggingFaceSource(scene.HuggingFace());
        var findings = await source.AskAsync(TinyDet, default);
        Assert.Equal("Hugging Face papers", source.Name);
        Assert.Equal(
            new Mention(RepositoryName.Parse("visionlab/tinydet"), MentionKind.HuggingFaceUser, Page, "githubRepo: https://github.com/visionlab/tinydet (added by a user)"),
            Assert.Single(findings.Mentions));
        Assert.Equal([new Uri("https://visionlab.github.io/tinydet")], findings.ProjectPages);
        Assert.Empty(findings.Elsewhere);
    }

    [Fact]
    public async Task What_a_program_found_is_told_as_such()
    {
        await using var scene = await CatalogueScene.StartAsync();
        var findings = await new HuggingFaceSource(scene.HuggingFace()).AskAsync(new("Dim Stars in Far-Away Fields") { Arxiv = ArxivId.TryParse("astro-ph/0601001") }, default);
        var mention = Assert.Single(findings.Mentions);
        Assert.Equal((RepositoryName.Parse("starlab/dim"), MentionKind.HuggingFaceAuto), (mention.Repository, mention.Kind));
        Assert.Equal("githubRepo: https://github.com/starlab/dim.git (found by a program)", mention.Quote);
        Assert.Empty(findings.ProjectPages);
    }

    [Theory]
    [InlineData("somebody-else")]
    [InlineData(null)]
    public async Task Whoever_added_it_otherwise_counts_as_a_program(string? by)
    {
        await using var scene = await CatalogueScene.StartAsync([SamplePapers.All[0] with { GithubRepoAddedBy = by }]);
        Assert.Equal(MentionKind.HuggingFaceAuto, Assert.Single((await new HuggingFaceSource(scene.HuggingFace()).AskAsync(TinyDet, default)).Mentions).Kind);
    }

    [Fact]
    public async Task A_project_page_that_is_a_repository_is_a_mention()
    {
        await using var scene = await CatalogueScene.StartAsync([SamplePapers.All[0] with { GithubRepo = null, ProjectPage = "https://github.com/biglab/zoo/tree/main/projects/tinydet" }]);
        var findings = await new HuggingFaceSource(scene.HuggingFace()).AskAsync(TinyDet, default);
        var mention = Assert.Single(findings.Mentions);
        Assert.Equal((RepositoryName.Parse("biglab/zoo"), "projects/tinydet", MentionKind.ProjectPage), (mention.Repository, mention.Path, mention.Kind));
        Assert.Empty(findings.ProjectPages);
    }

    [Fact]
    public async Task Code_on_other_hosts_is_told()
    {
        await using var scene = await CatalogueScene.StartAsync([SamplePapers.All[0] with { GithubRepo = "https://gitlab.com/visionlab/tinydet", ProjectPage = "not an address" }]);
        var findings = await new HuggingFaceSource(scene.HuggingFace()).AskAsync(TinyDet, default);
        Assert.Equal(
            new CodeElsewhere("https://gitlab.com/visionlab/tinydet", Page, "githubRepo: https://gitlab.com/visionlab/tinydet (added by a user)"),
            Assert.Single(findings.Elsewhere));
        Assert.Empty(findings.Mentions);
        Assert.Empty(findings.ProjectPages);
    }

    [Fact]
    public async Task A_paper_that_nobody_has_opened_there_has_no_findings()
    {
        await using var scene = await CatalogueScene.StartAsync();
        var findings = await new HuggingFaceSource(scene.HuggingFace()).AskAsync(new("Élégance naïve") { Arxiv = ArxivId.TryParse("2402.00002") }, default);
        Assert.Empty(findings.Mentions);
        Assert.Empty(findings.ProjectPages);
        Assert.Single(scene.Hub.Requests);
    }

    [Fact]
    public async Task Without_an_arXiv_id_the_title_must_be_the_same()
    {
        await using var scene = await CatalogueScene.StartAsync();
        var source = new HuggingFaceSource(scene.HuggingFace());
        Assert.Single((await source.AskAsync(new("tinydet small detectors for large pictures"), default)).Mentions);
        Assert.Empty((await source.AskAsync(new("TinyDet: Small Detectors for Large Pictures and More"), default)).Mentions);
    }

    [Fact]
    public async Task A_service_that_fails_is_a_failure_and_no_empty_answer()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Next("hf", FakeAnswer.WebPage());
        await Assert.ThrowsAsync<NetworkException>(() => new HuggingFaceSource(scene.HuggingFace()).AskAsync(TinyDet, default));
        scene.Hub.RefuseNext(1);
        await Assert.ThrowsAsync<RateLimitedException>(() => new HuggingFaceSource(scene.HuggingFace()).AskAsync(TinyDet, default));
    }
}
