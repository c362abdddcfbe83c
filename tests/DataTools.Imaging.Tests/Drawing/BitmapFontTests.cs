using DataTools.Imaging.Drawing;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Drawing;

public sealed class BitmapFontTests
{
    [Fact]
    public void Every_printable_character_has_a_look_of_its_own()
    {
        var looks = Enumerable.Range(' ', '~' - ' ' + 1).Select(c => Look($"{(char)c}", 5)).ToList();
        Assert.Equal(95, looks.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(Look("\u00e9", 5), looks);
        Assert.Equal(Look("\u00e9", 5), Look("\u4e2d", 5));
    }

    [Fact]
    public void A_text_that_is_too_wide_ends_in_two_dots()
    {
        Assert.Equal(Look("whist..", 42), Look("whistling duck", 42, width: 42));
        Assert.Equal(Look("whistle", 42), Look("whistle", 42, width: 42));
        Assert.Equal(Look("wh", 42), Look("whistle", 42, width: 12));
        Assert.Equal(Look("", 42), Look("whistle", 42, width: 5));
    }

    [Fact]
    public void Ink_beyond_the_page_is_lost()
    {
        var page = new PixelImage(4, 3, 1, [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
        BitmapFont.Draw(page, -2, -2, "####", 100);
        Assert.Contains((byte)0, page.Pixels);
    }

    private static string Look(string text, int pageWidth, int width = 1000)
    {
        var page = Pictures.Of(pageWidth, BitmapFont.Height, 1, (_, _, _) => 1);
        BitmapFont.Draw(page, 0, 0, text, width);
        return string.Concat(page.Pixels.Select(p => p == 0 ? '#' : '.'));
    }
}
