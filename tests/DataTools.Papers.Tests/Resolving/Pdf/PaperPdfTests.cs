using DataTools.Catalog;
using DataTools.Papers.Resolving.Pdf;
using DataTools.Papers.Tests.Support;
using DataTools.Tests;

namespace DataTools.Papers.Tests.Resolving.Pdf;

public sealed class PaperPdfTests
{
    private static Paper Read(MadePdf pdf) => PaperPdf.Read(pdf.Bytes(), "paper.pdf");

    private static MadePdf Body(MadePdf pdf)
    {
        for (var i = 0; i < 30; i++)
            pdf.Line("Convolutional networks see what people see, mostly, and say so in vectors.");
        return pdf;
    }

    [Fact]
    public void The_title_is_what_is_set_in_the_largest_type()
    {
        var paper = Read(Body(new MadePdf().Line("Published as a conference paper at ICLR 2024", 9).Line("TinyDet: Small Detectors for Self-", 17).Line("Supervised Machines", 17).Line("Ada Writer", 12)));
        Assert.Equal("TinyDet: Small Detectors for Self-Supervised Machines", paper.Title);
        Assert.Null(paper.Arxiv);
        Assert.Null(paper.Doi);
        Assert.Empty(paper.Links);
    }

    [Fact]
    public void A_title_in_small_capitals_is_read_whole()
    {
        var paper = Read(Body(new MadePdf().SmallCaps(17, 13.6, "TINY", "DETECTORS", "FOR").SmallCaps(17, 13.6, "LARGE", "MACHINES")));
        Assert.Equal("TINY DETECTORS FOR LARGE MACHINES", paper.Title);
    }

    [Theory]
    [InlineData("Tiny Detectors for Large Machines", "Tiny Detectors for Large Machines")]
    [InlineData("Microsoft Word - final_v7.docx", "TINY DETECTORS FOR LARGE MACHINES")]
    [InlineData("Another Paper by the Same Template", "TINY DETECTORS FOR LARGE MACHINES")]
    [InlineData("", "TINY DETECTORS FOR LARGE MACHINES")]
    public void The_documents_own_title_counts_where_the_page_prints_it(string own, string expected) =>
        Assert.Equal(expected, Read(Body(new MadePdf(own).Line("TINY DETECTORS FOR LARGE MACHINES", 17))).Title);

    [Fact]
    public void A_larger_word_that_is_no_title_is_passed_over() =>
        Assert.Equal("Tiny Detectors for Large Machines", Read(Body(new MadePdf().Line("nature", 30).Line("Tiny Detectors for Large Machines", 17))).Title);

    [Fact]
    public void Where_all_is_in_one_type_there_is_no_title() => Assert.Equal("", Read(Body(new MadePdf())).Title);

    [Theory]
    [InlineData("arXiv:2401.00001v2 [cs.CV] 3 Mar 2024", "2401.00001")]
    [InlineData("arXiv:hep-th/9901001v1 1 Jan 1999", "hep-th/9901001")]
    public void The_stamp_in_the_margin_gives_the_id(string stamp, string id)
    {
        var paper = Read(Body(new MadePdf().Margin(stamp).Line("Tiny Detectors for Large Machines", 17)));
        Assert.Equal(id, paper.Arxiv?.Value);
        Assert.Equal("Tiny Detectors for Large Machines", paper.Title);
    }

    [Fact]
    public void The_id_of_a_paper_that_is_cited_is_not_taken()
    {
        var paper = Read(Body(new MadePdf().Line("Tiny Detectors for Large Machines", 17).Line("As He et al. (arXiv:1512.03385v1) show,")));
        Assert.Null(paper.Arxiv);
        Assert.Equal("1512.03385", Read(Body(new MadePdf().Line("arXiv:1512.03385v1 [cs.CV] 10 Dec 2015").Line("Tiny Detectors for Large Machines", 17))).Arxiv?.Value);
    }

    [Theory]
    [InlineData("https://doi.org/10.1109/CVPR.2024.00001")]
    [InlineData("DOI: 10.1109/CVPR.2024.00001.")]
    [InlineData("doi 10.1109/CVPR.2024.00001")]
    public void The_DOI_of_the_first_page_is_the_papers(string printed) =>
        Assert.Equal("10.1109/cvpr.2024.00001", Read(Body(new MadePdf().Line("Tiny Detectors", 17)).Line(printed)).Doi);

