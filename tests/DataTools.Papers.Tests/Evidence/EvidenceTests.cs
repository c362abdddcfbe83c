using System.Text;
using AngleSharp.Html.Parser;
using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Papers.Examining;
using DataTools.Papers.Tests.Support;

namespace DataTools.Papers.Tests.Evidence;

public sealed class EvidenceTests
{
    private static readonly Paper TinyDet = new("TinyDet: Small Detectors for Large Pictures")
    {
        Arxiv = ArxivId.TryParse("2401.00001"),
        Authors = [new("Ada Lovelace"), new("Grace Hopper")],
        Comment = "8 pages. Code is available at https://github.com/visionlab/tinydet. Project page: https://visionlab.github.io/tinydet/",
        Abstract = "We present TinyDet; models are at https://gitlab.com/visionlab/models. More under https://tinydet.example.org/ (project website).",
    };

    [Fact]
    public async Task Comment_and_abstract_name_repositories_pages_and_code_elsewhere()
    {
        var findings = await new TextLinks().AskAsync(TinyDet, default);
        var mention = Assert.Single(findings.Mentions);
        Assert.Equal((MentionKind.Comment, "visionlab/tinydet", "https://arxiv.org/abs/2401.00001"), (mention.Kind, mention.Repository.ToString(), mention.Source));
        Assert.Equal("Code is available at https://github.com/visionlab/tinydet.", mention.Quote);
        Assert.Equal(["https://visionlab.github.io/tinydet/", "https://tinydet.example.org/"], findings.ProjectPages.Select(p => p.AbsoluteUri));
        Assert.Equal("https://gitlab.com/visionlab/models", Assert.Single(findings.Elsewhere).Url);
        Assert.Empty((await new TextLinks().AskAsync(new("x"), default)).Mentions);
    }

    [Fact]
    public async Task Printed_links_keep_their_quotes_and_the_bibliography_is_others_work()
    {
        var findings = await new PrintedLinks().AskAsync(TinyDet with
        {
            Links =
            [
                new("https://github.com/visionlab/tinydet", "Our code: https://github.com/visionlab/tinydet", 1, InReferences: false),
                new("https://github.com/other/tool", "[5] A tool.", 9, InReferences: true),
                new("https://other.github.io/tool", "[6] Project page", 9, InReferences: true),
            ],
        }, default);
        Assert.Equal([(MentionKind.FullText, "https://arxiv.org/abs/2401.00001, page 1"), (MentionKind.Bibliography, "https://arxiv.org/abs/2401.00001, page 9")], findings.Mentions.Select(m => (m.Kind, m.Source)));
        Assert.StartsWith("Our code", findings.Mentions[0].Quote, StringComparison.Ordinal);
        Assert.Empty(findings.ProjectPages);
    }

    [Fact]
    public void Three_searches_are_made_with_the_methods_name_or_the_titles_words()
    {
        Assert.Equal(
            ["\"TinyDet: Small Detectors for Large Pictures\"", "\"2401.00001\"", "\"TinyDet\" \"Lovelace\""],
            GitHubSearch.Searches(TinyDet).Select(s => s.Search.Text));
        Assert.Equal(
            ["\"Deep Residual Learning for Image Recognition\"", "deep residual image recognition"],
            GitHubSearch.Searches(new("Deep Residual Learning for Image Recognition")).Select(s => s.Search.Text));
    }

    [Theory]
    [InlineData("ViT: An Image", "ViT")]
    [InlineData("Mask R-CNN: Again", "Mask R-CNN")]
    [InlineData("YOLO9000: Better, Faster", "YOLO9000")]
    [InlineData("Attention is all you need", null)]
    [InlineData("A study of many things in vision: part one", null)]
    [InlineData("$\\alpha$-Net: LaTeX", "-Net")]
    public void The_methods_name_stands_before_the_colon(string title, string? acronym) => Assert.Equal(acronym, new PaperWords(new(title)).Acronym);

    [Theory]
    [InlineData("We re-implement *TinyDet: small detectors\nfor large pictures*", true)]
    [InlineData("arXiv:2401.00001v2", true)]
    [InlineData("the tinydet model", true)]
    [InlineData("tinydetector and others", false)]
    [InlineData("", false)]
    public void A_text_that_speaks_of_the_paper_is_told(string text, bool does) => Assert.Equal(does, new PaperWords(TinyDet).Are(text));

    [Theory]
    [InlineData("First. See https://github.com/a/b for code. Last.", "https://github.com/a/b", "See https://github.com/a/b for code.")]
    [InlineData("https://github.com/a/b", "https://github.com/a/b", "https://github.com/a/b")]
    [InlineData("One\n\ntwo\nthree x\n\nfour", "x", "two three x")]
    public void The_sentence_around_is_quoted(string text, string piece, string quote) =>
        Assert.Equal(quote, Sentence.Around(text, text.IndexOf(piece, StringComparison.Ordinal), piece.Length));

