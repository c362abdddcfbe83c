using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>JFIF's YCbCr to interleaved RGB, in 16 bits of fixed point.</summary>
internal static class ColourConversion
{
    private const int Pixels = 16;
    private const int Bits = 16;
    private const int Half = 1 << (Bits - 1);

    // 1.402, 0.344136, 0.714136 and 1.772, rounded as decoders have them.
    private const int RedOfCr = 91881;
    private const int GreenOfCb = -22554;
    private const int GreenOfCr = -46802;
    private const int BlueOfCb = 116130;

    // What is no place gives 0.
    private const byte No = 0x80;

    /// <summary>A row of pixels. The sources must hold up to 15 bytes more.</summary>
    public static void Row(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> rgb)
    {
        var x = 0;
        for (; rgb.Length >= 3 * Pixels; x += Pixels, rgb = rgb[(3 * Pixels)..])
            Convert(luma[x..], cb[x..], cr[x..], rgb);
        if (rgb.IsEmpty)
            return;
        Span<byte> last = stackalloc byte[3 * Pixels];
        Convert(luma[x..], cb[x..], cr[x..], last);
        last[..rgb.Length].CopyTo(rgb);
    }

    private static void Convert(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> rgb)
    {
        var (lumaLow, lumaHigh) = Widen(luma, 0);
        var (cbLow, cbHigh) = Widen(cb, 128);
        var (crLow, crHigh) = Widen(cr, 128);
        var red = Narrow(lumaLow + (((crLow * RedOfCr) + Vector256.Create(Half)) >> Bits), lumaHigh + (((crHigh * RedOfCr) + Vector256.Create(Half)) >> Bits));
        var green = Narrow(
            lumaLow + (((cbLow * GreenOfCb) + (crLow * GreenOfCr) + Vector256.Create(Half)) >> Bits),
            lumaHigh + (((cbHigh * GreenOfCb) + (crHigh * GreenOfCr) + Vector256.Create(Half)) >> Bits));
        var blue = Narrow(lumaLow + (((cbLow * BlueOfCb) + Vector256.Create(Half)) >> Bits), lumaHigh + (((cbHigh * BlueOfCb) + Vector256.Create(Half)) >> Bits));
        var first = Vector128.Shuffle(red, Vector128.Create(0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No, No, 5))
            | Vector128.Shuffle(green, Vector128.Create(No, 0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No, No))
            | Vector128.Shuffle(blue, Vector128.Create(No, No, 0, No, No, 1, No, No, 2, No, No, 3, No, No, 4, No));
        var second = Vector128.Shuffle(green, Vector128.Create(5, No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No, 10))
            | Vector128.Shuffle(blue, Vector128.Create(No, 5, No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No))
            | Vector128.Shuffle(red, Vector128.Create(No, No, 6, No, No, 7, No, No, 8, No, No, 9, No, No, 10, No));
        var third = Vector128.Shuffle(blue, Vector128.Create(10, No, No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15))
            | Vector128.Shuffle(red, Vector128.Create(No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15, No, No))
            | Vector128.Shuffle(green, Vector128.Create(No, No, 11, No, No, 12, No, No, 13, No, No, 14, No, No, 15, No));
        first.CopyTo(rgb);
        second.CopyTo(rgb[16..]);
        third.CopyTo(rgb[32..]);
    }

    private static (Vector256<int> Low, Vector256<int> High) Widen(ReadOnlySpan<byte> samples, short less) =>
        Vector256.Widen(Vector256.WidenLower(Vector128.Create(samples).ToVector256Unsafe()).AsInt16() - Vector256.Create(less));

    private static Vector128<byte> Narrow(Vector256<int> low, Vector256<int> high)
    {
        var words = Vector256.Narrow(Clamp(low), Clamp(high));
        return Vector128.Narrow(words.GetLower().AsUInt16(), words.GetUpper().AsUInt16());
    }

    private static Vector256<int> Clamp(Vector256<int> values) => Vector256.Min(Vector256.Max(values, Vector256<int>.Zero), Vector256.Create(255));
}
