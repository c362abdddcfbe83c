using System.Globalization;
using System.Runtime.ExceptionServices;
using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;

namespace DataTools.Imaging.Augmentation;

/// <summary>What <see cref="EntryAugmenter"/> is asked to do.</summary>
/// <param name="Parent">The entry to start from.</param>
/// <param name="Policy">What is drawn for each copy; without normalisation, which makes no picture.</param>
/// <param name="Copies">Augmented copies of each training sample, beside the original.</param>
/// <param name="Seed">Decides about every draw.</param>
/// <param name="Name">Name of the new entry.</param>
/// <param name="Threads">They change the speed and nothing else.</param>
/// <param name="Tool">What the card says it was made with.</param>
public sealed record AugmentRequest(string Parent, AugmentationPolicy Policy, int Copies, ulong Seed, string Name, int Threads, string Tool);

/// <summary>Writes an augmented copy of an entry as a new entry that names its parent and policy.</summary>
public static class EntryAugmenter
{
    private const int MaximalCopies = 1000, CopiesPerPart = 16, ImagesPerThread = 64;

    /// <summary>
    /// The training split with each sample followed by its copies (lossless PNG), the other splits as they are. Copies of
    /// x are x~1, x~2 ...; where there are copies already, the numbers go on after the highest. Progress counts the
    /// samples written. Throws <see cref="InvalidInputException"/> with every fault of the request,
    /// <see cref="NotFoundException"/> where there is no parent or it has no train split, and
    /// <see cref="BadSampleException"/> for the first image that cannot be decoded; nothing is left behind then.
    /// </summary>
    public static DatasetCard Augment(
        EntryStore store, AugmentRequest request, TimeProvider time, IProgress<long>? progress, CancellationToken cancellation)
    {
        Check(request);
        using var parent = store.Open(request.Parent);
        store.CheckNew(request.Name);
        if ((parent.Card.Annotations & (AnnotationKinds.Objects | AnnotationKinds.Segmentation)) != AnnotationKinds.None)
        {
            throw new InvalidInputException(
                $"{request.Parent} has boxes or masks, and this version of DataTools moves pixels only",
                "Augment entries for classification; boxes and masks follow.");
        }
        parent.Split(SplitNames.Train);
        var options = new Dictionary<string, string>
        {
            ["policy"] = request.Policy.ToYaml(),
            ["copies"] = request.Copies.ToString(CultureInfo.InvariantCulture),
            ["seed"] = request.Seed.ToString(CultureInfo.InvariantCulture),
        };
        var draft = Derivation.Draft(parent.Card, request.Name, Derivation.Augment, options, time.GetUtcNow(), request.Tool) with
        {
            Title = $"{parent.Card.Title ?? parent.Card.Name}, augmented",
        };
        var before = 0L;
        var splits = parent.Splits.Select(s => s.Name == SplitNames.Train
            ? new SplitContent(s.Name, (long)s.Count * (1 + request.Copies), WithCopies(s, request, cancellation))
            : new SplitContent(s.Name, s.Count, s.Samples()));
        return store.Write(draft, new(parent.Card.Classes, [.. splits]) { Kinds = parent.Card.Annotations }, split =>
        {
            var start = before;
            before += split.ExpectedCount ?? 0;
            return progress is null ? null : new Offset(progress, start);
        }, cancellation);
    }

    private static void Check(AugmentRequest request)
    {
        var faults = new List<string>();
        if (request.Copies is < 1 or > MaximalCopies)
            faults.Add($"--copies {request.Copies}: 1 to {MaximalCopies}");
        if (request.Threads is < 1 or > 1024)
            faults.Add($"--threads {request.Threads}: 1 to 1024");
        if (request.Policy.Operations.Any(o => o is Normalize))
            faults.Add("the policy normalises, and normalised values are no picture: leave normalize to training");
        if (faults.Count > 0)
            throw new InvalidInputException(string.Join(Environment.NewLine, faults));
    }

    private static IEnumerable<Sample> WithCopies(EntrySplit split, AugmentRequest request, CancellationToken cancellation)
    {
        // Parallel within a chunk, in order between chunks: the stream is the same for any number of threads, and no
        // more than one chunk is in memory. A part is a sample with a few of its copies, however many it has.
        var parts = (request.Copies + CopiesPerPart - 1) / CopiesPerPart;
        var chunk = request.Threads * (ImagesPerThread / (1 + Math.Min(request.Copies, CopiesPerPart)));
        var (all, lastMark) = ((long)split.Count * parts, LastMark(split));
        for (var start = 0L; start < all; start += chunk)
        {
            var first = start;
            var made = new List<Sample>[Math.Min(chunk, all - start)];
            var faults = new Exception?[made.Length];
            Parallel.For(0, made.Length, new() { MaxDegreeOfParallelism = request.Threads, CancellationToken = cancellation }, (i, loop) =>
            {
                try
                {
                    made[i] = Part(split, (int)((first + i) / parts), (int)((first + i) % parts), lastMark, request);
                }
                catch (Exception e)
                {
                    // Break lets every earlier part finish, so that the fault reported is the first one in order.
                    faults[i] = e;
                    loop.Break();
                }
            });
            if (Array.Find(faults, f => f is not null) is { } fault)
                ExceptionDispatchInfo.Throw(fault);
            foreach (var sample in made.SelectMany(part => part))
                yield return sample;
        }
    }

    private static List<Sample> Part(EntrySplit split, int index, int part, int lastMark, AugmentRequest request)
    {
        var (id, label, path, annotations) = (split.Id(index), split.Label(index), split.Path(index), split.Annotations(index));
        var image = ImageCodec.Decode(split, index);
        var key = RandomStream.KeyOf(id);
        var samples = new List<Sample>(1 + CopiesPerPart);
        if (part == 0)
            samples.Add(new(id, split.Image(index).ToArray(), label, path) { Annotations = annotations });
        for (var copy = (part * CopiesPerPart) + 1; copy <= Math.Min(request.Copies, (part + 1) * CopiesPerPart); copy++)
        {
            var mark = lastMark + copy;
            var plan = request.Policy.Draw(new(image.Width, image.Height), request.Seed, key, (uint)mark);
            samples.Add(new(Sample.CopyId(id, mark), ImageCodec.EncodePng(plan.Apply(image)), label, System.IO.Path.ChangeExtension(path, ".png")) { Annotations = annotations });
        }
        return samples;
    }

    // Copies of copies count on from the highest number that is taken, so that no id and no view of a sample comes twice.
    private static int LastMark(EntrySplit split) =>
        Enumerable.Range(0, split.Count).Select(i => Sample.CopyNumber(split.Id(i))).DefaultIfEmpty().Max();

    private sealed class Offset(IProgress<long> progress, long start) : IProgress<long>
    {
        public void Report(long value) => progress.Report(start + value);
    }
}
