using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// RGB bytes under any map, bilinear, eight pixels at a time. Positions are in 1/65536 of a pixel from the centre of the
/// first. Where a map is affine, the part of a row whose neighbours all lie inside is found beforehand, and nothing is
/// looked at within it; elsewhere positions are brought inside first.
/// </summary>
internal static unsafe partial class Warp
{
    /// <summary>What positions of 32 bits allow, with steps of <see cref="LargestStep"/>.</summary>
    public const int LargestSide = 8191;

    private const int LargestStep = 32, SmallestSide = 3;

    // Steps are rounded: after so many pixels a row starts anew, at most 1/500 pixel off.
    private const int Block = 256;

    private const int One = 1 << 16, Half = One / 2, Far = 1 << 30;

    /// <summary>Whether an image and a map are not too large or too small for it.</summary>
    public static bool Takes(in Window source, in Route map) => Math.Min(source.Width, source.Height) >= SmallestSide && Math.Max(source.Width, source.Height) <= LargestSide
        && (!map.IsAffine || Math.Max(Math.Abs(map.First.A), Math.Abs(map.First.D)) <= LargestStep);

    public static void Resample(in PixelView source, in Route map, ImageSize output, Border border, float fill, Span<float> planes)
    {
        if (map.IsAffine)
            Affine(source, map.First.Affine, output, border, fill, planes);
        else
            Any(source, map, output, border, fill, planes);
    }

    /// <summary>
    /// Asks for the lines of memory that hold an image, in their order: read askew they come one by one, which for an image
    /// that is in no cache takes three times as long as the rest.
    /// </summary>
    private static void Fetch(in PixelView source, byte* pixels)
    {
        const int line = 64;
        const long cache = 1 << 20;
        if (!Sse.IsSupported || (long)source.Width * source.Height * source.Channels > cache)
            return;
        for (var y = 0; y < source.Height; y++)
        {
            var end = pixels + ((nint)y * source.Stride) + (source.Width * source.Channels);
            for (var at = end - (source.Width * source.Channels); at < end; at += line)
                Sse.Prefetch1(at);
        }
    }

    private static void Affine(in PixelView source, in Affine map, ImageSize output, Border border, float fill, Span<float> planes)
    {
        fixed (byte* pixels = source.Pixels)
        fixed (float* target = planes)
        {
            var frame = new Frame(source, pixels, border, fill, (nint)output.Width * output.Height);
            Fetch(source, pixels);
            var (du, dv) = ((int)Math.Round(map.A * One), (int)Math.Round(map.D * One));
            for (var y = 0; y < output.Height; y++)
            {
                for (var x = 0; x < output.Width; x += Block)
                {
                    var (u, v) = map.Apply(x + 0.5, y + 0.5);
                    Line(frame, Fixed(u), Fixed(v), du, dv, Math.Min(Block, output.Width - x), target + ((nint)y * output.Width) + x);
                }
            }
        }
    }

