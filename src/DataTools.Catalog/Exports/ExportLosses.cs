using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Exports;

/// <summary>Something that a layout could not say.</summary>
/// <param name="What">Such as "masks became boxes".</param>
/// <param name="Count">Of how many.</param>
/// <param name="Of">Samples, objects or classes.</param>
public sealed record ExportLoss(string What, long Count, string Of)
{
    /// <summary>The word for as many: 1 sample, 2 samples.</summary>
    public string Word => Count != 1 ? Of : Of == "classes" ? "class" : Of.TrimEnd('s');
}

/// <summary>What a layout says of an image beside its pixels.</summary>
internal sealed record ExportAbility
{
    /// <summary>Any labels; else those that are the classes of the objects are found again where <see cref="Boxes"/> are.</summary>
    public bool Labels { get; init; }

    public bool Boxes { get; init; }

    public bool Masks { get; init; }

    public bool Polygons { get; init; }

    public bool Keypoints { get; init; }

    public bool Areas { get; init; }

    public ObjectFlags Flags { get; init; }

    public bool Segmentation { get; init; }

    public bool Licences { get; init; }

    public bool Addresses { get; init; }
}

/// <summary>Counts what a layout could not say.</summary>
public sealed class ExportLosses
{
    private const string Samples = "samples", Objects = "objects", Classes = "classes";

    private static readonly ObjectFlags[] Marks = [ObjectFlags.Crowd, ObjectFlags.Truncated, ObjectFlags.Difficult, ObjectFlags.Occluded];

    private readonly Dictionary<(string What, string Of), long> _counts = [];
    private readonly List<(string What, string Of)> _order = [];

    /// <summary>All of them, in the order in which they were met.</summary>
    public IReadOnlyList<ExportLoss> All => [.. _order.Select(k => new ExportLoss(k.What, _counts[k], k.Of))];

    internal void Add(string what, string of, long count = 1)
    {
        if (count == 0)
            return;
        if (!_counts.TryGetValue((what, of), out var before))
            _order.Add((what, of));
        _counts[(what, of)] = before + count;
    }

    internal void Sample(string what) => Add(what, Samples);

    internal void Object(string what, long count = 1) => Add(what, Objects, count);

    /// <summary>Counts what is said of an image and the layout cannot say.</summary>
    internal void Said(SampleAnnotations said, ExportAbility ability)
    {
        if (said.Labels.Count > 0 && !ability.Labels && !(ability.Boxes && said.Labels.SequenceEqual(Formats.SampleStream.LabelsOf(said.Objects))))
            Sample("several labels of an image");
        if (said.Segmentation.Length > 0 && !ability.Segmentation)
            Sample("classes of pixels");
        if (said.License is not null && !ability.Licences)
            Sample("licences of images");
        if (said.SourceUrl is not null && !ability.Addresses)
            Sample("addresses of images");
        if (!ability.Boxes)
            Object("boxes", said.Objects.Count);
        foreach (var o in said.Objects)
            Said(o, ability);
    }

    /// <summary>
    /// Counts the classes that a reader finds otherwise than the card has them, where it knows only those that are
    /// <paramref name="used"/> and puts them into an order of its own.
    /// </summary>
    internal void ClassNames(DatasetCard card, IReadOnlySet<int> used, IReadOnlyList<string> read)
    {
        Add("classes without a sample", Classes, card.Classes.Count - used.Count);
        var there = card.Classes.Where((_, i) => used.Contains(i)).ToList();
        if (!there.SequenceEqual(read))
            Add("order of classes", Classes, read.Count);
    }

    /// <summary>The order that readers without a list of classes give them: by number where all are numbers, else ordinal.</summary>
    internal static IReadOnlyList<string> Sorted(IEnumerable<string> classes)
    {
        var names = classes.Order(StringComparer.Ordinal).ToList();
        return names.TrueForAll(n => long.TryParse(n, out _)) ? [.. names.OrderBy(long.Parse)] : names;
    }

    private void Said(ObjectAnnotation o, ExportAbility ability)
    {
        var became = ability.Boxes ? " became boxes" : "";
        if (o.Mask is not null && !ability.Masks)
            Object($"masks{became}");
        if (o.Polygons.Count > 0 && !ability.Polygons)
            Object($"polygons{became}");
        if (o.Keypoints.Count > 0 && !ability.Keypoints)
            Object("keypoints");
        if (o.Area is not null && !ability.Areas)
            Object("areas");
        foreach (var mark in Marks)
        {
            if (o.Flags.HasFlag(mark) && !ability.Flags.HasFlag(mark))
                Object($"marks '{mark.ToString().ToLowerInvariant()}'");
        }
    }
}
