using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>
/// Decodes any part of a baseline JPEG: 8 bits, Huffman, one scan; gray, or YCbCr with chroma whole, halved across or halved
/// both ways. What lies outside the part is only passed over. Everything else, and what is damaged, is not for it.
/// </summary>
/// <remarks>Its memory is kept and used for the next image. Not for several threads at once.</remarks>
internal sealed class BaselineDecoder : IDisposable
{
    // Pixels or bytes of an image whose memory is kept.
    private const int MostKept = 8_000_000;

    private readonly JpegHeader _header = new();
    private readonly EntropyData _entropy = new();
    private readonly short[] _block = new short[64];
    private byte[] _encoded = [];
    private byte[] _cb = [];
    private byte[] _cr = [];
    private ushort[] _sums = [];
    private int _length;
    private bool? _isSound;

    private BaselineDecoder()
    {
    }

    /// <summary>The size as stored.</summary>
    public ImageSize Size => new(_header.Width, _header.Height);

    public bool IsGray => _header.Components.Length == 1;

    /// <summary>EXIF's, 1 to 8.</summary>
    public int Orientation => _header.Orientation;

    /// <summary>The bytes it was opened with.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded.AsSpan(0, _length);

    /// <summary>Null where the header is not of the kind it decodes.</summary>
    public static BaselineDecoder? TryOpen(ReadOnlySpan<byte> encoded)
    {
        if (!BitConverter.IsLittleEndian || encoded is not [0xff, 0xd8, 0xff, ..])
            return null;
        var decoder = Spare<BaselineDecoder>.Take() ?? new();
        if (!decoder._header.TryRead(encoded))
        {
            decoder.Dispose();
            return null;
        }
        Buffers.Grow(ref decoder._encoded, encoded.Length);
        encoded.CopyTo(decoder._encoded);
        (decoder._length, decoder._isSound) = (encoded.Length, null);
        return decoder;
    }

    /// <summary>The pixels of a part, as stored; null where the image is damaged. What is not needed for it is not looked at.</summary>
    public PixelImage? TryDecode(int x, int y, int width, int height)
    {
        var image = new PixelImage(width, height, IsGray ? 1 : 3);
        return TryDecode(x, y, width, height, image.Pixels) ? image : null;
    }

    /// <summary>The same into memory of width x height x channels bytes; false where the image is damaged.</summary>
    public bool TryDecode(int x, int y, int width, int height, Span<byte> pixels)
    {
        if (!(_isSound ??= IsSound()))
            return false;
        foreach (var component in _header.Components)
            component.Prepare(x, y, width, height);
        if (!Samples())
        {
            _isSound = false;
            return false;
        }
        var bytes = width * (IsGray ? 1 : 3);
        for (var row = 0; row < height; row++)
            Row(x, y + row, pixels.Slice(row * bytes, bytes));
        return true;
    }

    /// <summary>Gives its memory to the next, or back where that is much.</summary>
    public void Dispose()
    {
        var large = (long)_header.Width * _header.Height > MostKept || _encoded.Length > MostKept;
        if (large)
            Release();
        if (!Spare<BaselineDecoder>.TryKeep(this) && !large)
            Release();
    }

    private void Release()
    {
        _entropy.Release();
        _header.Release();
        Buffers.Release(ref _encoded);
        Buffers.Release(ref _cb);
        Buffers.Release(ref _cr);
        Buffers.Release(ref _sums);
    }

    private (int Across, int Down) Mcus
    {
        get
        {
            var luma = _header.Components[0];
            var (width, height) = (8 * luma.Horizontal, 8 * luma.Vertical);
            return ((_header.Width + width - 1) / width, (_header.Height + height - 1) / height);
        }
    }

    // Whether all restart intervals are there, and bits enough for the size: a block takes two at least.
    private bool IsSound()
    {
        var (across, down) = Mcus;
        var mcus = across * down;
        var intervals = _header.RestartInterval == 0 ? 1 : (mcus + _header.RestartInterval - 1) / _header.RestartInterval;
        if (_entropy.TryRead(Encoded[_header.Scan..], intervals))
            return (long)mcus * 2 <= _entropy.Bytes.Length * 8L;
        return false;
    }

    private bool Samples()
    {
        var (across, down) = Mcus;
        var reader = new EntropyReader(_entropy.Bytes);
        var (interval, left) = (0, 0);
        var perInterval = _header.RestartInterval == 0 ? int.MaxValue : _header.RestartInterval;
        var bottom = 0;
        foreach (var component in _header.Components)
            bottom = Math.Max(bottom, (component.Blocks.Bottom + component.Vertical - 1) / component.Vertical);
        for (var row = 0; row < bottom; row++)
        {
            for (var column = 0; column < across; column++)
            {
                if (left == 0)
                {
                    if (interval > 0 && !reader.IsAtEnd)
                        return false;
                    var (from, end) = _entropy[interval++];
                    reader.Start(from, end);
                    left = perInterval;
                    foreach (var component in _header.Components)
                        component.Predictor = 0;
                }
                left--;
                if (!reader.IsWithin || !Mcu(ref reader, column, row))
                    return false;
            }
        }
        return bottom == down ? reader.IsAtEnd : reader.IsWithin;
    }

    private bool Mcu(ref EntropyReader reader, int column, int row)
    {
        foreach (var component in _header.Components)
        {
            var (dc, ac, blocks) = (_header.Dc(component), _header.Ac(component), component.Blocks);
            var quantisation = _header.Quantisation(component);
            for (var v = row * component.Vertical; v < (row + 1) * component.Vertical; v++)
            {
                for (var h = column * component.Horizontal; h < (column + 1) * component.Horizontal; h++)
                {
                    if (v < blocks.Top || v >= blocks.Bottom || h < blocks.Left || h >= blocks.Right)
                    {
                        if (!reader.Skip(dc, ac, ref component.Predictor))
                            return false;
                        continue;
                    }
                    var last = reader.Block(dc, ac, quantisation, ref component.Predictor, _block);
                    if (last < 0)
                    {
                        Array.Clear(_block);
                        return false;
                    }
                    InverseDct.Inverse(_block, last, component.Block(h, v), component.Stride);
                }
            }
        }
        return true;
    }

    private void Row(int x, int y, Span<byte> pixels)
    {
        var components = _header.Components;
        var luma = components[0].Row(x, y);
        if (components.Length == 1)
        {
            luma[..pixels.Length].CopyTo(pixels);
            return;
        }
        if (components[1].StepX == 1)
        {
            ColourConversion.Row(luma, components[1].Row(x, y), components[2].Row(x, y), pixels);
            return;
        }
        var width = pixels.Length / 3;
        Buffers.Grow(ref _cb, width + ChromaUpsampling.Slack);
        Buffers.Grow(ref _cr, width + ChromaUpsampling.Slack);
        Buffers.Grow(ref _sums, (width / 2) + ChromaUpsampling.Slack);
        var skip = ChromaUpsampling.Row(components[1], x, y, width, _sums, _cb);
        ChromaUpsampling.Row(components[2], x, y, width, _sums, _cr);
        ColourConversion.Row(luma, _cb.AsSpan(skip), _cr.AsSpan(skip), pixels);
    }
}
