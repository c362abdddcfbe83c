using CsCheck;
using DataTools.Catalog;
using DataTools.Papers.Resolving;
using DataTools.Papers.Tests.Support;
using DataTools.Tests;

namespace DataTools.Papers.Tests.Resolving;

public sealed class PaperQueryTests
{
    private static string Told(PaperQuery query) => query switch
    {
        PaperQuery.ByArxiv q => $"arxiv {q.Id}",
        PaperQuery.ByDoi q => $"doi {q.Doi}",
        PaperQuery.ByPage q => $"page {q.Address}",
        PaperQuery.ByPdf q => $"pdf {q.Path}",
        PaperQuery.ByTitle q => $"title {q.Title}",
        _ => "?",
    };

    [Theory]
    [InlineData("Deep Residual  Learning\nfor Image Recognition", "title Deep Residual Learning for Image Recognition")]
    [InlineData("\"Attention Is All You Need\"", "title Attention Is All You Need")]
    [InlineData("“Attention Is All You Need”", "title Attention Is All You Need")]
    [InlineData("AC/DC: A Title with a Slash", "title AC/DC: A Title with a Slash")]
    [InlineData("What is 3.5/4.2?", "title What is 3.5/4.2?")]
    [InlineData("1512.03385", "arxiv 1512.03385")]
    [InlineData(" arXiv:1512.03385v1 ", "arxiv 1512.03385")]
    [InlineData("arXiv 1512.03385", "arxiv 1512.03385")]
    [InlineData("arXiv:1512.03385v1 [cs.CV] 10 Dec 2015", "arxiv 1512.03385")]
    [InlineData("hep-th/9901001v2", "arxiv hep-th/9901001")]
    [InlineData("10.48550/arXiv.1512.03385", "arxiv 1512.03385")]
    [InlineData("https://doi.org/10.48550/ARXIV.1512.03385", "arxiv 1512.03385")]
    [InlineData("10.1109/CVPR.2016.90", "doi 10.1109/cvpr.2016.90")]
    [InlineData("doi:10.1109/CVPR.2016.90.", "doi 10.1109/cvpr.2016.90")]
    [InlineData("DOI 10.1109/CVPR.2016.90", "doi 10.1109/cvpr.2016.90")]
    [InlineData("https://doi.org/10.1109/CVPR.2016.90", "doi 10.1109/cvpr.2016.90")]
    [InlineData("http://dx.doi.org/10.1016%2Fj.x.2020.1", "doi 10.1016/j.x.2020.1")]
    [InlineData("doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15", "doi 10.1002/(sici)1097-0258(19980815/30)17:15")]
    [InlineData("https://dl.acm.org/doi/abs/10.1145/3292500.3330701", "doi 10.1145/3292500.3330701")]
    [InlineData("https://link.springer.com/content/pdf/10.1007/978-3-319-24574-4_28.pdf", "doi 10.1007/978-3-319-24574-4_28")]
    [InlineData("https://link.springer.com/chapter/10.1007/978-3-319-24574-4_28", "doi 10.1007/978-3-319-24574-4_28")]
    [InlineData("https://arxiv.org/abs/1512.03385v1", "arxiv 1512.03385")]
    [InlineData("http://www.arxiv.org/pdf/1512.03385.pdf", "arxiv 1512.03385")]
    [InlineData("https://arxiv.org/pdf/hep-th/9901001v1.pdf", "arxiv hep-th/9901001")]
    [InlineData("https://arxiv.org/html/2401.00001v2#S3", "arxiv 2401.00001")]
    [InlineData("https://export.arxiv.org/abs/math/0309136?context=cs", "arxiv math/0309136")]
    [InlineData("https://www.alphaxiv.org/overview/1512.03385", "arxiv 1512.03385")]
    [InlineData("https://ar5iv.labs.arxiv.org/html/1512.03385", "arxiv 1512.03385")]
    [InlineData("arxiv.org/abs/1512.03385", "arxiv 1512.03385")]
    [InlineData("https://huggingface.co/papers/1512.03385", "arxiv 1512.03385")]
    [InlineData("https://paperswithcode.co/paper/1512.03385", "arxiv 1512.03385")]
    [InlineData("https://paperswithcode.com/paper/deep-residual-learning", "title deep residual learning")]
    [InlineData("https://openreview.net/forum?id=YicbFdNTTy", "page https://openreview.net/forum?id=YicbFdNTTy")]
    [InlineData("https://openreview.net/pdf?id=YicbFdNTTy", "page https://openreview.net/forum?id=YicbFdNTTy")]
    [InlineData("https://aclanthology.org/N19-1423.pdf", "page https://aclanthology.org/N19-1423")]
    [InlineData("https://aclanthology.org/2020.acl-main.1v2.pdf", "page https://aclanthology.org/2020.acl-main.1")]
    [InlineData("https://openaccess.thecvf.com/content/CVPR2021/papers/A_B_CVPR_2021_paper.pdf", "page https://openaccess.thecvf.com/content/CVPR2021/html/A_B_CVPR_2021_paper.html")]
    [InlineData("http://proceedings.mlr.press/v97/tan19a/tan19a.pdf", "page http://proceedings.mlr.press/v97/tan19a.html")]
    [InlineData("https://proceedings.neurips.cc/paper_files/paper/2022/file/00ab-Paper-Conference.pdf", "page https://proceedings.neurips.cc/paper_files/paper/2022/hash/00ab-Abstract-Conference.html")]
    [InlineData("https://example.org/papers/7#top", "page https://example.org/papers/7")]
    public void What_a_user_writes_is_understood(string text, string expected) => Assert.Equal(expected, Told(PaperQuery.Parse(text)));

    [Theory]
    [InlineData("", "no paper is named")]
    [InlineData(" \n ", "no paper is named")]
    [InlineData("?!", "too short")]
    [InlineData("arXiv:1513.03385", "no arXiv id")]
    [InlineData("arXiv:x", "no arXiv id")]
    [InlineData("doi:12.3/4", "no DOI")]
    [InlineData("https://doi.org/x", "no DOI")]
    [InlineData("https://arxiv.org/list/cs.CV/new", "no arXiv id in this address")]
    [InlineData("ftp://example.org/a", "no http:// or https://")]
    public void What_can_name_no_paper_is_refused(string text, string said)
    {
        var error = Assert.Throws<InvalidInputException>(() => PaperQuery.Parse(text));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void A_long_text_is_no_title() => Assert.Throws<InvalidInputException>(() => PaperQuery.Parse(string.Join(' ', Enumerable.Repeat("word", 200))));

    [Fact]
    public void Files_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        var pdf = folder.Write("a paper.pdf", new MadePdf().Bytes());
        Assert.Equal($"pdf {pdf}", Told(PaperQuery.Parse(pdf)));
        Assert.Contains("no file", Assert.Throws<NotFoundException>(() => PaperQuery.Parse(folder["none.pdf"])).Message, StringComparison.Ordinal);
        Assert.Contains("no PDF", Assert.Throws<InvalidInputException>(() => PaperQuery.Parse(folder.Write("page.pdf", "<html>"u8.ToArray()))).Message, StringComparison.Ordinal);
        Assert.Contains("no PDF", Assert.Throws<InvalidInputException>(() => PaperQuery.Parse(folder.Write("empty.pdf", []))).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<InvalidInputException>(() => PaperQuery.Parse(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_a_query_or_a_clear_error() => Gen.String.Sample(text =>
    {
        try
        {
            Assert.NotNull(PaperQuery.Parse(text));
        }
        catch (DataToolsException)
        {
            // Told in a sentence.
        }
    });
}
