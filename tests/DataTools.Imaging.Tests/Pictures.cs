using CsCheck;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Pixels;
using DataTools.Tests;

namespace DataTools.Imaging.Tests;

/// <summary>Images for tests, real and made, and how far apart two are.</summary>
internal static class Pictures
{
    /// <summary>Images of 1 to 24 pixels a side, of noise: nothing in them is smooth or symmetric.</summary>
    public static Gen<PixelImage> Any { get; } =
        Gen.Select(Gen.Int[1, 24], Gen.Int[1, 24], Gen.Bool, Gen.ULong).Select((w, h, gray, seed) => Noise(w, h, gray ? 1 : 3, seed));

    /// <summary>The paths of about a hundred real photos; skips where they are absent.</summary>
    public static string[] Photos() =>
        [.. Directory.GetFiles(SharedData.Path("data", "imagenet", "train"), "*.JPEG", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>A path of a photo of about 500 x 375 in colour.</summary>
    public static string Beagle() => SharedData.Path("data", "imagenet", "train", "n02088364", "n02088364_beagle.JPEG");

    public static PixelImage Noise(int width, int height, int channels, ulong seed)
    {
        var random = new RandomStream(seed);
        return Of(width, height, channels, (_, _, _) => (byte)random.NextInt(256));
    }

    public static PixelImage Of(int width, int height, int channels, Func<int, int, int, byte> value)
    {
        var image = new PixelImage(width, height, channels);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < channels; c++)
                    image.Pixels[(((y * width) + x) * channels) + c] = value(x, y, c);
            }
        }
        return image;
    }

    /// <summary>Slow waves, a different one in each channel: what interpolation reproduces well.</summary>
    public static PixelImage Waves(int width, int height, int channels) => Of(width, height, channels, (x, y, c) =>
        (byte)Math.Round(127.5 + (60 * Math.Sin(0.11 * (x + 0.5) + c)) + (60 * Math.Cos((0.07 * (y + 0.5)) - (0.05 * (x + 0.5)) + c))));

    /// <summary>A picture of a few soft shapes: like a photo, unlike every other seed.</summary>
    public static PixelImage Smooth(int width, int height, ulong seed)
    {
        var random = new RandomStream(seed, 77);
        var waves = Enumerable.Range(0, 6).Select(_ => (X: random.NextInt(9) - 4, Y: random.NextInt(9) - 4, Phase: random.NextInt(1000) / 159.0, Height: 8 + random.NextInt(16))).ToArray();
        return Of(width, height, 3, (x, y, c) => (byte)Math.Clamp(
            128 + waves.Sum(w => w.Height * Math.Sin((2 * Math.PI * ((w.X * (x + 0.5) / width) + (w.Y * (y + 0.5) / height))) + w.Phase + (0.3 * c))), 0, 255));
    }

    public static byte At(this PixelImage image, int x, int y, int channel = 0) =>
        image.Pixels[(((y * image.Width) + x) * image.Channels) + channel];

    public static ImageSize Size(this PixelImage image) => new(image.Width, image.Height);

    public static void Same(PixelImage expected, PixelImage actual)
    {
        Assert.Equal((expected.Width, expected.Height, expected.Channels), (actual.Width, actual.Height, actual.Channels));
        Assert.True(expected.Pixels.AsSpan().SequenceEqual(actual.Pixels), "the pixels differ");
    }

    /// <summary>The greatest difference of two images, in levels.</summary>
    public static int Furthest(PixelImage a, PixelImage b)
    {
        Assert.Equal((a.Width, a.Height, a.Channels), (b.Width, b.Height, b.Channels));
        return a.Pixels.Zip(b.Pixels, (p, q) => Math.Abs(p - q)).Max();
    }

    /// <summary>Peak signal-to-noise ratio over the pixels at least <paramref name="border"/> from the edge.</summary>
    public static double Decibels(PixelImage a, PixelImage b, int border = 0)
    {
        Assert.Equal((a.Width, a.Height, a.Channels), (b.Width, b.Height, b.Channels));
        var (sum, count) = (0.0, 0);
        for (var y = border; y < a.Height - border; y++)
        {
            for (var x = border; x < a.Width - border; x++)
            {
                for (var c = 0; c < a.Channels; c++)
                {
                    sum += Math.Pow(a.At(x, y, c) - b.At(x, y, c), 2);
                    count++;
                }
            }
        }
        return sum == 0 ? double.PositiveInfinity : 10 * Math.Log10(255 * 255 / (sum / count));
    }

    /// <summary>The image under a policy, drawn for seed 0.</summary>
    public static PixelImage Through(this PixelImage image, params Operation[] operations) =>
        new AugmentationPolicy(operations).Draw(image.Size(), 0, 0, 0).Apply(image);
}
