using System.Globalization;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Text;

namespace DataTools.Catalog.Derived;

/// <summary>Some classes of an entry, or some samples of each, as a new entry.</summary>
/// <param name="Classes">The classes to keep; empty: all.</param>
/// <param name="PerClass">At most so many samples of each class in train; null: all.</param>
/// <param name="Seed">Decides which samples.</param>
public sealed record SubsetRequest(IReadOnlyList<string> Classes, int? PerClass, ulong Seed)
{
    /// <summary>The operation's name in cards.</summary>
    public const string Operation = "subset";

    /// <summary>What a card keeps of the request.</summary>
    public IReadOnlyDictionary<string, string> Options
    {
        get
        {
            var options = new Dictionary<string, string> { ["seed"] = Seed.ToString(CultureInfo.InvariantCulture) };
            if (Classes.Count > 0)
                options["classes"] = string.Join('\n', Classes);
            if (PerClass is { } most)
                options["perClass"] = most.ToString(CultureInfo.InvariantCulture);
            return options;
        }
    }

    /// <summary>The request that a card keeps. Throws <see cref="FormatException"/> or <see cref="KeyNotFoundException"/>.</summary>
    public static SubsetRequest Of(IReadOnlyDictionary<string, string> options) => new(
        options.TryGetValue("classes", out var classes) ? classes.Split('\n') : [],
        options.TryGetValue("perClass", out var most) ? int.Parse(most, CultureInfo.InvariantCulture) : null,
        ulong.Parse(options["seed"], CultureInfo.InvariantCulture));

    /// <summary>
    /// Writes the entry: classes in the parent's order and renumbered, samples of no kept class left out, objects of other
    /// classes too. Throws <see cref="NotFoundException"/> for a class that is none, <see cref="InvalidInputException"/>
    /// where nothing would be left out or nothing left.
    /// </summary>
    public DatasetCard Write(EntryStore store, Entry parent, string name, TimeProvider time, string tool, CancellationToken cancellation)
    {
        if (Classes.Count == 0 && PerClass is null)
            throw new InvalidInputException("nothing to leave out", "Name classes with --classes, or a number of samples with --per-class.");
        if (PerClass is < 1)
            throw new InvalidInputException($"--per-class {PerClass}: at least 1");
        var all = parent.Card.Classes;
        if (Classes.FirstOrDefault(c => !all.Contains(c)) is { } unknown)
            throw new NotFoundException($"{parent.Card.Name} has no class '{unknown}'", DidYouMean.Hint(unknown, all, "Its classes are"));
        if (Classes.Count > 0 && parent.Card.Annotations.HasFlag(AnnotationKinds.Segmentation))
            throw new InvalidInputException($"{parent.Card.Name} has a class for each pixel, which stay numbered as they are", "Leave out --classes.");
        if (PerClass is not null)
            parent.Split(SplitNames.Train);
        store.CheckNew(name);
        var kept = Classes.Count == 0 ? all : [.. all.Where(Classes.Contains)];
        var numbers = kept.Select((c, i) => (c, i)).ToDictionary(c => c.c, c => c.i, StringComparer.Ordinal);
        int[] renumbered = [.. all.Select(c => numbers.GetValueOrDefault(c, Sample.Unlabelled))];
        if (!parent.Splits.Any(s => (PerClass is null || s.Name == SplitNames.Train) && Enumerable.Range(0, s.Count).Any(i => ClassesOf(s, i).Any(c => renumbered[c] >= 0))))
            throw new InvalidInputException($"{parent.Card.Name}: no sample{(PerClass is null ? "" : " of train")} {(Classes.Count == 0 ? "has a class" : "is of these classes")}", "See `datatools show` for what it has.");
        var splits = parent.Splits.Select(s => new SplitContent(s.Name, null, Chosen(s, renumbered).Select(i => Renumbered(s.Sample(i), renumbered)).Where(k => k is not null).Select(k => k!))).ToList();
        var draft = Derivation.Draft(parent.Card, name, Operation, Options, time.GetUtcNow(), tool);
        var card = store.Write(draft, new(kept, splits)
        {
            Kinds = parent.Card.Annotations,
            Keypoints = [.. parent.Card.Keypoints.Where(k => kept.Contains(k.Class))],
        }, null, cancellation);
        return card;
    }

    // The samples of a split in their order; those of train cut to the number a class, where one with several classes counts
    // for each.
    private IEnumerable<int> Chosen(EntrySplit split, int[] numbers)
    {
        var all = Enumerable.Range(0, split.Count);
        if (PerClass is not { } most || split.Name != SplitNames.Train)
            return all;
        var taken = new int[numbers.Length];
        var chosen = new List<int>();
        foreach (var i in all.OrderBy(i => new RandomStream(Seed, RandomStream.KeyOf(split.IdUtf8(i))).NextUInt32()).ThenBy(i => i))
        {
            var classes = ClassesOf(split, i).Where(c => numbers[c] >= 0).Distinct().ToList();
            if (classes.Count == 0 || classes.Exists(c => taken[c] >= most))
                continue;
            foreach (var c in classes)
                taken[c]++;
            chosen.Add(i);
        }
        return chosen.Order();
    }

    // Its class; where it has no single one, its labels and the classes of its objects.
    private static IEnumerable<int> ClassesOf(EntrySplit split, int index) =>
        split.Label(index) is >= 0 and var label ? [label]
        : [.. split.Annotations(index).Labels, .. split.Annotations(index).Objects.Select(o => o.Category)];

    private static Sample? Renumbered(Sample sample, int[] numbers)
    {
        var label = sample.Label < 0 ? sample.Label : numbers[sample.Label];
        var said = sample.Annotations;
        List<int> labels = [.. said.Labels.Select(l => numbers[l]).Where(l => l >= 0)];
        List<ObjectAnnotation> objects = [.. said.Objects.Where(o => numbers[o.Category] >= 0).Select(o => o with { Category = numbers[o.Category] })];
        var hadAny = sample.Label >= 0 || said.Labels.Count > 0 || said.Objects.Count > 0;
        return hadAny && label < 0 && labels.Count == 0 && objects.Count == 0
            ? null
            : sample with { Label = label, Annotations = said with { Labels = labels, Objects = objects } };
    }
}
