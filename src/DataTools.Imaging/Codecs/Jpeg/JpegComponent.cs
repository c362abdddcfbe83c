namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>A component of an image, and the samples of it that have been decoded.</summary>
internal sealed class JpegComponent
{
    private byte[] _samples = [];

    public int Id { get; private set; }

    /// <summary>Blocks in a MCU across.</summary>
    public int Horizontal { get; private set; }

    /// <summary>Blocks in a MCU down.</summary>
    public int Vertical { get; private set; }

    public int QuantisationTable { get; private set; }

    public int DcTable { get; set; }

    public int AcTable { get; set; }

    /// <summary>Samples across the whole image.</summary>
    public int Width { get; private set; }

    /// <summary>Samples down the whole image.</summary>
    public int Height { get; private set; }

    /// <summary>Pixels a sample is wide.</summary>
    public int StepX { get; private set; }

    /// <summary>Pixels a sample is high.</summary>
    public int StepY { get; private set; }

    /// <summary>The blocks that are decoded, from the left and from the top: first, and behind the last.</summary>
    public (int Left, int Right, int Top, int Bottom) Blocks { get; private set; }

    /// <summary>Bytes from one row of samples to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>The DC coefficient of the block before.</summary>
    public int Predictor;

    public void Define(int id, int horizontal, int vertical, int quantisationTable) =>
        (Id, Horizontal, Vertical, QuantisationTable) = (id, horizontal, vertical, quantisationTable);

    /// <summary>In an image whose MCUs are of that many blocks.</summary>
    public void Place(int across, int down, int width, int height)
    {
        if (across == 1)
            Horizontal = 1;
        if (down == 1)
            Vertical = 1;
        (StepX, StepY) = (Math.Max(1, across / Math.Max(1, Horizontal)), Math.Max(1, down / Math.Max(1, Vertical)));
        (Width, Height) = ((width + StepX - 1) / StepX, (height + StepY - 1) / StepY);
    }

    /// <summary>Makes room for the samples that a part of the image is made of: where they are interpolated, one more around.</summary>
    public void Prepare(int x, int y, int width, int height)
    {
        var (rimX, rimY) = (StepX - 1, StepY - 1);
        var (left, right) = (Math.Max(0, (x / StepX) - rimX), Math.Min(Width - 1, ((x + width - 1) / StepX) + rimX));
        var (top, bottom) = (Math.Max(0, (y / StepY) - rimY), Math.Min(Height - 1, ((y + height - 1) / StepY) + rimY));
        Blocks = (left / 8, (right / 8) + 1, top / 8, (bottom / 8) + 1);
        Stride = (Blocks.Right - Blocks.Left) * 8;
        Buffers.Grow(ref _samples, checked((Blocks.Bottom - Blocks.Top) * 8 * Stride) + Slack);
    }

    /// <summary>Where a block that is decoded belongs.</summary>
    public Span<byte> Block(int column, int row) => _samples.AsSpan(((row - Blocks.Top) * 8 * Stride) + ((column - Blocks.Left) * 8));

    /// <summary>A row of samples from one on, as far as the memory goes: vectors may be read beyond its end.</summary>
    public ReadOnlySpan<byte> Row(int x, int y) => _samples.AsSpan(((y - (Blocks.Top * 8)) * Stride) + x - (Blocks.Left * 8));

    /// <summary>Gives the memory back.</summary>
    public void Release() => Buffers.Release(ref _samples);

    /// <summary>Bytes behind the last row.</summary>
    public const int Slack = 64;
}
