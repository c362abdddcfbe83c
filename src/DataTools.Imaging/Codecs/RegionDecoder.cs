using System.Buffers;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Pixels;
using SkiaSharp;

namespace DataTools.Imaging.Codecs;

/// <summary>Pixels of a whole image, or of a part of it row by row.</summary>
internal static class RegionDecoder
{
    /// <summary>All pixels as they are stored.</summary>
    public static PixelImage Whole(SKCodec codec, ImageSize size, bool gray, string sample)
    {
        var info = Info(size, gray);
        if (gray)
        {
            var image = new PixelImage(size.Width, size.Height, 1);
            Fill(codec, info, image.Pixels, sample);
            return image;
        }
        var rgba = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        try
        {
            Fill(codec, info, rgba.AsSpan(0, info.BytesSize), sample);
            var image = new PixelImage(size.Width, size.Height, 3);
            DropFourth(rgba, image.Pixels);
            return image;
        }
        finally
        {
            // Bad images are met by the thousand, so their buffers come back as well.
            ArrayPool<byte>.Shared.Return(rgba);
        }
    }

    /// <summary>A part; null where the codec cannot begin in the middle or breaks off, so that the whole must be decoded.</summary>
    public static unsafe PixelImage? TryDecode(SKCodec codec, ImageSize stored, SourceRegion region, bool gray)
    {
        var scaled = region.Shrink == 1 ? stored : new((stored.Width + region.Shrink - 1) / region.Shrink, (stored.Height + region.Shrink - 1) / region.Shrink);
        if (region.Shrink > 1 && codec.GetScaledDimensions(1f / region.Shrink) != new SKSizeI(scaled.Width, scaled.Height))
            return null;
        var options = new SKCodecOptions(SKRectI.Create(region.X, 0, region.Width, scaled.Height));
        if (codec.StartScanlineDecode(Info(scaled, gray), options) != SKCodecResult.Success || codec.ScanlineOrder != SKCodecScanlineOrder.TopDown)
            return null;
        if (region.Y > 0 && !codec.SkipScanlines(region.Y))
            return null;
        var image = new PixelImage(region.Width, region.Height, gray ? 1 : 3);
        var row = region.Width * (gray ? 1 : 4);
        var rows = gray ? image.Pixels : ArrayPool<byte>.Shared.Rent(row * region.Height);
        try
        {
            int got;
            fixed (byte* pointer = rows)
                got = codec.GetScanlines((nint)pointer, region.Height, row);
            if (got != region.Height)
                return null;
            if (!gray)
                DropFourth(rows, image.Pixels);
            return image;
        }
        finally
        {
            if (!gray)
                ArrayPool<byte>.Shared.Return(rows);
        }
    }

    // Premultiplied colour is colour composited onto black.
    private static SKImageInfo Info(ImageSize size, bool gray) => gray
        ? new(size.Width, size.Height, SKColorType.Gray8, SKAlphaType.Opaque)
        : new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);

    private static unsafe void Fill(SKCodec codec, SKImageInfo info, Span<byte> pixels, string sample)
    {
        SKCodecResult result;
        fixed (byte* pointer = pixels)
            result = codec.GetPixels(info, (nint)pointer);
        if (result != SKCodecResult.Success)
            throw new BadSampleException(sample, result == SKCodecResult.IncompleteInput ? "the image is cut off" : $"the image cannot be decoded ({result})");
    }

    private static void DropFourth(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        for (int i = 0, o = 0; o < rgb.Length; i += 4, o += 3)
        {
            rgb[o] = rgba[i];
            rgb[o + 1] = rgba[i + 1];
            rgb[o + 2] = rgba[i + 2];
        }
    }
}
