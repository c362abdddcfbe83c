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

    /// <summary>
    /// The training split with each sample followed by its copies, the other splits as they are; boxes, masks and keypoints
    /// go with the pixels (<see cref="AnnotationMap"/>). Copies of x are x~1, x~2 ...; where there are copies already, the
    /// numbers go on after the highest. A part (<see cref="AugmentRequest.Shard"/>) is the same stretch of each split's
    /// samples. Progress counts the samples written. Throws <see cref="InvalidInputException"/> with every fault of the
    /// request, <see cref="NotFoundException"/> where there is no parent or it has no train split, and
    /// <see cref="BadSampleException"/> for the first image that cannot be decoded; nothing is left behind then.
    /// </summary>
    public static AugmentResult Augment(
        EntryStore store, AugmentRequest request, TimeProvider time, IProgress<long>? progress, CancellationToken cancellation)
    {
        request.Check();
        using var parent = store.Open(request.Parent);
        store.CheckNew(request.Name);
        var copies = CopyPlan.Of(parent.Split(SplitNames.Train), request, parent.Card.Classes);
        var draft = Derivation.Draft(parent.Card, request.Name, Derivation.Augment, request.Options, time.GetUtcNow(), request.Tool) with
        {
            Title = $"{parent.Card.Title ?? parent.Card.Name}, augmented",
        };
        var (work, before) = (new Copying(parent, request, copies), 0L);
        var splits = parent.Splits.Select(s =>
        {
            var (from, to) = (request.Shard ?? new(1, 1)).Of(s.Name == SplitNames.Train ? copies.Total : s.Count);
            return new SplitContent(s.Name, to - from, s.Name == SplitNames.Train ? work.Samples(from, to, cancellation) : Range(s, from, to));
        });
        var content = new DatasetContent(parent.Card.Classes, [.. splits]) { Kinds = parent.Card.Annotations, Keypoints = parent.Card.Keypoints };
        var card = store.Write(draft, content, split =>
        {
            var start = before;
            before += split.ExpectedCount ?? 0;
            return progress is null ? null : new OffsetProgress(progress, start);
        }, cancellation);
        return new(card, work.Counts);
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

        /// <summary>What became of the annotations so far.</summary>
        public AnnotationCounts Counts { get; private set; }

        /// <summary>The output from one position to before another.</summary>
        public IEnumerable<Sample> Samples(long from, long to, CancellationToken cancellation)
        {
            foreach (var (samples, counts) in OrderedWork.Run(Parts(from, to), request.Threads, request.Threads * PartsAhead, Make, cancellation))
            {
                Counts += counts;
                foreach (var sample in samples)
                    yield return sample;
            }
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

        private (List<Sample> Samples, AnnotationCounts Counts) Make((int Index, int First, int End) part)
        {
            var (index, first, end) = part;
            var (id, label, path, annotations) = (_split.Id(index), _split.Label(index), _split.Path(index), _split.Annotations(index));
            var (samples, counts) = (new List<Sample>(end - first), default(AnnotationCounts));
            using var open = Open(index, id);
            // Of an image with several copies all is decoded once; the bytes are the same either way.
            var whole = copies.Copies(index) == 1 && first <= 1 && end > 1 ? null : Decoded(open);
            var key = RandomStream.KeyOf(id);
            if (first == 0)
                samples.Add(new(id, _split.Image(index).ToArray(), label, path) { Annotations = annotations });
            for (var copy = Math.Max(1, first); copy < end; copy++)
            {
                var mark = _lastMark + copy;
                var plan = request.Policy.Draw(open.Size, request.Seed, key, (uint)mark);
                var (mapped, became) = Explained(() => _map.Apply(plan, annotations, id));
                counts += became;
                var picture = whole is null ? Explained(() => Cropped(open, plan)) : plan.Apply(whole);
                samples.Add(new(Sample.CopyId(id, mark), ImageCodec.Encode(picture, request.Format, _quality), label, Renamed(path)) { Annotations = mapped });
            }
            return (samples, counts);
        }

        private OpenImage Open(int index, string id) => Explained(() => ImageCodec.Open(_split.Image(index), id, request.Decoder));

        // Also where only the original is asked for: a damaged one is found here, not when it is trained on.
        private PixelImage Decoded(OpenImage open) => Explained(open.Decode);

        private static PixelImage Cropped(OpenImage open, AugmentationPlan plan)
        {
            var (image, rest) = open.DecodeFor(plan, exact: true);
            return rest.Apply(image);
        }

        private T Explained<T>(Func<T> read)
        {
            try
            {
                return read();
            }
            catch (BadSampleException fault)
            {
                throw _split.Damaged(fault);
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