    private static void Any(in PixelView source, in Route route, ImageSize output, Border border, float fill, Span<float> planes)
    {
        var positions = stackalloc int[2 * (Block + Bilinear.Lanes)];
        fixed (byte* pixels = source.Pixels)
        fixed (float* target = planes)
        {
            var frame = new Frame(source, pixels, border, fill, (nint)output.Width * output.Height);
            for (var y = 0; y < output.Height; y++)
            {
                for (var x = 0; x < output.Width; x += Block)
                {
                    var count = Math.Min(Block, output.Width - x);
                    for (var i = 0; i < count; i++)
                    {
                        var (u, v) = route.Apply(x + i + 0.5, y + 0.5);
                        (positions[i], positions[Block + Bilinear.Lanes + i]) = (Fixed(u), Fixed(v));
                    }
                    Line(frame, positions, positions + Block + Bilinear.Lanes, count, target + ((nint)y * output.Width) + x);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line(in Frame frame, int u, int v, int du, int dv, int count, float* target)
    {
        var (from, to) = Clip(v, dv, frame.SafeBottom, Clip(u, du, frame.SafeRight, (0, count)));
        var (stepU, stepV) = (Vector256<int>.Indices * du, Vector256<int>.Indices * dv);
        if (to - from < Bilinear.Lanes)
            (from, to) = (count, count);
        else
            Inside(frame, Vector256.Create(u + (from * du)) + stepU, Vector256.Create(v + (from * dv)) + stepV, du, dv, to - from, target + from);
        for (var i = 0; i < count; i += Bilinear.Lanes)
        {
            if (i >= from && i < to)
                i = to;
            if (i < count)
                AtEdge(frame, Vector256.Create(u + (i * du)) + stepU, Vector256.Create(v + (i * dv)) + stepV, Math.Min(Bilinear.Lanes, count - i), target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Inside(in Frame frame, Vector256<int> u, Vector256<int> v, int du, int dv, int count, float* target)
    {
        var pixels = frame.Pixels;
        var (stride, area) = (frame.Stride, frame.Area);
        var (acrossEight, downEight) = (Vector256.Create(du * Bilinear.Lanes), Vector256.Create(dv * Bilinear.Lanes));
        var end = target + count;
        while (true)
        {
            Inside(pixels, stride, area, u, v, target);
            target += Bilinear.Lanes;
            if (target + Bilinear.Lanes <= end)
            {
                (u, v) = (u + acrossEight, v + downEight);
                continue;
            }
            if (target == end)
                return;
            // The last eight overlap those before, to the same values.
            var back = (int)(target + Bilinear.Lanes - end);
            (u, v) = (u + Vector256.Create(du * (Bilinear.Lanes - back)), v + Vector256.Create(dv * (Bilinear.Lanes - back)));
            target -= back;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Line(in Frame frame, int* u, int* v, int count, float* target)
    {
        for (var i = 0; i < count; i += Bilinear.Lanes)
        {
            // What lies beyond the count is there to be read, and not written.
            var (us, vs, some) = (Vector256.Load(u + i), Vector256.Load(v + i), Math.Min(Bilinear.Lanes, count - i));
            if (some == Bilinear.Lanes && Within(us, frame.SafeRight) && Within(vs, frame.SafeBottom))
                Inside(frame.Pixels, frame.Stride, frame.Area, us, vs, target + i);
            else
                AtEdge(frame, us, vs, some, target + i);
        }
    }

    private static bool Within(Vector256<int> positions, int end) =>
        Vector256.LessThanAll(positions.AsUInt32(), Vector256.Create((uint)Math.Max(0, end)));

    // Of the positions start + i step: those from 0 up to the end.
    private static (int From, int To) Clip(int start, int step, int end, (int From, int To) within)
    {
        if (step == 0)
            return start >= 0 && start < end ? within : (within.From, within.From);
        var (low, high) = step > 0 ? (Ceiling(-(long)start, step), Ceiling((long)end - start, step)) : (Ceiling((long)start - end + 1, -step), Ceiling((long)start + 1, -step));
        var from = (int)Math.Max(within.From, Math.Min(low, within.To));
        return (from, (int)Math.Max(from, Math.Min(high, within.To)));
    }

    private static long Ceiling(long a, int b) => a <= 0 ? -(-a / b) : ((a - 1) / b) + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Inside(byte* pixels, int stride, nint area, Vector256<int> u, Vector256<int> v, float* target) => Bilinear.Blend(
        pixels, stride, int.MaxValue, ((v >> 16) * stride) + ((u >> 16) * 3),
        (u >> (16 - Bilinear.WeightBits)) & Vector256.Create((1 << Bilinear.WeightBits) - 1),
        Vector256.ConvertToSingle(v & Vector256.Create(One - 1)) * (1f / One), target, area);

    // The centre of the first pixel is at 0.5.
    private static int Fixed(double position) => double.IsNaN(position) ? -Far : (int)Math.Round(Math.Clamp((position - 0.5) * One, -Far, Far));

    private readonly ref struct Frame(in PixelView source, byte* pixels, Border border, float fill, nint area)
    {
        public readonly byte* Pixels = pixels;
        public readonly int Stride = source.Stride;

        /// <summary>The positions of the last pixels' centres.</summary>
        public readonly int Right = (source.Width - 1) * One, Bottom = (source.Height - 1) * One;

        /// <summary>The ends of the positions from which 8 bytes and a row below can be read.</summary>
        public readonly int SafeRight = (source.Width - 2) * One, SafeBottom = (source.Height - 1) * One;

        /// <summary>The last offset of 8 bytes.</summary>
        public readonly int Last = source.Pixels.Length - 8;
        public readonly Border Border = border;
        public readonly float Fill = fill;
        public readonly nint Area = area;
    }
}
