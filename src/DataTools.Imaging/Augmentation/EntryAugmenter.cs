using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Derived;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation;

/// <summary>What an augmentation came to.</summary>
/// <param name="Card">The new entry's.</param>
/// <param name="Counts">What became of the annotations of all copies.</param>
public sealed record AugmentResult(DatasetCard Card, AnnotationCounts Counts);

/// <summary>Writes an augmented copy of an entry as a new entry that names its parent and policy.</summary>
public static class EntryAugmenter
{
    private const int CopiesPerPart = 16, PartsAhead = 6;

    // Of libwebp and libjpeg.
    private const int LongestWebp = 16_383, LongestJpeg = 65_500;

    /// <summary>
    /// The training split with each sample followed by its copies, the other splits as they are; boxes, masks and keypoints
    /// go with the pixels (<see cref="AnnotationMap"/>). Copies of x are x~1, x~2 ...; where there are copies already, the
    /// numbers go on after the highest. A part (<see cref="AugmentRequest.Shard"/>) is the same stretch of each split's
    /// samples. Progress counts the samples written. Throws <see cref="InvalidInputException"/> with every fault of the
    /// request, <see cref="NotFoundException"/> where there is no parent or it has no train split, and
    /// <see cref="BadSampleException"/> for the first image that cannot be decoded; nothing is left behind then. After a kill
    /// the same request goes on behind the shards that were finished, which <paramref name="goingOn"/> is told.
    /// </summary>
    public static AugmentResult Augment(
        EntryStore store, AugmentRequest request, TimeProvider time, IProgress<long>? progress, Action<Resumption>? goingOn, CancellationToken cancellation)
    {
        request.Check();
        using var parent = store.Open(request.Parent);
        store.CheckNew(request.Name);
        var copies = CopyPlan.Of(parent.Split(SplitNames.Train), request, parent.Card.Classes);
        var draft = Derivation.Draft(parent.Card, request.Name, Derivation.Augment, request.Options, time.GetUtcNow(), request.Tool) with
        {
            Title = $"{parent.Card.Title ?? parent.Card.Name}, augmented",
        };
        var work = new Copying(parent, request, copies);
        var splits = parent.Splits.Select(s =>
        {
            var train = s.Name == SplitNames.Train;
            var (from, to) = (request.Shard ?? new(1, 1)).Of(train ? copies.Total : s.Count);
            return train
                ? new ResumableSplit(s.Name, to - from, (done, note) => work.Samples(from, done, to, note, cancellation), work.Note)
                : new(s.Name, to - from, (done, _) => Range(s, from + done, to), _ => "");
        });
        var shape = new DatasetContent(parent.Card.Classes, []) { Kinds = parent.Card.Annotations, Keypoints = parent.Card.Keypoints };
        var card = store.WriteResumable(draft, shape, [.. splits], Key(parent.Card, request), request.ShardBytes, goingOn, progress, cancellation);
        return new(card, work.Counts);
    }

    // All that decides about the bytes, the code included: another build of it need not draw or encode the same.
    private static string Key(DatasetCard parent, AugmentRequest request)
    {
        Type[] code = [typeof(EntryAugmenter), typeof(EntryStore), typeof(SkiaSharp.SKCodec)];
        var text = JsonSerializer.Serialize(
            new { parent, request.Options, request.Tool, request.ShardBytes, Code = code.Select(t => t.Module.ModuleVersionId) }, CatalogJson.Options);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
    }

    private static IEnumerable<Sample> Range(EntrySplit split, long from, long to)
    {
        for (var i = from; i < to; i++)
            yield return split.Sample((int)i);
    }

    /// <summary>The training samples with their copies.</summary>
    private sealed class Copying(Entry parent, AugmentRequest request, CopyPlan copies)
    {
        private readonly EntrySplit _split = parent.Split(SplitNames.Train);
        private readonly AnnotationMap _map = new(parent.Card.Classes, parent.Card.Keypoints, request.MinVisible);
        private readonly int _lastMark = LastMark(parent.Split(SplitNames.Train));
        private readonly int _quality = request.Quality ?? AugmentRequest.DefaultQuality(request.Format);

        // Of the samples that are in finished shards, and of each after them: how many there are is the shards' business.
        private readonly Queue<AnnotationCounts> _since = [];
        private AnnotationCounts _noted;
        private int _notedSamples;

        /// <summary>What became of the annotations so far.</summary>
        public AnnotationCounts Counts { get; private set; }