    [Fact]
    public void Links_are_found_with_page_and_quote_and_whether_in_the_references()
    {
        var pdf = Body(new MadePdf().Line("Tiny Detectors for Large Machines", 17));
        pdf.Line("Our code is available at https://github.com/visionlab/").Line("tinydet, with all weights.");
        pdf.Page().Link("Project page", "https://visionlab.github.io/tinydet/").Line("7. References").Line("[1] Y. Wu and others. Detectron2. https://github.com/facebookresearch/detectron2, 2019.");
        pdf.Page().Line("[2] A. Nother. Tools, github.com/other/tools.").Line("A Supplementary Material").Line("Weights: https://example.org/weights.zip");
        Assert.Equal(
        [
            new("https://github.com/visionlab/tinydet", "Convolutional networks see what people see, mostly, and say so in vectors. Our code is available at https://github.com/visionlab/ tinydet, with all weights.", 1, false),
            new("https://visionlab.github.io/tinydet/", "Project page 7. References", 2, false),
            new("https://github.com/facebookresearch/detectron2", "7. References [1] Y. Wu and others. Detectron2. https://github.com/facebookresearch/detectron2, 2019.", 2, true),
            new("https://github.com/other/tools", "[2] A. Nother. Tools, github.com/other/tools. A Supplementary Material", 3, true),
            new PrintedLink("https://example.org/weights.zip", "A Supplementary Material Weights: https://example.org/weights.zip", 3, false),
        ], Read(pdf).Links);
    }

    [Fact]
    public void Columns_are_read_one_after_the_other()
    {
        var pdf = Body(new MadePdf().Line("Tiny Detectors for Large Machines", 17))
            .Column(72, 300).Line("The code of this paper is here: https://github.com/visionlab/").Line("tinydet and so are the weights")
            .Column(340, 300).Line("of the second column").Line("there is nothing to say.");
        var link = Assert.Single(Read(pdf).Links);
        Assert.Equal("https://github.com/visionlab/tinydet", link.Url);
        Assert.EndsWith("tinydet and so are the weights of the second column", link.Quote, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_clicked_counts_before_what_is_printed()
    {
        var pdf = Body(new MadePdf().Line("Tiny Detectors", 17)).Link("https://github.com/visionlab/tiny", "https://github.com/visionlab/tinydet").Line("det and more");
        Assert.Equal("https://github.com/visionlab/tinydet", Assert.Single(Read(pdf).Links).Url);
    }

    [Fact]
    public void Pictures_alone_are_told() =>
        Assert.Contains("no text", Assert.Throws<InvalidInputException>(() => Read(new MadePdf().Picture())).Message, StringComparison.Ordinal);

    [Fact]
    public void An_encrypted_file_is_told() =>
        Assert.Contains("encrypted", Assert.Throws<InvalidInputException>(() => PaperPdf.Read(MadePdf.Encrypted(), "locked.pdf")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(40)]
    [InlineData(300)]
    public void A_file_cut_short_is_damaged(int length)
    {
        var bytes = Body(new MadePdf().Line("Tiny Detectors", 17)).Bytes();
        var error = Assert.Throws<CorruptFileException>(() => PaperPdf.Read(bytes[..length], "cut.pdf"));
        Assert.StartsWith("cut.pdf: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_anywhere_is_read_or_told_and_nothing_else()
    {
        var whole = Body(new MadePdf().Line("Tiny Detectors", 17)).Bytes();
        for (var i = 0; i < 60; i++)
        {
            var bytes = whole.ToArray();
            var at = i * bytes.Length / 60;
            bytes.AsSpan(at, Math.Min(17, bytes.Length - at)).Fill((byte)(i * 37));
            try
            {
                PaperPdf.Read(bytes, "paper.pdf");
            }
            catch (DataToolsException e)
            {
                Assert.StartsWith("paper.pdf", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<NotFoundException>(() => PaperPdf.Read(folder["none.pdf"]));
    }
}
