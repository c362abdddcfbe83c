using System.Buffers;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Codecs.Jpeg;
using DataTools.Imaging.Pixels;
using SkiaSharp;

namespace DataTools.Imaging.Codecs;

/// <summary>
/// An encoded image of which only the header has been read: its size is known, so that parameters can be drawn, and then only
/// the pixels that are needed are decoded. Not for several threads at once.
/// </summary>
public sealed class OpenImage : IDisposable
{
    private readonly string _sample;
    private BaselineDecoder? _baseline;
    private SKData? _data;
    private SKCodec? _codec;

    internal OpenImage(ReadOnlySpan<byte> encoded, string sample, JpegDecoder decoder)
    {
        _sample = sample;
        _baseline = decoder == JpegDecoder.Managed ? BaselineDecoder.TryOpen(encoded) : null;
        if (_baseline is not null)
        {
            (Stored, IsGray, Exif) = (_baseline.Size, _baseline.IsGray, _baseline.Orientation);
        }
        else
        {
            var codec = Skia(encoded);
            (Stored, IsGray, Exif) = (new(codec.Info.Width, codec.Info.Height), codec.Info.ColorType == SKColorType.Gray8, (int)codec.EncodedOrigin);
        }
        if ((long)Stored.Width * Stored.Height > ImageCodec.MaximalPixels)
        {
            Dispose();
            throw new BadSampleException(sample, $"{Stored.Width} x {Stored.Height} pixels are more than the {ImageCodec.MaximalPixels / 1_000_000} million allowed");
        }
        Size = Orientation.IsOnItsSide(Exif) ? new(Stored.Height, Stored.Width) : Stored;
    }

    /// <summary>The size as it is seen: upright.</summary>
    public ImageSize Size { get; }

    /// <summary>Whether it decodes to one channel.</summary>
    public bool IsGray { get; }

    internal ImageSize Stored { get; }

    internal int Exif { get; }

    /// <summary>All pixels, upright. Throws as <see cref="ImageCodec.Decode(ReadOnlySpan{byte}, string, JpegDecoder)"/> does.</summary>
    public PixelImage Decode() => Orientation.Apply(
        _baseline?.TryDecode(0, 0, Stored.Width, Stored.Height) ?? RegionDecoder.Whole(Skia(), Stored, IsGray, _sample), Exif);

    /// <summary>
    /// The pixels that <paramref name="plan"/> looks at, and the plan that makes of them what the given one makes of the whole
    /// image. What a crop leaves out is skipped where the file allows it (JPEG that is not progressive), and damage there may
    /// go unseen; a file without an end does not.
    /// </summary>
    /// <param name="plan">Drawn for <see cref="Size"/>.</param>
    /// <param name="exact">
    /// Whether the result must be, byte by byte, that of the whole image. Otherwise the orientation becomes part of the map,
    /// and a JPEG that is shrunk to half or less is decoded at 1/2, 1/4 or 1/8 (not for the exact mode), which leaves the
    /// resample the rest.
    /// </param>
    public (PixelImage Image, AugmentationPlan Plan) DecodeFor(AugmentationPlan plan, bool exact = false)
    {
        if (plan.Input != Size)
            throw new ArgumentException($"an image of {Size} for a plan of {plan.Input}", nameof(plan));
        var region = SourceRegion.Of(plan, Stored, Exif, exact, MayShrink(plan) && !exact);
        if (region is not { } needed || Part(needed) is not { } pixels)
            return (Decode(), plan);
        if (needed.Turn)
            pixels = Orientation.Apply(pixels, Exif);
        return (pixels, plan.From(new(pixels.Width, pixels.Height), needed.Map));
    }

    /// <summary>
    /// Writes what <paramref name="plan"/> makes of the image, as <see cref="AugmentationPlan.Apply(PixelImage, int, Span{float})"/>
    /// does with what <see cref="DecodeFor"/> gives, but the pixels lie in memory that is used again.
    /// </summary>
    /// <param name="plan">Drawn for <see cref="Size"/>.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="planes">channels x Output.Height x Output.Width floats.</param>
    public void Apply(AugmentationPlan plan, int channels, Span<float> planes)
    {
        plan.Check(Size, channels, planes.Length);
        var region = SourceRegion.Of(plan, Stored, Exif, exact: false, MayShrink(plan));
        var (x, y, width, height) = region is { } r ? (r.X, r.Y, r.Width, r.Height) : (0, 0, Stored.Width, Stored.Height);
        var length = width * height * (IsGray ? 1 : 3);
        if (_baseline is null || region is { Turn: true } or { Shrink: > 1 } || (region is null && Exif is not (0 or 1)))
        {
            var (image, rest) = DecodeFor(plan);
            rest.Apply(image, channels, planes);
            return;
        }
        var pixels = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (!_baseline.TryDecode(x, y, width, height, pixels.AsSpan(0, length)))
            {
                plan.Apply(Decode(), channels, planes);
                return;
            }
            var part = region is null ? plan : plan.From(new(width, height), region.Map);
            PassRunner.Run(part, new(pixels.AsSpan(0, length), width, height, IsGray ? 1 : 3, width * (IsGray ? 1 : 3)), channels, planes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _baseline?.Dispose();
        _codec?.Dispose();
        _data?.Dispose();
        (_baseline, _codec, _data) = (null, null, null);
    }

    // Another size to begin with is another result.
    private bool MayShrink(AugmentationPlan plan) => IsJpeg && plan.Mode == EngineMode.Fused;

    private bool IsJpeg => _baseline is not null || _codec is { EncodedFormat: SKEncodedImageFormat.Jpeg };

    // A file that breaks off, or that the decoder gives up, is for the whole decode to judge.
    private PixelImage? Part(SourceRegion region)
    {
        if (_baseline is not null && region.Shrink == 1)
            return _baseline.TryDecode(region.X, region.Y, region.Width, region.Height);
        var codec = Skia();
        return IsComplete() ? RegionDecoder.TryDecode(codec, Stored, region, IsGray) : null;
    }

    private SKCodec Skia() => _codec ?? Skia(_baseline!.Encoded);

    private SKCodec Skia(ReadOnlySpan<byte> encoded)
    {
        _data = SKData.CreateCopy(encoded);
        _codec = SKCodec.Create(_data);
        if (_codec is not null)
            return _codec;
        Dispose();
        throw new BadSampleException(_sample, $"not an image that can be decoded ({encoded.Length} bytes)");
    }

    private bool IsComplete()
    {
        const int tail = 64;
        var bytes = _data!.AsSpan();
        return IsJpeg && bytes[Math.Max(0, bytes.Length - tail)..].LastIndexOf((ReadOnlySpan<byte>)[0xff, 0xd9]) >= 0;
    }
}
