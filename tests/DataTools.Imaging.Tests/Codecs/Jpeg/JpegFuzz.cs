using DataTools.Catalog.Randomness;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Codecs.Jpeg;
using DataTools.Imaging.Pixels;
using SkiaSharp;

namespace DataTools.Imaging.Tests.Codecs.Jpeg;

/// <summary>Damaged JPEG files without end, and what must hold for the managed decoder whatever it is given.</summary>
internal static class JpegFuzz
{
    /// <summary>4:2:0 with tables of its own and a restart marker every two MCUs, 35 x 21: made with OpenCV.</summary>
    public static byte[] Restarts { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/" +
        "wAARCAAVACMDASIAAhEBAxEB/8QAFwAAAwEAAAAAAAAAAAAAAAAAAAIEBf/EACEQAAICAgEEAwAAAAAAAAAAAAACAREDBDEFEhMhIjJh/8QAFgEBAQEAAAAAAAAAAAAAAAAAAwQF/8QAHREAAgMBAAMBAAAAAAAAAAAAAAECAxEEEiEyof/dAAQAAv/aAAwDAQACEQMRAD8ARNiKHXYiyFMT0OuJ7E6IRxBUc0TVTYih02" +
        "IshTE9E247pHiT7NHy/IBurUnFI0FXXVBzkf/QpbrKK0qqd0R6vu5AwoxPQFq568J3da39fiN9MKVwOuFL4ADK6G8QlDP/0dZsaphdoiLVZkx/HD5JZvbTzIAC28RN2yflFb6KIwpXAABYmyXT/9k=");

    /// <summary>4:2:2 of the same picture: made with Pillow.</summary>
    public static byte[] Across { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/" +
        "wAARCAAVACMDASEAAhEBAxEB/8QAFwAAAwEAAAAAAAAAAAAAAAAAAAMEBf/EACAQAAICAgICAwAAAAAAAAAAAAABAhIDMRETBCEUFYH/xAAYAQEBAQEBAAAAAAAAAAAAAAAEAgUDAf/EAB4RAAIDAQACAwAAAAAAAAAAAAABAgMRBCFBMaHh/9oADAMBAAIRAxEAPwB0fJVBHyVcDz0k31vEWLyVQSvJVzV56SL634HfYRXpLn9AHLuxtK" +
        "P3+ClQ8MyOOdBHXO5350i75LEWLHOhJlU1Oq29jLLFVTJ+/gm1puI2OOdVsDCxDVJYa8cMaaE9Ub6G87MS+bxFXVFYm+NIz+qLycvZz7Jy2MfR7ZJ+CuOKPC9AC0WpvD//2Q==");

    private static readonly byte[][] Seeds =
    [
        Restarts, Across, Encode(Made(30, 21, 3, 2), 70, SKJpegEncoderDownsample.Downsample420), Encode(Made(17, 9, 3, 90), 95, SKJpegEncoderDownsample.Downsample444),
        ImageCodec.EncodeJpeg(Made(25, 33, 1, 30), 60), Encode(Made(64, 50, 3, 10), 30, SKJpegEncoderDownsample.Downsample420),
    ];

