using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Checks;

/// <summary>
/// What is kept of an image to find those that look like it: a small picture, and the hashes of the whole and of the parts
/// that somebody who crops it a little would keep.
/// </summary>
internal sealed class Sketch
{
    /// <summary>The parts: left, top and extent in fractions of the sides. The first is the whole.</summary>
    public static IReadOnlyList<(double Left, double Top, double Extent)> Parts { get; } =
    [
        (0, 0, 1),
        (0.025, 0.025, 0.95),
        .. from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 3) select (0.05 * x, 0.05 * y, 0.9),
    ];

    // Below this there is nothing to recognise: a plain colour looks like every other.
    private const double LeastContrast = 4;

    private const int WorkingSide = 64;

    private Sketch(Thumbnail small, ulong[] hashes, bool isPlain)
    {
        Small = [.. small.Values.Select(v => (byte)Math.Clamp(v + 0.5f, 0, 255))];
        Hashes = hashes;
        IsPlain = isPlain;
    }

    /// <summary>The whole as <see cref="PerceptualHash.Side"/> pixels a side.</summary>
    public byte[] Small { get; }

    /// <summary>The hash of each of <see cref="Parts"/>.</summary>
    public ulong[] Hashes { get; }

    /// <summary>Whether it shows hardly anything.</summary>
    public bool IsPlain { get; }

    /// <summary>The sketch of an image.</summary>
    public static Sketch Of(PixelImage image)
    {
        var working = Thumbnail.Of(image, WorkingSide);
        var whole = working.Crop(0, 0, 1, PerceptualHash.Side);
        return new(
            whole, [.. Parts.Select((p, i) => PerceptualHash.Of(i == 0 ? whole : working.Crop(p.Left, p.Top, p.Extent, PerceptualHash.Side)))],
            whole.Contrast() < LeastContrast);
    }
}
