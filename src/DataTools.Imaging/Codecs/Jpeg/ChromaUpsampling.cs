using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>
/// Chroma of half the width, or half of both sides, spread to pixels: each is three parts of the sample it lies in and one of
/// the neighbour it is next to, both ways, rounded alternately up and down (what JPEG decoders call triangle or fancy).
/// </summary>
internal static class ChromaUpsampling
{
    /// <summary>Bytes that a row of pixels may need more than there are.</summary>
    public const int Slack = 64;

    // So narrow, decoders agree, samples are repeated.
    private const int Repeated = 2;

    /// <summary>
    /// Pixels <paramref name="x"/> to x + <paramref name="width"/> of row <paramref name="y"/>. Those before it that share a
    /// sample with it come first: 1 where x is odd, which is what is given back.
    /// </summary>
    public static int Row(JpegComponent chroma, int x, int y, int width, Span<ushort> sums, Span<byte> pixels)
    {
        var (first, last) = (x / 2, (x + width - 1) / 2);
        var count = last - first + 1;
        var row = y / chroma.StepY;
        var near = chroma.Row(first, row);
        if (chroma.Width <= Repeated)
        {
            for (var i = 0; i < count; i++)
                pixels[2 * i] = pixels[(2 * i) + 1] = near[i];
            return x & 1;
        }
        var (left, right) = (Math.Max(first - 1, 0), Math.Min(last + 1, chroma.Width - 1));
        if (chroma.StepY == 1)
        {
            for (var i = 0; i < count; i += 16)
                Vector256.WidenLower(Vector128.Create(near[i..]).ToVector256Unsafe()).CopyTo(sums[(i + 1)..]);
            (sums[0], sums[count + 1]) = (chroma.Row(left, row)[0], chroma.Row(right, row)[0]);
            Spread(sums, pixels, count, 1, 2, 2);
            return x & 1;
        }
        var other = Math.Clamp((y & 1) == 0 ? row - 1 : row + 1, 0, chroma.Height - 1);
        var far = chroma.Row(first, other);
        for (var i = 0; i < count; i += 16)
        {
            var sum = (Vector256.WidenLower(Vector128.Create(near[i..]).ToVector256Unsafe()) * 3) + Vector256.WidenLower(Vector128.Create(far[i..]).ToVector256Unsafe());
            sum.CopyTo(sums[(i + 1)..]);
        }
        sums[0] = (ushort)((3 * chroma.Row(left, row)[0]) + chroma.Row(left, other)[0]);
        sums[count + 1] = (ushort)((3 * chroma.Row(right, row)[0]) + chroma.Row(right, other)[0]);
        Spread(sums, pixels, count, 8, 7, 4);
        return x & 1;
    }

    private static void Spread(ReadOnlySpan<ushort> sums, Span<byte> pixels, int count, ushort before, ushort behind, int shift)
    {
        var (low, high) = (Vector256.Create(before), Vector256.Create(behind));
        for (var i = 0; i < count; i += 16)
        {
            var here = Vector256.Create(sums[(i + 1)..]) * 3;
            var even = (here + Vector256.Create(sums[i..]) + low) >>> shift;
            var odd = (here + Vector256.Create(sums[(i + 2)..]) + high) >>> shift;
            (even | (odd << 8)).AsByte().CopyTo(pixels[(2 * i)..]);
        }
    }
}
