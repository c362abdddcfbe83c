using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>A rectangle of an image, or of one made for a moment: 8 bits a channel, channels interleaved.</summary>
internal readonly ref struct PixelView(ReadOnlySpan<byte> pixels, int width, int height, int channels, int stride)
{
    public PixelView(PixelImage image)
        : this(image.Pixels, image.Width, image.Height, image.Channels, image.Width * image.Channels)
    {
    }

    public static implicit operator PixelView(PixelImage image) => new(image);

    /// <summary>From the first pixel on; more than the rectangle where that is part of an image.</summary>
    public ReadOnlySpan<byte> Pixels { get; } = pixels;

    public int Width { get; } = width;

    public int Height { get; } = height;

    public int Channels { get; } = channels;

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; } = stride;

    public PixelView Part(Window window) =>
        new(Pixels[((window.Y * Stride) + (window.X * Channels))..], window.Width, window.Height, Channels, Stride);
}
