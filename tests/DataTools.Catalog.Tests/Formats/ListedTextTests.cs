using System.Text;
using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

public sealed class ListedTextTests
{
    [Fact]
    public void Lines_of_every_system_and_mark_have_their_numbers()
    {
        (int, string)[] expected = [(1, "a"), (3, "b c"), (4, "é")];
        Assert.Equal(expected, Lines(Encoding.UTF8.GetBytes("a\n\n b c \né")));
        Assert.Equal(expected, Lines(Encoding.UTF8.GetBytes("\uFEFFa\r\n\r\nb c\r\né\r\n")));
        Assert.Equal(expected, Lines(Encoding.UTF8.GetBytes("a\r\rb c\ré\r")));
        Assert.Equal(expected, Lines([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a\n\nb c\né")]));
        Assert.Empty(Lines([]));
        Assert.Equal([(2, "a")], Lines("\na"u8.ToArray()));
    }

    [Fact]
    public void What_is_no_text_or_too_large_is_corrupt()
    {
        Assert.Contains("set: a.txt: line 1 or soon after is no UTF-8 text", Assert.Throws<CorruptFileException>(() => Lines([.. Enumerable.Repeat((byte)'a', 70_000), 10, 0xff])).Message, StringComparison.Ordinal);
        Assert.Contains("line 1 has more than 16 million characters", Assert.Throws<CorruptFileException>(() => Lines(new byte[17 << 20])).Message, StringComparison.Ordinal);
        var large = new ListedFile("a.txt", 1L << 40, () => throw new InvalidOperationException("opened"));
        Assert.Contains("such a file has", Assert.Throws<CorruptFileException>(() => ListedText.Lines(new("set", [large]), large).Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("-1e3", -1000.0)]
    [InlineData("1,5", null)]
    [InlineData("1 000", null)]
    [InlineData("NaN", null)]
    [InlineData("1e999", null)]
    [InlineData("", null)]
    public void A_number_has_a_point(string text, double? number) => Assert.Equal(number, ListedText.Number(text));

    private static List<(int, string)> Lines(byte[] bytes)
    {
        var file = Tree.Bytes("a.txt", bytes);
        return [.. ListedText.Lines(new("set", [file]), file)];
    }
}
