using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Training.Tasks;

namespace DataTools.Training.Feeding;

/// <summary>
/// The images of a split; any number of threads may ask at once. Small pictures stay in memory while there is room, so that
/// they are decoded once; of larger ones only what a view looks at is decoded, each time.
/// </summary>
internal sealed class ImageSource
{
    private const long DefaultKeep = 1L << 30;

    // Not the room decides which images are decoded in part, but the image alone: a part may differ in its last bits.
    private const int LargestSmallPicture = 128 * 128;

    private readonly EntrySplit _split;
    private readonly PixelImage?[]? _cache;
    private readonly ulong[] _keys;
    private long _room;

    /// <summary>Keeps at most <paramref name="keepBytes"/> of pixels: 0 for those who never come back to an image.</summary>
    public ImageSource(EntrySplit split, long keepBytes = DefaultKeep)
    {
        _room = keepBytes;
        _split = split;
        Targets = new ClassTargets(split);
        _keys = new ulong[split.Count];
        for (var i = 0; i < split.Count; i++)
            _keys[i] = RandomStream.KeyOf(split.IdUtf8(i));
        _cache = keepBytes > 0 ? new PixelImage?[split.Count] : null;
    }

    public EntrySplit Split => _split;

    /// <summary>Whether every image is decoded whole, as those do who hand pixels to an exported network. Else of large JPEG files no more is decoded than a view shows, at the size that it shows.</summary>
    public bool DecodesWhole { get; init; }

    /// <summary>What is true of the samples; the one class of each, unless said otherwise.</summary>
    public SampleTargets Targets { get; init; }

    /// <summary>The sample's key for random draws: it depends on nothing but the id.</summary>
    public ulong Key(int index) => _keys[index];

    /// <summary>All of an image, decoded.</summary>
    public PixelImage Get(int index)
    {
        if (_cache is not null && Volatile.Read(ref _cache[index]) is { } kept)
            return kept;
        var image = ImageCodec.Decode(_split, index);
        Keep(index, image);
        return image;
    }

    /// <summary>Views of an image, one behind the other in <paramref name="planes"/>.</summary>
    public void Views(int index, IReadOnlyList<AugmentationPolicy> views, ulong seed, uint epoch, int channels, Span<float> planes)
    {
        var length = planes.Length / views.Count;
        if (_cache is null || Volatile.Read(ref _cache[index]) is not { } image)
        {
            using var open = ImageCodec.Open(_split.Image(index), _split.Id(index));
            if (views.Count == 1 && !DecodesWhole && open.Size.Width * (long)open.Size.Height > LargestSmallPicture)
            {
                open.Apply(views[0].Draw(open.Size, seed, _keys[index], epoch), channels, planes);
                return;
            }
            image = open.Decode();
            Keep(index, image);
        }
        for (var v = 0; v < views.Count; v++)
            views[v].Draw(new(image.Width, image.Height), seed, _keys[index], epoch).Apply(image, channels, planes.Slice(v * length, length));
    }

    /// <summary>One view of an image that is in no entry, with the pixels that an entry's would have.</summary>
    public static void View(ReadOnlySpan<byte> encoded, string name, AugmentationPolicy view, int channels, Span<float> planes)
    {
        using var open = ImageCodec.Open(encoded, name);
        var plan = view.Draw(open.Size, 0, 0, 0);
        var (image, mapped) = open.Size.Width * (long)open.Size.Height > LargestSmallPicture ? open.DecodeFor(plan) : (open.Decode(), plan);
        mapped.Apply(image, channels, planes);
    }

    // Two threads may decode the same image once each: the same pixels either way.
    private void Keep(int index, PixelImage image)
    {
        if (_cache is not null && image.Width * (long)image.Height <= LargestSmallPicture && Interlocked.Add(ref _room, -image.Pixels.Length) >= 0)
            Volatile.Write(ref _cache[index], image);
    }
}
