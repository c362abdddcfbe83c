using System.Buffers;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Codecs;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>The picture as JPEG and back.</summary>
/// <param name="Quality">1 to 100, on libjpeg's scale.</param>
public sealed record JpegStep(int Quality) : AreaStep
{
    internal override void Apply(in Planes picture)
    {
        if (Quality is < 1 or > 100)
            throw new InvalidInputException($"JPEG of quality {Quality}", "Qualities are 1 to 100.");
        var (gray, area) = (picture.Channels == 1, picture.Size.Width * picture.Size.Height);
        var length = gray ? area : 4 * area;
        var pixels = ArrayPool<byte>.Shared.Rent(length);
        PixelPlanes.StorePadded(picture.Values, picture.Channels, pixels.AsSpan(0, length));
        JpegRoundTrip.Apply(pixels.AsSpan(0, length), picture.Size.Width, picture.Size.Height, gray, Quality);
        PixelPlanes.Load(pixels.AsSpan(0, length), gray ? 1 : 4, picture.Channels, picture.Values);
        ArrayPool<byte>.Shared.Return(pixels);
    }
}
