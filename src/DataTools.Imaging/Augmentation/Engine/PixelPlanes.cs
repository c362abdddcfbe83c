using System.Runtime.Intrinsics;
using DataTools.Imaging.Augmentation.Engine.Colour;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Bytes of pixels to planes of floats and back.</summary>
internal static unsafe class PixelPlanes
{
    private const int Lanes = 8;

    private static readonly float[] Levels = [.. Enumerable.Range(0, 256).Select(v => v / 255f)];

    private static readonly PointPass ToGray = new([new ColourStep(ColourKind.Grayscale, 1)], null);

    /// <summary>An image as planes, of the same channels.</summary>
    public static void Load(in PixelView image, Span<float> planes) =>
        WholePixels.Resample(image, Affine.Identity, new(image.Width, image.Height), Border.Constant, 0, planes);

    /// <summary>Bytes as planes; of <paramref name="bytes"/> a pixel the first <paramref name="channels"/> count.</summary>
    public static void Load(ReadOnlySpan<byte> pixels, int bytes, int channels, Span<float> planes)
    {
        var area = planes.Length / channels;
        for (var c = 0; c < channels; c++)
        {
            var at = c;
            foreach (ref var value in planes.Slice(c * area, area))
            {
                value = Levels[pixels[at]];
                at += bytes;
            }
        }
    }

    /// <summary>Planes in [0, 1] as bytes, rounded, channels interleaved.</summary>
    public static void Store(ReadOnlySpan<float> planes, int channels, Span<byte> pixels)
    {
        var area = planes.Length / channels;
        var done = 0;
        fixed (float* plane = planes)
        fixed (byte* target = pixels)
        {
            for (; channels == 1 && done + Lanes <= area; done += Lanes)
            {
                var level = Rounded(plane + done);
                var half = Vector128.Narrow(level.GetLower(), level.GetUpper());
                Vector64.Narrow(half.GetLower(), half.GetUpper()).AsByte().Store(target + done);
            }
            // Twelve bytes at a time, written as sixteen: the last ones of the image one by one.
            var three = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
            for (; channels == 3 && done + Lanes + 2 <= area; done += Lanes)
            {
                var colour = Rounded(plane + done)
                    | Vector256.ShiftLeft(Rounded(plane + area + done), 8)
                    | Vector256.ShiftLeft(Rounded(plane + (2 * area) + done), 16);
                Vector128.Shuffle(colour.GetLower().AsByte(), three).Store(target + (3 * done));
                Vector128.Shuffle(colour.GetUpper().AsByte(), three).Store(target + (3 * done) + 12);
            }
        }
        for (var i = done * channels; i < pixels.Length; i++)
            pixels[i] = Level(planes[(i % channels * area) + (i / channels)]);
    }

    /// <summary>The same, but colour with a fourth byte of 255.</summary>
    public static void StorePadded(ReadOnlySpan<float> planes, int channels, Span<byte> pixels)
    {
        if (channels == 1)
        {
            Store(planes, 1, pixels);
            return;
        }
        var area = planes.Length / 3;
        for (var i = 0; i < area; i++)
        {
            pixels[4 * i] = Level(planes[i]);
            pixels[(4 * i) + 1] = Level(planes[area + i]);
            pixels[(4 * i) + 2] = Level(planes[(2 * area) + i]);
            pixels[(4 * i) + 3] = 255;
        }
    }

    /// <summary>
    /// The picture with one channel or three, in the same memory, which must have room for the greater: colour becomes gray
    /// as in ITU-R BT.601, gray becomes three equal channels.
    /// </summary>
    public static Planes WithChannels(scoped in Planes picture, int channels, Span<float> memory)
    {
        if (picture.Channels == channels)
            return picture;
        var area = picture.Size.Width * picture.Size.Height;
        if (channels == 3)
        {
            for (var c = 1; c < 3; c++)
                memory[..area].CopyTo(memory[(c * area)..]);
        }
        else
        {
            PointWalk.Run(ToGray, picture, exact: false);
        }
        return new(memory[..(channels * area)], channels, picture.Size);
    }

    private static Vector256<int> Rounded(float* values) =>
        Vector256.ConvertToInt32Native((Vector256.Load(values) * 255f) + Vector256.Create(0.5f));

    private static byte Level(float value) => (byte)((value * 255f) + 0.5f);
}
