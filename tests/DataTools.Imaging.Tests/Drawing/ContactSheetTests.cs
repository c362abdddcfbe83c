using DataTools.Imaging.Drawing;

namespace DataTools.Imaging.Tests.Drawing;

public sealed class ContactSheetTests
{
    private const int Margin = 6, Line = 13;

    [Theory]
    [InlineData(1, 5, 40, 1, 1)]
    [InlineData(5, 5, 40, 5, 1)]
    [InlineData(6, 5, 20, 5, 2)]
    [InlineData(11, 3, 7, 3, 4)]
    public void The_page_is_as_large_as_its_rows_and_columns(int cells, int columns, int cell, int across, int down)
    {
        var sheet = ContactSheet.Draw([.. Enumerable.Range(0, cells).Select(i => (Pictures.Noise(9, 7, 3, 1), "x"))], columns, cell);
        Assert.Equal((Margin + (across * (cell + Margin)), Margin + (down * (cell + Line + Margin)), 3), (sheet.Width, sheet.Height, sheet.Channels));
    }

    [Fact]
    public void Pictures_keep_their_shape_in_the_middle_of_their_cells_row_after_row()
    {
        var red = Pictures.Of(40, 20, 3, (_, _, c) => (byte)(c == 0 ? 200 : 0));
        var gray = Pictures.Of(10, 30, 1, (_, _, _) => 100);
        var sheet = ContactSheet.Draw([(red, ""), (gray, ""), (red, "")], 2, 30);
        var seen = new HashSet<(int, int, int)>();
        for (var y = 0; y < sheet.Height; y++)
        {
            for (var x = 0; x < sheet.Width; x++)
            {
                bool Within(int left, int top, int width, int height) => x >= left && x < left + width && y >= top && y < top + height;
                (int, int, int) expected =
                    Within(6, 13, 30, 15) || Within(6, 62, 30, 15) ? (200, 0, 0)
                    : Within(52, 6, 10, 30) ? (100, 100, 100)
                    : (245, 245, 245);
                Assert.Equal(expected, ((int)sheet.At(x, y), sheet.At(x, y, 1), sheet.At(x, y, 2)));
                seen.Add(expected);
            }
        }
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public void Extreme_shapes_stay_visible()
    {
        var sheet = ContactSheet.Draw([(Pictures.Of(1000, 1, 3, (_, _, _) => 0), ""), (Pictures.Of(1, 1000, 1, (_, _, _) => 0), "")], 2, 30);
        Assert.Equal(60, sheet.Pixels.Chunk(3).Count(p => p[0] == 0));
    }

    [Fact]
    public void Captions_stay_below_their_picture()
    {
        var white = Pictures.Of(8, 8, 3, (_, _, _) => 255);
        var sheet = ContactSheet.Draw([(white, "a caption that is much too long"), (white, "")], 2, 48);
        for (var y = 0; y < sheet.Height; y++)
        {
            for (var x = 0; x < sheet.Width; x++)
                Assert.True(sheet.At(x, y) > 0 || (x >= Margin && x < Margin + 48 && y >= Margin + 48 && y < sheet.Height - Margin), $"ink at {x}, {y}");
        }
        Assert.Contains(sheet.Pixels, p => p == 0);
    }

    [Fact]
    public void Nothing_to_draw_is_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Draw([], 2, 48));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Draw([(Pictures.Noise(2, 2, 1, 0), "")], 0, 48));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Draw([(Pictures.Noise(2, 2, 1, 0), "")], 2, 0));
    }
}
