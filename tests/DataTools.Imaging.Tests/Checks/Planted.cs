using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Checks;

/// <summary>Changes that a near duplicate may have gone through.</summary>
internal static class Planted
{
    public static IReadOnlyList<(string Name, Func<PixelImage, int, PixelImage> Change)> Changes { get; } =
    [
        ("crop to 90 %", (image, draw) => Crop(image, 0.9, draw)),
        ("crop to 95 %", (image, draw) => Crop(image, 0.95, draw)),
        ("JPEG quality 50", (image, _) => ImageCodec.Decode(ImageCodec.EncodeJpeg(image, 50), "planted")),
        ("resize to 60 %", (image, _) => Resize(image, 0.6)),
        ("resize to 150 %", (image, _) => Resize(image, 1.5)),
        ("mirrored", (image, _) => Mirrored(image)),
    ];

    private static PixelImage Crop(PixelImage image, double extent, int draw)
    {
        var (width, height) = ((int)(image.Width * extent), (int)(image.Height * extent));
        var (left, top) = (draw * 7919 % (image.Width - width + 1), draw * 104_729 % (image.Height - height + 1));
        var cropped = new PixelImage(width, height, image.Channels);
        for (var y = 0; y < height; y++)
            image.Pixels.AsSpan((((top + y) * image.Width) + left) * image.Channels, width * image.Channels).CopyTo(cropped.Pixels.AsSpan(y * width * image.Channels));
        return cropped;
    }

    private static PixelImage Resize(PixelImage image, double factor) =>
        new AugmentationPolicy([new Resize((int)(image.Width * factor), (int)(image.Height * factor))]).Draw(new(image.Width, image.Height), 0, 0, 0).Apply(image);

    private static PixelImage Mirrored(PixelImage image) =>
        new AugmentationPolicy([new HorizontalFlip { P = 1 }]).Draw(new(image.Width, image.Height), 0, 0, 0).Apply(image);
}
