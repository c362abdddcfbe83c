using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Eight RGB pixels at a time between four neighbours each: one load of 64 bits brings two neighbours of a row. Along x in
/// integers with weights of 14 bits, exact in a float; along y in floats, one operation after the other. So the bits are
/// the same for vectors of 256 bits, of 128 and none.
/// </summary>
internal static unsafe class Bilinear
{
    public const int Lanes = 8;

    /// <summary>Bits of the weights along x.</summary>
    public const int WeightBits = 14;

    // Unit's, for weights of 14 bits.
    private const float Most = Unit.Most / (1 << WeightBits), Rest = Unit.Rest / (1 << WeightBits);

    /// <summary>Writes 8 values to each of three planes.</summary>
    /// <param name="source">The first pixel.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="last">The last offset at which 8 bytes can be read; where none is beyond it, int.MaxValue saves looking.</param>
    /// <param name="offset">Of the upper left neighbour, in bytes.</param>
    /// <param name="right">Weight of the right neighbours, 0 to 2^14.</param>
    /// <param name="below">Weight of the lower neighbours, 0 to 1.</param>
    /// <param name="planes">Where in the first plane.</param>
    /// <param name="area">Values from one plane to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Blend(byte* source, int stride, int last, Vector256<int> offset, Vector256<int> right, Vector256<float> below, float* planes, nint area)
    {
        if (Avx2.IsSupported)
        {
            var at = (uint*)&offset;
            var weights = ((Vector256.Create(1 << WeightBits) - right) | (right << 16)).AsInt16();
            Rows(source, last, at, weights, out var redTop, out var greenTop, out var blueTop);
            Rows(source + stride, last == int.MaxValue ? last : last - stride, at, weights, out var redBottom, out var greenBottom, out var blueBottom);
            Mix(redTop, redBottom, below).Store(planes);
            Mix(greenTop, greenBottom, below).Store(planes + area);
            Mix(blueTop, blueBottom, below).Store(planes + (2 * area));
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Half(source, stride, last, offset.GetLower(), right.GetLower(), below.GetLower(), planes, area);
            Half(source, stride, last, offset.GetUpper(), right.GetUpper(), below.GetUpper(), planes + 4, area);
        }
        else
        {
            for (var i = 0; i < Lanes; i++)
                One(source, stride, last, offset[i], right[i], below[i], planes + i, area);
        }
    }

    // The sums along x of a row, for eight pixels in their order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows(byte* source, int last, uint* at, Vector256<short> weights, out Vector256<int> red, out Vector256<int> green, out Vector256<int> blue)
    {
        // Two pixels of 8 bytes a lane: the left and right value of a channel become neighbours.
        var pairs = Vector256.Create((byte)0, 3, 8, 11, 1, 4, 9, 12, 2, 5, 10, 13, 128, 128, 128, 128, 0, 3, 8, 11, 1, 4, 9, 12, 2, 5, 10, 13, 128, 128, 128, 128);
        var outer = Avx2.Shuffle(Vector256.Create(Two(source, at[0], at[1], last), Two(source, at[4], at[5], last)), pairs).AsInt32();
        var inner = Avx2.Shuffle(Vector256.Create(Two(source, at[2], at[3], last), Two(source, at[6], at[7], last)), pairs).AsInt32();
        var redGreen = Avx2.UnpackLow(outer, inner).AsByte();
        var blueOnly = Avx2.UnpackHigh(outer, inner).AsByte();
        red = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(redGreen, Vector256<byte>.Zero).AsInt16(), weights);
        green = Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(redGreen, Vector256<byte>.Zero).AsInt16(), weights);
        blue = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(blueOnly, Vector256<byte>.Zero).AsInt16(), weights);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mix(Vector256<int> top, Vector256<int> bottom, Vector256<float> below)
    {
        var (a, b) = (Vector256.ConvertToSingle(top), Vector256.ConvertToSingle(bottom));
        var value = a + ((b - a) * below);
        return (value * Most) + (value * Rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(byte* source, int stride, int last, Vector128<int> offset, Vector128<int> right, Vector128<float> below, float* planes, nint area)
    {
        var left = Vector128.Create(1 << WeightBits) - right;
        var (a, b) = (Vector128.Create(Load(source, offset[0], last), Load(source, offset[1], last)).AsByte(), Vector128.Create(Load(source, offset[2], last), Load(source, offset[3], last)).AsByte());
        var (c, d) = (Vector128.Create(Load(source, offset[0] + stride, last), Load(source, offset[1] + stride, last)).AsByte(), Vector128.Create(Load(source, offset[2] + stride, last), Load(source, offset[3] + stride, last)).AsByte());
        // 255 is out of range: a zero.
        var (first, second) = (Vector128.Create((byte)0, 255, 3, 255, 8, 255, 11, 255, 255, 255, 255, 255, 255, 255, 255, 255), Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 0, 255, 3, 255, 8, 255, 11, 255));
        for (var channel = 0; channel < 3; channel++)
        {
            var top = (Vector128.Shuffle(a, first) | Vector128.Shuffle(b, second)).AsInt32();
            var bottom = (Vector128.Shuffle(c, first) | Vector128.Shuffle(d, second)).AsInt32();
            var upper = Vector128.ConvertToSingle(((top & Vector128.Create(255)) * left) + ((top >>> 16) * right));
            var lower = Vector128.ConvertToSingle(((bottom & Vector128.Create(255)) * left) + ((bottom >>> 16) * right));
            var value = upper + ((lower - upper) * below);
            ((value * Most) + (value * Rest)).Store(planes + (channel * area));
            // The next channel is one byte on; 255 stays out of range.
            (first, second) = (Vector128.AddSaturate(first, Vector128<byte>.One), Vector128.AddSaturate(second, Vector128<byte>.One));
        }
    }

    private static void One(byte* source, int stride, int last, int offset, int right, float below, float* planes, nint area)
    {
        var (top, bottom) = (Load(source, offset, last), Load(source, offset + stride, last));
        for (var channel = 0; channel < 3; channel++)
        {
            var upper = (float)(((int)(byte)top * ((1 << WeightBits) - right)) + ((int)(byte)(top >> 24) * right));
            var lower = (float)(((int)(byte)bottom * ((1 << WeightBits) - right)) + ((int)(byte)(bottom >> 24) * right));
            var value = upper + ((lower - upper) * below);
            planes[channel * area] = (value * Most) + (value * Rest);
            (top, bottom) = (top >> 8, bottom >> 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Two(byte* source, uint first, uint second, int last) => last == int.MaxValue
        ? Sse.LoadHigh(Sse2.LoadScalarVector128((ulong*)(source + first)).AsSingle(), (float*)(source + second)).AsByte()
        : Vector128.Create(Load(source, (int)first, last), Load(source, (int)second, last)).AsByte();

    // At the end of the image the 8 bytes begin earlier and the ones wanted are moved down.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(byte* source, int offset, int last)
    {
        var at = Math.Min(offset, last);
        return Little(source + at) >> ((offset - at) * 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Little(byte* from)
    {
        var value = Unsafe.ReadUnaligned<ulong>(from);
        return BitConverter.IsLittleEndian ? value : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
    }
}
