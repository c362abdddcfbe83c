using CsCheck;
using DataTools.Catalog;
using DataTools.Papers.Resolving;
using DataTools.Papers.Text;

namespace DataTools.Papers.Tests.Resolving;

public sealed class BibTeXTests
{
    [Fact]
    public void A_published_paper_is_an_entry_of_its_conference() => Assert.Equal("""
        @inproceedings{he2016deep,
          title = {{Deep} {Residual} {Learning} for {Image} {Recognition}},
          author = {Kaiming He and Xiangyu Zhang},
          booktitle = {Proceedings of CVPR \& Friends},
          year = {2016},
          eprint = {1512.03385},
          archivePrefix = {arXiv},
          doi = {10.1109/cvpr.2016.90_x},
          url = {https://arxiv.org/abs/1512.03385}
        }

        """, BibTeX.Write(new("Deep Residual Learning for Image Recognition")
    {
        Authors = [new("Kaiming He"), new("Xiangyu Zhang")],
        Arxiv = ArxivId.TryParse("1512.03385"),
        Doi = "10.1109/cvpr.2016.90_x",
        Year = 2016,
        Venue = "Proceedings of CVPR & Friends",
        Url = "https://arxiv.org/abs/1512.03385",
    }), ignoreLineEndingDifferences: true);

    [Fact]
    public void A_preprint_is_misc_and_what_is_not_known_is_left_out() => Assert.Equal("""
        @misc{muller2024alpha,
          title = {The $\alpha$-{GAN}: 100\% of {Poincar\'e}\_{X}},
          author = {José Müller and {Bits and Pieces, Inc.}},
          year = {2024},
          eprint = {2401.00001},
          archivePrefix = {arXiv}
        }

        """.Replace("""{The $\alpha$-{GAN}: 100\% of {Poincar\'e}\_{X}}""", """{{The} $\alpha$-GAN: 100\% of Poincar\'e\_X}""", StringComparison.Ordinal), BibTeX.Write(new(@"The $\alpha$-GAN: 100% of Poincar\'e_X")
    {
        Authors = [new("José Müller"), new("Bits and Pieces, Inc.")],
        Arxiv = ArxivId.TryParse("2401.00001"),
        Year = 2024,
    }), ignoreLineEndingDifferences: true);

    [Fact]
    public void Nothing_known_but_a_title_is_an_entry_too() => Assert.Equal("@misc{title,\n  title = {{A} {Title}}\n}\n", BibTeX.Write(new("A Title")));

    [Fact]
    public void Whatever_is_written_can_be_read() => Gen.Select(Gen.String, Gen.String, Gen.String).Sample((title, name, venue) =>
    {
        var entry = Assert.Single(BibTeX.Read("% before\n" + BibTeX.Write(new(title) { Authors = [new(name)], Venue = venue, Arxiv = ArxivId.TryParse("2401.00001"), Doi = "10.1109/x.1" }) + "after", "x.bib"));
        Assert.Equal(("2401.00001", "10.1109/x.1"), (entry.Eprint?.Value, entry.Doi));
    });

    [Fact]
    public void Plain_titles_come_back() => Gen.String[Gen.OneOf(Gen.Char.AlphaNumeric, Gen.Const(' '), Gen.Const(':'), Gen.Const('-'), Gen.Const('&'), Gen.Const('%')), 1, 60]
        .Where(t => TitleText.Key(t).Length > 0)
        .Sample(title => Assert.Equal(TitleText.Normalise(title), TitleText.Normalise(BibTeX.Read(BibTeX.Write(new(title)), "x.bib")[0].Title!)));

    [Fact]
    public void Files_as_they_are_found_are_read()
    {
        const string file = """
            This file was made by hand: mail me@example.org.
            @string{cvpr = "Proc. " # {CVPR}}
            @comment{jabref-meta: {grouping} @article{not, title={Not}}}
            @preamble{ "\newcommand{\x}{y}" }
            @InProceedings{ he:2016 ,
              Title = {Deep {R}esidual Learning
                 for {{Image}} Recognition},
              author="He, Kaiming and {Bits {"}and{"} Pieces}", booktitle = cvpr # " 2016",
              month = jun, year = 2016,
              DOI = {https://doi.org/10.1109/CVPR.2016.90},
            }
            @article(vaswani, title = "Attention {Is} All You Need", journal = {arXiv preprint arXiv:1706.03762}, year = {2017})
            @article{dblp, title={X, Y}, volume = {abs/1505.04597}, url={http://arxiv.org/abs/1505.04597} year = 2015}
            @misc{, howpublished = {\url{https://example.org/a_b}}}
            @misc{ours, eprint = {2401.00001v2}, archivePrefix = {arXiv}, doi = {10.48550/arXiv.2401.00001}}
            @online{empty}
            """;
        var entries = BibTeX.Read(file, "refs.bib");
        Assert.Equal(
        [
            new("he:2016", 5) { Title = "Deep Residual Learning for Image Recognition", Doi = "10.1109/cvpr.2016.90" },
            new("vaswani", 12) { Title = "Attention Is All You Need", Eprint = ArxivId.TryParse("1706.03762") },
            new("dblp", 13) { Title = "X, Y", Eprint = ArxivId.TryParse("1505.04597"), Url = "http://arxiv.org/abs/1505.04597" },
            new("", 14) { Url = "https://example.org/a_b" },
            new("ours", 15) { Eprint = ArxivId.TryParse("2401.00001") },
            new BibTeXEntry("empty", 16),
        ], entries);
        Assert.Equal(["10.1109/cvpr.2016.90", "1706.03762", "1505.04597", "https://example.org/a_b", "2401.00001", null], entries.Select(e => e.Query));
    }

    [Theory]
    [InlineData("\n\n@article{a, title={x}\n", "refs.bib: line 3: this entry has no end")]
    [InlineData("@article{a,\n title={x\n", "refs.bib: line 2: the '{' that begins here does not end")]
    [InlineData("@article{a,\n title=\"x}\n}", "refs.bib: line 2: the quotes that begin here do not end")]
    [InlineData("@article{a,\n title {x}}", "refs.bib: line 2: after 'title' there should be '='")]
    [InlineData("@article{a,\n title = ,}", "refs.bib: line 2: a value should be here, not ','")]
    [InlineData("@article{a,\n {x}}", "refs.bib: line 2: a field's name or the end of the entry should be here, not '{'")]
    [InlineData("@comment{", "refs.bib: line 1: the '{' that begins here does not end")]
    public void Damage_is_told_with_its_line(string text, string said) =>
        Assert.StartsWith(said, Assert.Throws<InvalidInputException>(() => BibTeX.Read(text, "refs.bib")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_terminals_obey_is_not_written() => Assert.DoesNotContain(
        BibTeX.Write(new("A\u001b]0;title\u0007") { Authors = [new("A\u009b31m B")], Venue = "V\u0000", Url = "https://x.org/\u001b" }), c => char.IsControl(c) && c != '\n');

    [Fact]
    public void Any_text_is_read_or_told() => Gen.String[Gen.OneOf(Gen.Const('@'), Gen.Const('{'), Gen.Const('}'), Gen.Const('"'), Gen.Const('='), Gen.Const(','), Gen.Const('#'), Gen.Const('('), Gen.Char['a', 'c'], Gen.Const('\n')), 0, 40].Sample(text =>
    {
        try
        {
            Assert.NotNull(BibTeX.Read(text, "x.bib"));
        }
        catch (InvalidInputException e)
        {
            Assert.StartsWith("x.bib: line ", e.Message, StringComparison.Ordinal);
        }
    });
}