        /// <summary>The output from a number of samples behind one position to before another.</summary>
        public IEnumerable<Sample> Samples(long from, int done, long to, string? note, CancellationToken cancellation)
        {
            if (note is not null)
                (_notedSamples, Counts) = (done, _noted = JsonSerializer.Deserialize<AnnotationCounts>(note));
            foreach (var made in OrderedWork.Run(Parts(from + done, to), request.Threads, request.Threads * PartsAhead, Make, cancellation))
            {
                foreach (var (sample, counts) in made)
                {
                    Counts += counts;
                    _since.Enqueue(counts);
                    yield return sample;
                }
            }
        }

        /// <summary>What became of the annotations of so many samples, to go on counting behind them.</summary>
        public string Note(int samples)
        {
            for (; _notedSamples < samples; _notedSamples++)
                _noted += _since.Dequeue();
            return JsonSerializer.Serialize(_noted);
        }

        // A sample with a few of its copies, however many it has: 0 is the sample itself.
        private IEnumerable<(int Index, int First, int End)> Parts(long from, long to)
        {
            for (var at = from; at < to;)
            {
                var index = copies.SampleAt(at);
                var first = (int)(at - copies.Start(index));
                var end = (int)Math.Min(Math.Min(first + CopiesPerPart, 1 + copies.Copies(index)), to - copies.Start(index));
                yield return (index, first, end);
                at = copies.Start(index) + end;
            }
        }

        private List<(Sample Sample, AnnotationCounts Counts)> Make((int Index, int First, int End) part)
        {
            var (index, first, end) = part;
            var (id, label, path, annotations) = (_split.Id(index), _split.Label(index), _split.Path(index), _split.Annotations(index));
            var made = new List<(Sample, AnnotationCounts)>(end - first);
            using var open = Open(index, id);
            // Of an image with several copies all is decoded once; the bytes are the same either way. Of one without copies too:
            // a damaged one is found here, not when it is trained on.
            var whole = copies.Copies(index) == 1 && first <= 1 && end > 1 ? null : Explained(id, open.Decode);
            var key = RandomStream.KeyOf(id);
            if (first == 0)
                made.Add((new(id, _split.Image(index).ToArray(), label, path) { Annotations = annotations }, default));
            for (var copy = Math.Max(1, first); copy < end; copy++)
            {
                var mark = _lastMark + copy;
                var plan = Explained(id, () => request.Policy.Draw(open.Size, request.Seed, key, (uint)mark));
                var (mapped, became) = Explained(id, () => _map.Apply(plan, annotations, id));
                var picture = whole is null ? Explained(id, () => Cropped(open, plan)) : plan.Apply(whole);
                made.Add((new(Sample.CopyId(id, mark), Encoded(picture, id), label, Renamed(path)) { Annotations = mapped }, became));
            }
            return made;
        }

        private OpenImage Open(int index, string id) => Explained(id, () => ImageCodec.Open(_split.Image(index), id, request.Decoder));

        private static PixelImage Cropped(OpenImage open, AugmentationPlan plan)
        {
            var (image, rest) = open.DecodeFor(plan, exact: true);
            return rest.Apply(image);
        }

        private byte[] Encoded(PixelImage picture, string id)
        {
            var longest = request.Format switch { PictureFormat.Webp => LongestWebp, PictureFormat.Jpeg => LongestJpeg, _ => int.MaxValue };
            return Math.Max(picture.Width, picture.Height) <= longest
                ? ImageCodec.Encode(picture, request.Format, _quality)
                : throw new InvalidInputException(
                    $"sample {id}: its copy has {picture.Width} x {picture.Height} pixels, and {request.Options["format"]} holds at most {longest} pixels a side",
                    "Use --format png, or make the pictures smaller in the policy.");
        }

        // Whatever goes wrong names the sample, or nobody finds it among a million.
        private T Explained<T>(string id, Func<T> make)
        {
            try
            {
                return make();
            }
            catch (BadSampleException fault)
            {
                throw _split.Damaged(fault);
            }
            catch (InvalidInputException fault)
            {
                throw new InvalidInputException($"sample {id}: {fault.Message}", fault.Hint, fault);
            }
        }

        private string? Renamed(string? path) => Path.ChangeExtension(path, request.Format switch
        {
            PictureFormat.Png => ".png",
            PictureFormat.Jpeg => ".jpg",
            _ => ".webp",
        });

        // Copies of copies count on from the highest number that is taken, so that no id and no view of a sample comes twice.
        private static int LastMark(EntrySplit split) =>
            Enumerable.Range(0, split.Count).Select(i => Sample.CopyNumber(split.Id(i))).DefaultIfEmpty().Max();
    }
}
