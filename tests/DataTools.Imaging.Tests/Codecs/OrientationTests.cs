using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Codecs;

public sealed class OrientationTests
{
    // Stored: two rows, abc over def. Upright: as the table of the EXIF standard says.
    [Theory]
    [InlineData(1, "abc/def")]
    [InlineData(2, "cba/fed")]
    [InlineData(3, "fed/cba")]
    [InlineData(4, "def/abc")]
    [InlineData(5, "ad/be/cf")]
    [InlineData(6, "da/eb/fc")]
    [InlineData(7, "fc/eb/da")]
    [InlineData(8, "cf/be/ad")]
    [InlineData(0, "abc/def")]
    [InlineData(9, "abc/def")]
    public void Each_orientation_is_turned_upright(int orientation, string upright)
    {
        foreach (var channels in new[] { 1, 3 })
        {
            var stored = Pictures.Of(3, 2, channels, (x, y, c) => (byte)("abcdef"[(y * 3) + x] + (c * 50)));
            var rows = upright.Split('/');
            var expected = Pictures.Of(rows[0].Length, rows.Length, channels, (x, y, c) => (byte)(rows[y][x] + (c * 50)));
            Pictures.Same(expected, Orientation.Apply(stored, orientation));
        }
    }
}