    [Fact]
    public void A_long_sentence_is_cut_around_the_piece()
    {
        var quote = Sentence.Around($"{new string('a', 900)} here {new string('b', 900)}", 901, 4);
        Assert.InRange(quote.Length, 200, 250);
        Assert.Contains(" here ", quote, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_of_a_project_page_count_where_they_speak_of_code()
    {
        const string html = """
            <a class="button" href="https://github.com/visionlab/tinydet/tree/main/det"><i class="fab fa-github"></i><span>Code</span></a>
            <p>Our implementation for JAX is <a href="https://github.com/visionlab/tinydet-jax">here</a>.</p>
            <p>We compare with <a href="https://github.com/other/bigdet">BigDet</a>.</p>
            <p><a href="https://github.com/visionlab/visionlab.github.io">source code</a> of the page</p>
            <footer>This website is licensed freely; borrow the <a href="https://github.com/nerfies/page">source code</a>.</footer>
            <a href="/local">code</a> <a href="https://codeberg.org/visionlab/tinydet">Code mirror</a>
            """;
        var findings = ProjectPage.Read(new("https://visionlab.github.io/tinydet"), new HtmlParser().ParseDocument(html), default);
        Assert.Equal([("visionlab/tinydet", "det"), ("visionlab/tinydet-jax", null)], findings.Mentions.Select(m => (m.Repository.ToString(), m.Path)));
        Assert.Contains("JAX", findings.Mentions[1].Quote, StringComparison.Ordinal);
        Assert.Equal("https://codeberg.org/visionlab/tinydet", Assert.Single(findings.Elsewhere).Url);
    }

    [Theory]
    [InlineData("https://visionlab.github.io/tinydet/", "visionlab/tinydet")]
    [InlineData("https://visionlab.github.io/tinydet/index.html", "visionlab/tinydet")]
    [InlineData("https://visionlab.github.io/", null)]
    [InlineData("https://example.org/tinydet/", null)]
    public void A_page_of_GitHub_may_be_a_repositorys(string page, string? repository) => Assert.Equal(repository, ProjectPage.Guess(new(page))?.ToString());

    [Fact]
    public async Task A_page_that_is_made_to_take_time_is_given_up()
    {
        await using var scene = await PaperScene.StartAsync();
        var pages = new ProjectPage(scene.Services(), new(TimeSpan.Zero, Offline: true)) { LongestReading = TimeSpan.FromMilliseconds(50) };
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<div>", 100_000))));
        var fault = await Assert.ThrowsAsync<InvalidInputException>(() => pages.ReadAsync(new("https://visionlab.github.io/tinydet"), body, TestContext.Current.CancellationToken));
        Assert.Equal("https://visionlab.github.io/tinydet cannot be read within 0.05 seconds", fault.Message);
    }

    [Fact]
    public void Folders_are_found_where_a_README_speaks_of_the_paper()
    {
        const string readme = """
            - [TinyDet](research/tinydet) (arXiv 2401.00001)
            - [BigDet](research/bigdet)
            - TinyDet again: <a href="./zoo/tinydet/README.md">here</a>, ![TinyDet](docs/tinydet.png), [TinyDet](#tinydet), [up](../tinydet)
            - [TinyDet](https://github.com/lab/Models/tree/main/abs/tinydet) [TinyDet](https://github.com/other/x/tree/main/y) [TinyDet](https://example.org/tinydet)
            """;
        Assert.Empty(FolderLinks.In($"[TinyDet](research/tinydet) `{string.Concat(Enumerable.Repeat(" <", 1_000_000))}", RepositoryName.Parse("lab/models"), new(TinyDet)));
        Assert.Equal(["research/tinydet", "zoo/tinydet", "abs/tinydet"], FolderLinks.In(readme, RepositoryName.Parse("lab/models"), new(TinyDet)));
    }

    [Fact]
    public void Citation_files_are_read()
    {
        const string text = """
            cff-version: 1.2.0
            title: tinydet
            authors:
              - family-names: Lovelace
                given-names: Ada
              - name: The Vision Lab
              - family-names: Beethoven
                name-particle: van
                given-names: Ludwig
            preferred-citation:
              type: article
              title: "TinyDet: Small Detectors"
              authors: [{family-names: Lovelace, given-names: Ada}, {family-names: Hopper, given-names: Grace}]
            """;
        var citation = CitationReading.Read("u", text);
        Assert.Equal(["tinydet", "TinyDet: Small Detectors"], citation.Titles);
        Assert.Equal(["Ada Lovelace", "The Vision Lab", "Ludwig van Beethoven", "Grace Hopper"], citation.Authors);
        Assert.Empty(CitationReading.Read("u", "title: x\nauthors: nobody\n").Authors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b")]
    [InlineData("title: [unclosed")]
    [InlineData("a: 1\na: 2")]
    public void A_citation_file_that_is_none_is_told(string text) =>
        Assert.Contains("CITATION.cff", Assert.Throws<Catalog.InvalidInputException>(() => CitationReading.Read("x/CITATION.cff", text)).Message, StringComparison.Ordinal);
}
