using System.Diagnostics;
using CsCheck;
using DataTools.Catalog;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Codecs.Jpeg;
using DataTools.Imaging.Pixels;
using DataTools.Tests;
using SkiaSharp;

namespace DataTools.Imaging.Tests.Codecs.Jpeg;

public sealed class BaselineDecoderTests
{
    [Fact]
    public void Pixels_are_those_of_SkiaSharp_and_a_part_is_the_part_of_the_whole()
    {
        var samplings = Gen.Enum<SKJpegEncoderDownsample>();
        Gen.Select(Gen.Int[1, 80], Gen.Int[1, 80], Gen.Int[1, 100], samplings, Gen.Int[0, 2], Gen.ULong).Sample((w, h, quality, sampling, kind, seed) =>
        {
            var jpeg = kind switch
            {
                0 => ImageCodec.EncodeJpeg(Pictures.Noise(w, h, 1, seed), quality),
                1 => JpegFuzz.Encode(Pictures.Noise(w, h, 3, seed), quality, sampling),
                _ => JpegFuzz.Encode(Pictures.Smooth(w, h, seed), quality, sampling),
            };
            SameAsSkia(jpeg, (int)(seed % 1000));
        }, iter: 150);
    }

    [Fact]
    public void Restart_intervals_and_chroma_halved_across_are_decoded()
    {
        SameAsSkia(JpegFuzz.Restarts, 1);
        SameAsSkia(JpegFuzz.Across, 2);
    }

    [Fact]
    public void Photos_are_those_of_SkiaSharp()
    {
        foreach (var (i, photo) in Pictures.Photos().Where((_, i) => i % 8 == 0).Index())
            SameAsSkia(File.ReadAllBytes(photo), i);
    }

    [Fact]
    public void Turned_photos_are_decoded_as_SkiaSharp_turns_them()
    {
        foreach (var photo in Directory.GetFiles(SharedData.Path("data", "exif-orientation"), "*.jpg"))
        {
            var bytes = File.ReadAllBytes(photo);
            Pictures.Same(ImageCodec.Decode(bytes, photo, JpegDecoder.Skia), ImageCodec.Decode(bytes, photo));
        }
    }

