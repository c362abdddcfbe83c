using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Codecs;

/// <summary>The eight orientations of EXIF tag 0x0112 (CIPA DC-008): 1 upright, 2-4 mirrored or upside down, 5-8 on the side.</summary>
internal static class Orientation
{
    /// <summary>Whether width and height change places.</summary>
    public static bool IsOnItsSide(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>Where in a stored image of that size each point of the upright one lies.</summary>
    public static Affine ToStored(int orientation, ImageSize stored) => orientation switch
    {
        2 => new(-1, 0, stored.Width, 0, 1, 0),
        3 => new(-1, 0, stored.Width, 0, -1, stored.Height),
        4 => new(1, 0, 0, 0, -1, stored.Height),
        5 => new(0, 1, 0, 1, 0, 0),
        6 => new(0, 1, 0, -1, 0, stored.Height),
        7 => new(0, -1, stored.Width, -1, 0, stored.Height),
        8 => new(0, -1, stored.Width, 1, 0, 0),
        _ => Affine.Identity,
    };

    /// <summary>Turns a stored image upright.</summary>
    public static PixelImage Apply(PixelImage stored, int orientation)
    {
        if (orientation is < 2 or > 8)
            return stored;
        var (w, h, n) = (stored.Width, stored.Height, stored.Channels);
        var upright = orientation >= 5 ? new PixelImage(h, w, n) : new PixelImage(w, h, n);
        for (var y = 0; y < upright.Height; y++)
        {
            for (var x = 0; x < upright.Width; x++)
            {
                var (sx, sy) = orientation switch
                {
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    _ => (w - 1 - y, x),
                };
                stored.Pixels.AsSpan(((sy * w) + sx) * n, n).CopyTo(upright.Pixels.AsSpan(((y * upright.Width) + x) * n, n));
            }
        }
        return upright;
    }
}
