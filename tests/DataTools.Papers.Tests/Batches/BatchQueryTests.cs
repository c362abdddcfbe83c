using System.Text;
using DataTools.Catalog;
using DataTools.Papers.Batches;
using DataTools.Tests;

namespace DataTools.Papers.Tests.Batches;

public sealed class BatchQueryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Text_has_a_paper_a_line_and_comments()
    {
        var queries = Read("papers.txt", "# papers\r\n  Deep   Residual Learning\r\n\r\narXiv:1512.03385\r\n10.1109/CVPR.2016.90\narXiv:1512.03385\nC# for the Impatient");
        Assert.Equal(
            [new("Deep Residual Learning", 2), new("arXiv:1512.03385", 4), new("10.1109/CVPR.2016.90", 5), new("C# for the Impatient", 7)], queries);
    }

    [Theory]
    [InlineData("refs.bib")]
    [InlineData("refs.txt")]
    public void Bibliographies_are_known_by_name_or_content(string name)
    {
        var queries = Read(name, "% mine\n@article{a, title={On {Things}}, eprint={1512.03385}}\n@misc{b,\n title={Other\n  Things}}\n@misc{c, author={Nobody}}\n");
        Assert.Equal([("1512.03385", 2), ("Other Things", 3), ("c", 6)], queries.Select(q => (q.Text, q.Line)));
        Assert.Equal([null, null, "the entry has no title, eprint, DOI or address"], queries.Select(q => q.Fault));
    }

    [Fact]
    public void What_terminals_obey_is_no_part_of_a_title()
    {
        File.WriteAllText(_folder["list.txt"], "A\u001b[31m title\u0007\n");
        Assert.Equal("A [31m title", Assert.Single(BatchQuery.ReadFile(_folder["list.txt"])).Text);
    }

    [Fact]
    public void What_is_no_list_is_told()
    {
        Assert.Throws<NotFoundException>(() => BatchQuery.ReadFile(_folder["nothing"]));
        Assert.Throws<InvalidInputException>(() => Read("empty.txt", "# nothing\n"));
        Assert.Throws<InvalidInputException>(() => Read("bad.bib", "@misc{a, title={x"));
        Assert.Throws<InvalidInputException>(() => BatchQuery.ReadFile(_folder.Write("binary", [0x80, 0x81])));
        Directory.CreateDirectory(_folder["folder"]);
        Assert.Throws<InvalidInputException>(() => BatchQuery.ReadFile(_folder["folder"]));
    }

    private IReadOnlyList<BatchQuery> Read(string name, string text) => BatchQuery.ReadFile(_folder.Write(name, Encoding.UTF8.GetBytes(text)));
}
