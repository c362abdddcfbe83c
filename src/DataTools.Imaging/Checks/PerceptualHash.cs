using System.Numerics;

namespace DataTools.Imaging.Checks;

/// <summary>
/// 63 bits of an image that stay nearly the same when it is encoded anew, resized or made a little brighter: the signs of
/// the lowest frequencies of its cosine transform (Zauner, "Implementation and Benchmarking of Perceptual Image Hash
/// Functions", 2010, section 3.2.1; signs in place of the comparison with the median, which differs by few bits).
/// </summary>
internal static class PerceptualHash
{
    /// <summary>Pixels a side of the thumbnails it is made of.</summary>
    public const int Side = 32;

    private const int Frequencies = 8;

    private static readonly float[] Cosines = [.. from u in Enumerable.Range(0, Frequencies) from x in Enumerable.Range(0, Side) select (float)Math.Cos(((2 * x) + 1) * u * Math.PI / (2 * Side))];

    /// <summary>The hash of a thumbnail of <see cref="Side"/> pixels.</summary>
    public static ulong Of(Thumbnail thumbnail)
    {
        Span<float> rows = stackalloc float[Side * Frequencies];
        for (var y = 0; y < Side; y++)
        {
            for (var u = 0; u < Frequencies; u++)
                rows[(y * Frequencies) + u] = Dot(thumbnail.Values.AsSpan(y * Side, Side), Cosines.AsSpan(u * Side, Side));
        }
        var hash = 0UL;
        for (var v = 0; v < Frequencies; v++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                var sum = 0f;
                for (var y = 0; y < Side; y++)
                    sum += rows[(y * Frequencies) + u] * Cosines[(v * Side) + y];
                // Not the mean brightness.
                if (u + v > 0 && sum > 0)
                    hash |= 1UL << ((v * Frequencies) + u);
            }
        }
        return hash;
    }

    /// <summary>
    /// The hash of the mirrored image: left and right exchanged, the odd horizontal frequencies change their sign.
    /// </summary>
    public static ulong Mirrored(ulong hash) => hash ^ 0xAAAAAAAAAAAAAAAAUL;

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector<float>.Zero;
        for (var i = 0; i < Side; i += Vector<float>.Count)
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        return Vector.Sum(sum);
    }
}
