using CsCheck;
using DataTools.Papers.Text;

namespace DataTools.Papers.Tests.Text;

public sealed class ReadmeTextTests
{
    [Fact]
    public void Links_stay_with_their_sentences()
    {
        var readme = ReadmeText.Parse("It is fast. The [official code](https://github.com/a/b) is elsewhere! See <a href='https://x.org'>this</a>.");
        var sentences = Assert.Single(readme.Passages).Sentences;
        Assert.Equal(["It is fast.", "The official code is elsewhere!", "See this ."], sentences.Select(s => s.Text));
        Assert.Equal([[], ["https://github.com/a/b"], ["https://x.org"]], sentences.Select(s => s.Links));
    }

    [Fact]
    public void Entries_without_an_end_do_not_take_in_the_others()
    {
        var cited = ReadmeText.Parse(string.Concat(Enumerable.Repeat("@misc{title={x},\n", 10_000))).Cited;
        Assert.Equal(10_000, cited.Count);
        Assert.All(cited, c => Assert.Equal(17, c.Text.Length));
    }

    [Fact]
    public void Zones_follow_the_headings()
    {
        var readme = ReadmeText.Parse(
            """
            # Name
            Body.
            ## Citation
            Cite us.
            ## Third-party re-implementations
            - Theirs
            Usage
            -----
            ```python
            code = 1
            ```
            ### Related Papers
            Ours.
            """);
        Assert.Equal(
            [
                ("Name", ReadmeZone.Body), ("Body.", ReadmeZone.Body), ("Citation", ReadmeZone.Citation), ("Cite us.", ReadmeZone.Citation),
                ("Third-party re-implementations", ReadmeZone.Others), ("Theirs", ReadmeZone.Others), ("Usage", ReadmeZone.Body), ("code = 1", ReadmeZone.Code),
                ("Related Papers", ReadmeZone.Body), ("Ours.", ReadmeZone.Body),
            ],
            readme.Passages.Select(p => (p.Text, p.Zone)));
    }

    [Fact]
    public void References_to_links_images_and_comments()
    {
        var readme = ReadmeText.Parse("![a badge](https://img.org/x) <!-- hidden -->\n[the paper][p] and [our site]\n\n[p]: https://arxiv.org/abs/1512.03385\n[our site]: <https://site.org>\n");
        Assert.Equal("the paper and our site", readme.Passages[0].Text);
        Assert.Equal(["https://arxiv.org/abs/1512.03385", "https://site.org"], readme.Passages[0].Links);
    }

    [Fact]
    public void Bibtex_is_cited_wherever_it_stands()
    {
        var readme = ReadmeText.Parse("Ours.\n\n@misc{a, title={{U-Net}: {Networks}}, author={A B},\n year=2015}\n\n```\n@article{b,\n title = \"Second\"\n}\n```\n");
        Assert.Equal(["{U-Net}: {Networks}", "Second"], readme.Cited.Select(c => c.Title));
        Assert.Equal(ReadmeZone.Citation, readme.Passages[1].Zone);
    }

    [Fact]
    public void Any_text_can_be_parsed() => Gen.String[Gen.Char["#*_[]()<>`|=-\n\\!@{}\"' ahttps://github.com/x\uE000"], 0, 300].Sample(text =>
    {
        foreach (var passage in ReadmeText.Parse(text).Passages)
            Assert.DoesNotContain('\n', passage.Text);
    });
}