    /// <summary>Encodes with SkiaSharp.</summary>
    public static byte[] Encode(PixelImage image, int quality, SKJpegEncoderDownsample downsample)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var i = 0; i < image.Width * image.Height; i++)
            bitmap.SetPixel(i % image.Width, i / image.Width, new(image.Pixels[3 * i], image.Pixels[(3 * i) + 1], image.Pixels[(3 * i) + 2]));
        using var pixels = bitmap.PeekPixels();
        using var data = pixels.Encode(new SKJpegEncoderOptions(quality, downsample, SKJpegEncoderAlphaOption.Ignore));
        return data!.ToArray();
    }

    // Waves and grain.
    private static PixelImage Made(int width, int height, int channels, int grain)
    {
        var (image, random) = (new PixelImage(width, height, channels), new RandomStream((ulong)grain));
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(100 + (60 * Math.Sin((0.3 * (i / channels % width)) + (0.2 * (i / channels / width)) + (2 * (i % channels)))) + random.NextInt(grain));
        return image;
    }

    /// <summary>The n-th damaged file.</summary>
    public static byte[] Input(int n)
    {
        var random = new RandomStream(2026, (ulong)n);
        var seed = Seeds[n % Seeds.Length];
        List<byte> bytes = [.. seed];
        // The entropy-coded part begins behind the last header.
        var scan = seed.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xff, 0xda]);
        for (var times = 1 + random.NextInt(3); times > 0; times--)
        {
            // What moves the header's bytes is mostly refused at once.
            var kind = random.NextInt(8);
            var header = random.Chance(kind < 4 ? 0.4 : 0.1) || bytes.Count <= scan;
            var at = header ? random.NextInt(Math.Min(scan + 12, bytes.Count)) : scan + random.NextInt(bytes.Count - scan);
            switch (kind)
            {
                case 0 or 1:
                    bytes[at] = (byte)random.NextInt(256);
                    break;
                case 2:
                    bytes[at] ^= (byte)(1 << random.NextInt(8));
                    break;
                case 3:
                    bytes[at] = random.Chance(0.5) ? (byte)255 : (byte)0;
                    break;
                case 4:
                    bytes.Insert(at, (byte)random.NextInt(256));
                    break;
                case 5 when bytes.Count > 3:
                    bytes.RemoveAt(at);
                    break;
                case 6 when random.Chance(0.3):
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    // A stretch of another file.
                    var other = Seeds[random.NextInt(Seeds.Length)];
                    var from = random.NextInt(other.Length);
                    bytes.InsertRange(at, other.AsSpan(from, random.NextInt(Math.Min(80, other.Length - from))).ToArray());
                    break;
            }
            if (bytes.Count == 0)
                break;
        }
        return [.. bytes];
    }

    /// <summary>
    /// Decodes all and a part of the n-th file. Throws where the part is not the part of all, or more memory was taken than
    /// the header's size allows. Says what came of it.
    /// </summary>
    public static FuzzOutcome Decode(int n)
    {
        var input = Input(n);
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var decoder = BaselineDecoder.TryOpen(input);
        if (decoder is null)
            return new(FuzzResult.Refused, null, input);
        var size = decoder.Size;
        if ((long)size.Width * size.Height > ImageCodec.MaximalPixels)
            return new(FuzzResult.TooLarge, null, input);
        var whole = decoder.TryDecode(0, 0, size.Width, size.Height);
        var random = new RandomStream(1, (ulong)n);
        var (x, y) = (random.NextInt(size.Width), random.NextInt(size.Height));
        var (w, h) = (1 + random.NextInt(Math.Min(300, size.Width - x)), 1 + random.NextInt(Math.Min(300, size.Height - y)));
        var part = decoder.TryDecode(x, y, w, h);
        // Pools round up to twice; planes are padded to blocks; tables and small change.
        var allowed = (12L * (size.Width + 32) * (size.Height + 32)) + (8L * input.Length) + 200_000;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > allowed)
            throw new InvalidOperationException($"input {n}, {size.Width} x {size.Height}: {allocated} bytes were allocated");
        if (whole is null)
            return new(FuzzResult.Damaged, null, input);
        for (var row = 0; row < h; row++)
        {
            var expected = whole.Pixels.AsSpan((((y + row) * whole.Width) + x) * whole.Channels, w * whole.Channels);
            if (part is null || !expected.SequenceEqual(part.Pixels.AsSpan(row * w * whole.Channels, w * whole.Channels)))
                throw new InvalidOperationException($"input {n}, {size.Width} x {size.Height}: the part {x}, {y}, {w} x {h} is not that of the whole");
        }
        return new(FuzzResult.Decoded, whole, input);
    }
}

/// <summary>What came of a damaged file.</summary>
internal enum FuzzResult
{
    /// <summary>The header is not of the decoder's kind.</summary>
    Refused,

    /// <summary>More pixels than are allowed.</summary>
    TooLarge,

    /// <summary>Found in the scan.</summary>
    Damaged,

    /// <summary>Still a valid file.</summary>
    Decoded,
}

/// <summary>A damaged file and what came of it.</summary>
internal sealed record FuzzOutcome(FuzzResult Result, PixelImage? Image, byte[] Input);
