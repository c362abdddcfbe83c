using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Training.Feeding;

/// <summary>
/// The decoded images of a split; any number of threads may ask at once. Images stay in memory while there is room, so
/// that sets of small pictures are decoded once.
/// </summary>
internal sealed class ImageSource
{
    private const long DefaultKeep = 1L << 30;

    private readonly EntrySplit _split;
    private readonly PixelImage?[]? _cache;
    private readonly ulong[] _keys;
    private long _room;

    /// <summary>Keeps at most <paramref name="keepBytes"/> of pixels: 0 for those who never come back to an image.</summary>
    public ImageSource(EntrySplit split, long keepBytes = DefaultKeep)
    {
        _room = keepBytes;
        _split = split;
        _keys = new ulong[split.Count];
        for (var i = 0; i < split.Count; i++)
            _keys[i] = RandomStream.KeyOf(split.IdUtf8(i));
        _cache = keepBytes > 0 ? new PixelImage?[split.Count] : null;
    }

    public EntrySplit Split => _split;

    /// <summary>The sample's key for random draws: it depends on nothing but the id.</summary>
    public ulong Key(int index) => _keys[index];

    public PixelImage Get(int index)
    {
        if (_cache is not null && Volatile.Read(ref _cache[index]) is { } kept)
            return kept;
        // Two threads may decode the same image once each: the same pixels either way.
        var image = Decode(index);
        if (_cache is not null && Interlocked.Add(ref _room, -image.Pixels.Length) >= 0)
            Volatile.Write(ref _cache[index], image);
        return image;
    }

    private PixelImage Decode(int index) => ImageCodec.Decode(_split, index);
}
