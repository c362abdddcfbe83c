using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Checks.Rules;

namespace DataTools.Imaging.Checks;

/// <summary>Writes a new entry without what a check found.</summary>
public static class EntryFixer
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Drops = new Dictionary<string, IReadOnlyList<string>>
    {
        ["drop-undecodable"] = ["undecodable"],
        ["drop-duplicates"] = ["exact-duplicates", "near-duplicates"],
        ["drop-leaks"] = ["leak", "near-leak"],
        ["drop-conflicts"] = ["label-conflict"],
    };

    /// <summary>The operation's name in cards.</summary>
    public const string Operation = "fix";

    private const string ClipBoxes = "clip-boxes";

    /// <summary>What can be done.</summary>
    public static IReadOnlyList<string> Fixes { get; } = [.. Drops.Keys, ClipBoxes];

    /// <summary>
    /// The entry <paramref name="name"/>: its parent without undecodable images; with one of each group of duplicates, the
    /// first; without the images of train that are in another split; without both of a pair with different labels; with
    /// boxes cut to their image, those outside dropped. <paramref name="near"/>: the report is one with images that look
    /// alike. Throws <see cref="InvalidInputException"/> where a fix is none.
    /// </summary>
    public static DatasetCard Fix(
        EntryStore store, Entry entry, CheckReport report, IReadOnlyList<string> fixes, bool near, string name, TimeProvider time, string tool, CancellationToken cancellation)
    {
        CheckAsked(store, fixes, name);
        var dropped = fixes.Where(Drops.ContainsKey).SelectMany(f => report.Findings.Where(r => Drops[f].Contains(r.Check)).SelectMany(Doomed)).ToHashSet();
        var draft = Derivation.Draft(
            entry.Card, name, Operation, new Dictionary<string, string> { ["fix"] = string.Join(',', fixes), ["near"] = near ? "true" : "false" }, time.GetUtcNow(), tool);
        var clip = fixes.Contains(ClipBoxes);
        var content = new DatasetContent(entry.Card.Classes,
        [
            .. entry.Splits.Select(s => new SplitContent(s.Name, null, s.Samples().Where((sample, i) => !dropped.Contains(new(s.Name, i, sample.Id))).Select(sample => clip ? Clipped(sample) : sample))),
        ])
        {
            Kinds = entry.Card.Annotations,
            Keypoints = entry.Card.Keypoints,
        };
        return store.Write(draft, content, null, cancellation);
    }

    /// <summary>
    /// Throws <see cref="InvalidInputException"/> where a fix is none or the name is taken: to be asked before a check that
    /// takes minutes.
    /// </summary>
    public static void CheckAsked(EntryStore store, IReadOnlyList<string> fixes, string name)
    {
        if (fixes.FirstOrDefault(f => !Fixes.Contains(f)) is { } unknown)
            throw new InvalidInputException($"there is no fix '{unknown}'", $"Fixes are: {string.Join(", ", Fixes)}.");
        store.CheckNew(name);
    }

    private static IEnumerable<SampleAt> Doomed(CheckFinding finding) => finding.Check switch
    {
        "undecodable" or "leak" or "near-leak" => finding.Instances.Select(i => i.Sample),
        "label-conflict" => finding.Instances.SelectMany(i => new[] { i.Sample, i.Other! }),
        _ => finding.Instances.Select(i => i.Other!),
    };

    private static Sample Clipped(Sample sample)
    {
        if (sample.Annotations.Objects.Count == 0)
            return sample;
        PixelSize size;
        try
        {
            size = PixelSize.Of(sample.Image.Span, sample.Id);
        }
        catch (BadSampleException)
        {
            return sample;
        }
        var objects = sample.Annotations.Objects.Select(o => o with { Box = Clip(o.Box, size) }).Where(o => !o.Box.IsEmpty).ToList();
        return sample with { Annotations = sample.Annotations with { Objects = objects } };
    }

    // A box that the check takes for good stays.
    private static Box Clip(Box box, PixelSize size) => box.IsWithin(size.Width, size.Height, BoxRules.Slack) ? box : Box.Between(
        Math.Clamp(box.X, 0, size.Width), Math.Clamp(box.Y, 0, size.Height), Math.Clamp(box.Right, 0, size.Width), Math.Clamp(box.Bottom, 0, size.Height));

    private readonly record struct PixelSize(int Width, int Height)
    {
        public static PixelSize Of(ReadOnlySpan<byte> encoded, string sample)
        {
            var image = Codecs.ImageCodec.Decode(encoded, sample);
            return new(image.Width, image.Height);
        }
    }
}
