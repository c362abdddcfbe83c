using System.Text;
using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

public sealed class CsvTableTests
{
    [Theory]
    [InlineData("id,label\n1,cat\n2,dog\n")]
    [InlineData("id,label\r\n1,cat\r\n2,dog")]
    [InlineData("\uFEFFid,label\n1,cat\n2,dog\n\n\n")]
    [InlineData("\"id\",\"label\"\n\"1\",\"cat\"\n\"2\",\"dog\"\n")]
    [InlineData("id;label\n1;cat\n2;dog\n")]
    [InlineData("id\tlabel\n1\tcat\n2\tdog\n")]
    [InlineData("id|label\n1|cat\n2|dog\n")]
    [InlineData(" id , label \n 1 , cat\n2, dog \n")]
    public void A_table_has_many_spellings(string text)
    {
        var table = CsvTable.Open("x", Listed.Text("labels.csv", text));
        Assert.Equal(["id", "label"], table.Columns);
        Assert.Equal(["1=cat", "2=dog"], table.Rows([0, 1], default).Select(r => $"{r.Fields[0]}={r.Fields[1]}"));
    }

    [Fact]
    public void Fields_may_hold_separators_quotation_marks_and_lines()
    {
        var table = CsvTable.Open("x", Listed.Text("a.csv", "id,note,label\n1,\"a, \"\"b\"\"\nc\",cat\n2,,\"d,e\"\n"));
        Assert.Equal(["1|a, \"b\"\nc|cat", "2||d,e"], table.Rows([0, 1, 2], default).Select(r => string.Join('|', r.Fields)));
        Assert.Equal(["cat", "d,e"], table.Rows([2], default).Select(r => r.Fields[0]));
    }

    [Fact]
    public void Lines_are_counted_as_an_editor_does() =>
        Assert.Equal([2, 3], CsvTable.Open("x", Listed.Text("a.csv", "id,label\n1,cat\n2,dog\n")).Rows([0], default).Select(r => r.Line));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("\uFEFF")]
    public void An_empty_table_is_told(string text)
    {
        var error = Assert.Throws<CorruptFileException>(() => CsvTable.Open("x", Listed.Text("a.csv", text)));
        Assert.Equal("x: a.csv: the table is empty", error.Message);
    }

    [Theory]
    [InlineData("id,label\n1,cat\n2\n", 3)]
    [InlineData("id,label\n1,cat\n2,dog,mouse\n", 3)]
    [InlineData("id,label\n1,\"cat\n2,dog\n", null)]
    [InlineData("id,label\n1,\"cat\"x\n2,dog\n", 2)]
    public void A_row_that_is_none_is_told_with_its_line(string text, int? line)
    {
        var table = CsvTable.Open("x", Listed.Text("a.csv", text));
        var error = Assert.Throws<CorruptFileException>(() => table.Rows([0, 1], default).ToList());
        Assert.StartsWith(line is null ? "x: a.csv: line " : $"x: a.csv: line {line} is no row of a table", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_without_end_is_left()
    {
        var endless = Encoding.UTF8.GetBytes("id,label\n1,\"" + new string('x', 20 << 20));
        Assert.Throws<CorruptFileException>(() => CsvTable.Open("x", Listed.Bytes("a.csv", endless)).Rows([0], default).ToList());
        Assert.Throws<CorruptFileException>(() => CsvTable.Open("x", Listed.Bytes("a.csv", new byte[20 << 20])));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told_or_read_never_a_crash()
    {
        var random = new byte[5000];
        new Random(3).NextBytes(random);
        foreach (var length in Enumerable.Range(0, 500))
        {
            try
            {
                CsvTable.Open("x", Listed.Bytes("a.csv", random[..(length * 10)])).Rows([0], default).ToList();
            }
            catch (CorruptFileException e)
            {
                Assert.StartsWith("x: a.csv: ", e.Message, StringComparison.Ordinal);
            }
        }
    }
}