    [Fact]
    public void What_Pillow_writes_is_decoded_or_left_to_SkiaSharp()
    {
        // Each a picture of 45 x 37: the name says whether it is for this decoder.
        const string script = """
            import sys, numpy as np
            from PIL import Image
            y, x = np.mgrid[0:37, 0:45]
            rgb = np.stack([128 + 90 * np.sin(x * .3), 128 + 90 * np.cos(y * .2), (x * 7 + y * 5) % 256], -1).astype(np.uint8)
            image, folder = Image.fromarray(rgb), sys.argv[1]
            for sampling in (0, 1, 2):
                for optimize in (False, True):
                    image.save(f"{folder}/yes-{sampling}-{optimize}", "JPEG", subsampling=sampling, optimize=optimize, quality=77)
            image.convert("L").save(f"{folder}/yes-gray", "JPEG", optimize=True)
            image.save(f"{folder}/no-progressive", "JPEG", progressive=True)
            image.convert("CMYK").save(f"{folder}/no-cmyk", "JPEG")
            """;
        using var folder = new TemporaryFolder();
        Python(script, folder[""]);
        var files = Directory.GetFiles(folder[""]);
        Assert.Equal(9, files.Length);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            if (Path.GetFileName(file).StartsWith("yes", StringComparison.Ordinal))
            {
                SameAsSkia(bytes, 3);
                continue;
            }
            Assert.Null(BaselineDecoder.TryOpen(bytes));
            Pictures.Same(ImageCodec.Decode(bytes, file, JpegDecoder.Skia), ImageCodec.Decode(bytes, file));
        }
    }

    [Fact]
    public void What_is_not_baseline_or_not_YCbCr_is_not_for_it()
    {
        var jpeg = JpegFuzz.Encode(Pictures.Smooth(40, 30, 1), 80, SKJpegEncoderDownsample.Downsample420);
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xc0]);
        byte[] With(int at, byte value)
        {
            var copy = jpeg.ToArray();
            copy[at] = value;
            return copy;
        }
        bool IsOpened(byte[] bytes)
        {
            using var decoder = BaselineDecoder.TryOpen(bytes);
            return decoder is not null;
        }
        Assert.True(IsOpened(jpeg));
        // The same frame as sequential with other tables allowed.
        Assert.True(IsOpened(With(frame + 1, 0xc1)));
        Assert.False(IsOpened(With(frame + 1, 0xc2)));
        Assert.False(IsOpened(With(frame + 1, 0xc9)));
        Assert.False(IsOpened(With(frame + 4, 12)));
        Assert.False(IsOpened(With(frame + 11, 0x41)));
        Assert.False(IsOpened(With(frame + 14, 0x21)));
        byte[] adobe = [0xff, 0xee, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0];
        Assert.False(IsOpened([.. jpeg.AsSpan(0, 2), .. adobe, .. jpeg.AsSpan(2)]));
        adobe[^1] = 1;
        Assert.True(IsOpened([.. jpeg.AsSpan(0, 2), .. adobe, .. jpeg.AsSpan(2)]));
        Assert.False(IsOpened(ImageCodec.EncodePng(Pictures.Smooth(4, 4, 1))));
        Assert.False(IsOpened([]));
    }

    [Fact]
    public void What_is_cut_off_or_damaged_ends_as_it_does_with_SkiaSharp()
    {
        var jpeg = JpegFuzz.Restarts;
        for (var length = 0; length < jpeg.Length; length++)
        {
            var cut = jpeg[..length];
            Assert.Equal(
                Assert.Throws<BadSampleException>(() => ImageCodec.Decode(cut, "x", JpegDecoder.Skia)).Message,
                Assert.Throws<BadSampleException>(() => ImageCodec.Decode(cut, "x")).Message);
        }
        // A restart marker of another number: the scan is not as it should be.
        var other = jpeg.ToArray();
        other[other.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xd1]) + 1] = 0xd5;
        using (var decoder = BaselineDecoder.TryOpen(other)!)
            Assert.Null(decoder.TryDecode(0, 0, 35, 21));
        Pictures.Same(ImageCodec.Decode(other, "x", JpegDecoder.Skia), ImageCodec.Decode(other, "x"));
    }

    [Fact]
    public void Damaged_files_neither_crash_it_nor_cost_more_memory_than_their_size()
    {
        var results = Enumerable.Range(0, 2000).Select(n => JpegFuzz.Decode(n).Result).ToLookup(r => r);
        Assert.All([FuzzResult.Refused, FuzzResult.Damaged, FuzzResult.Decoded], r => Assert.InRange(results[r].Count(), 50, 1900));
    }

    [Fact]
    public void It_costs_no_memory_but_the_pixels()
    {
        var jpegs = new[] { JpegFuzz.Restarts, JpegFuzz.Across, JpegFuzz.Encode(Pictures.Smooth(200, 90, 2), 90, SKJpegEncoderDownsample.Downsample444) };
        var parts = new PixelImage[100];
        long Decode()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < parts.Length; i++)
            {
                using var decoder = BaselineDecoder.TryOpen(jpegs[i % 3])!;
                parts[i] = decoder.TryDecode(5, 5, 20, 10)!;
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Decode();
        // Another test at the same time may have the spare decoders.
        var least = Enumerable.Range(0, 20).Min(_ => Decode());
        Assert.InRange(least, 1, parts.Length * (20 * 10 * 3 + 100));
    }

    private static void SameAsSkia(byte[] jpeg, int seed)
    {
        var expected = ImageCodec.Decode(jpeg, "x", JpegDecoder.Skia);
        using var decoder = BaselineDecoder.TryOpen(jpeg);
        Assert.NotNull(decoder);
        Pictures.Same(expected, decoder.TryDecode(0, 0, expected.Width, expected.Height)!);
        for (var i = 0; i < 4; i++)
        {
            var (x, y) = (seed * (7 + i) % expected.Width, seed * (11 + i) % expected.Height);
            var (w, h) = (1 + (seed * (3 + i) % (expected.Width - x)), 1 + (seed * (5 + i) % (expected.Height - y)));
            Pictures.Same(Pictures.Of(w, h, expected.Channels, (px, py, c) => expected.At(x + px, y + py, c)), decoder.TryDecode(x, y, w, h)!);
        }
    }

    private static void Python(string script, string folder)
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python), "Debian's Python is not installed");
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", script, folder]) { RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(error.Contains("ModuleNotFoundError", StringComparison.Ordinal), "Debian's package python3-pil is not installed");
        Assert.Equal("", error);
    }
}
