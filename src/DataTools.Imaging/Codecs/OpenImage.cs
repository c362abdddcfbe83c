using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Pixels;
using SkiaSharp;

namespace DataTools.Imaging.Codecs;

/// <summary>
/// An encoded image of which only the header has been read: its size is known, so that parameters can be drawn, and then only
/// the pixels that are needed are decoded. Not for several threads at once.
/// </summary>
public sealed class OpenImage : IDisposable
{
    private readonly SKData _data;
    private readonly SKCodec _codec;
    private readonly string _sample;

    internal OpenImage(ReadOnlySpan<byte> encoded, string sample)
    {
        _sample = sample;
        _data = SKData.CreateCopy(encoded);
        _codec = SKCodec.Create(_data);
        if (_codec is null)
        {
            _data.Dispose();
            throw new BadSampleException(sample, $"not an image that can be decoded ({encoded.Length} bytes)");
        }
        Stored = new(_codec.Info.Width, _codec.Info.Height);
        if ((long)Stored.Width * Stored.Height > ImageCodec.MaximalPixels)
        {
            Dispose();
            throw new BadSampleException(sample, $"{Stored.Width} x {Stored.Height} pixels are more than the {ImageCodec.MaximalPixels / 1_000_000} million allowed");
        }
        IsGray = _codec.Info.ColorType == SKColorType.Gray8;
        Size = Orientation.IsOnItsSide(Exif) ? new(Stored.Height, Stored.Width) : Stored;
    }

    /// <summary>The size as it is seen: upright.</summary>
    public ImageSize Size { get; }

    /// <summary>Whether it decodes to one channel.</summary>
    public bool IsGray { get; }

    internal ImageSize Stored { get; }

    internal int Exif => (int)_codec.EncodedOrigin;

    /// <summary>All pixels, upright. Throws as <see cref="ImageCodec.Decode(ReadOnlySpan{byte}, string)"/> does.</summary>
    public PixelImage Decode() => Orientation.Apply(RegionDecoder.Whole(_codec, Stored, IsGray, _sample), Exif);

    /// <summary>
    /// The pixels that <paramref name="plan"/> looks at, and the plan that makes of them what the given one makes of the whole
    /// image. What a crop leaves out is skipped where the file allows it (JPEG that is not progressive), and damage there may
    /// go unseen; a file without an end does not.
    /// </summary>
    /// <param name="plan">Drawn for <see cref="Size"/>.</param>
    /// <param name="exact">
    /// Whether the result must be, byte by byte, that of the whole image. Otherwise the orientation becomes part of the map,
    /// and a JPEG that is shrunk to half or less is decoded at 1/2, 1/4 or 1/8, which leaves the resample the rest.
    /// </param>
    public (PixelImage Image, AugmentationPlan Plan) DecodeFor(AugmentationPlan plan, bool exact = false)
    {
        if (plan.Input != Size)
            throw new ArgumentException($"an image of {Size} for a plan of {plan.Input}", nameof(plan));
        var region = SourceRegion.Of(plan, Stored, Exif, exact, mayShrink: !exact && _codec.EncodedFormat == SKEncodedImageFormat.Jpeg);
        // A file that breaks off is for the whole decode to find.
        if (region is not { } needed || !IsComplete() || RegionDecoder.TryDecode(_codec, Stored, needed, IsGray) is not { } pixels)
            return (Decode(), plan);
        if (needed.Turn)
            pixels = Orientation.Apply(pixels, Exif);
        return (pixels, plan.From(new(pixels.Width, pixels.Height), needed.Map));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _codec.Dispose();
        _data.Dispose();
    }

    private bool IsComplete()
    {
        const int tail = 64;
        var bytes = _data.AsSpan();
        return _codec.EncodedFormat == SKEncodedImageFormat.Jpeg && bytes[Math.Max(0, bytes.Length - tail)..].LastIndexOf((ReadOnlySpan<byte>)[0xff, 0xd9]) >= 0;
    }
}
