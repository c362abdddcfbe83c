using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Training.Feeding;

/// <summary>
/// The decoded images of a split. Where they are small enough to stay in memory together, each is decoded once; any
/// number of threads may ask at once.
/// </summary>
internal sealed class ImageSource
{
    private const long CacheBytes = 1L << 30;

    private readonly EntrySplit _split;
    private readonly PixelImage?[]? _cache;
    private readonly ulong[] _keys;

    public ImageSource(EntrySplit split)
    {
        _split = split;
        _keys = new ulong[split.Count];
        for (var i = 0; i < split.Count; i++)
            _keys[i] = RandomStream.KeyOf(split.IdUtf8(i));
        // Judged by the first image: sets of small pictures have one size.
        if (split.Count > 0 && (long)Decode(0).Pixels.Length * split.Count <= CacheBytes)
            _cache = new PixelImage?[split.Count];
    }

    public EntrySplit Split => _split;

    /// <summary>The sample's key for random draws: it depends on nothing but the id.</summary>
    public ulong Key(int index) => _keys[index];

    public PixelImage Get(int index)
    {
        if (_cache is null)
            return Decode(index);
        // Two threads may decode the same image once each: the same pixels either way.
        return Volatile.Read(ref _cache[index]) ?? (_cache[index] = Decode(index));
    }

    private PixelImage Decode(int index) => ImageCodec.Decode(_split.Image(index), _split.Id(index));
}
