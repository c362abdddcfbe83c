using System.Globalization;
using DataTools.Catalog;

namespace DataTools.Evaluation.Predictions;

/// <summary>What one model said about the samples of one split, under one set of views.</summary>
public sealed record PredictionSet
{
    /// <summary>Checks that the shapes fit together; anything else is a mistake of the caller, not of a user.</summary>
    /// <param name="name">The model's name: the run.</param>
    /// <param name="entry">The entry that was predicted.</param>
    /// <param name="fingerprint">The content of that entry.</param>
    /// <param name="split">The split, or a name for the samples held out for choices.</param>
    /// <param name="crops">The views of each image and how they were averaged.</param>
    /// <param name="classes">Class names, at least one; a label is an index into them.</param>
    /// <param name="ids">The samples' ids, each once.</param>
    /// <param name="labels">One a sample: 0 ... classes - 1, or <see cref="Sample.Unlabelled"/>.</param>
    /// <param name="logits">Samples x classes, row by row. Kept, not copied.</param>
    /// <param name="millisecondsPerImage">Wall-clock time for one image with all its crops; 0 or more.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, a label outside the classes, an id that appears twice.</exception>
    public PredictionSet(
        string name, string entry, string fingerprint, string split, CropsName crops, IReadOnlyList<string> classes,
        IReadOnlyList<string> ids, IReadOnlyList<int> labels, float[] logits, double millisecondsPerImage)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(crops);
        var views = int.TryParse(crops.Views, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(views, 1, nameof(crops));
        if (classes.Count == 0 || classes.Contains(null))
            throw new ArgumentException("there must be a class, and each must have a name", nameof(classes));
        if (ids.Contains(null) || ids.Distinct(StringComparer.Ordinal).Count() != ids.Count)
            throw new ArgumentException("each sample must have an id of its own", nameof(ids));
        if (labels.Count != ids.Count)
            throw new ArgumentException($"{labels.Count} labels for {ids.Count} samples", nameof(labels));
        if (labels.Any(l => l < Sample.Unlabelled || l >= classes.Count))
            throw new ArgumentException($"a label is not one of the {classes.Count} classes", nameof(labels));
        if (logits.LongLength != (long)ids.Count * classes.Count)
            throw new ArgumentException($"{logits.LongLength} logits for {ids.Count} samples x {classes.Count} classes", nameof(logits));
        if (!double.IsFinite(millisecondsPerImage) || millisecondsPerImage < 0)
            throw new ArgumentOutOfRangeException(nameof(millisecondsPerImage), millisecondsPerImage, "not a duration");
        (Name, Entry, Fingerprint, Split, Crops) = (name, entry, fingerprint, split, crops);
        (Classes, Ids, Labels, Logits, MillisecondsPerImage) = (classes, ids, labels, logits, millisecondsPerImage);
        Forwards = views;
    }

    /// <summary>The model's name: the run.</summary>
    public string Name { get; private init; }

    /// <summary>The entry that was predicted.</summary>
    public string Entry { get; }

    /// <summary>The content of that entry.</summary>
    public string Fingerprint { get; }

    /// <summary>The split of that entry, or a name for the samples held out for choices.</summary>
    public string Split { get; }

    /// <summary>The views of each image and how they were averaged.</summary>
    public CropsName Crops { get; private init; }

    /// <summary>Forward passes for one image: its views, of several networks the sum, and where only some need more, the mean.</summary>
    public double Forwards { get; init; }

    /// <summary>What decides about these logits; null where they were not computed here.</summary>
    public PredictionKey? Key { get; init; }

    /// <summary>Class names; a label is an index into them.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The samples' ids, each once.</summary>
    public IReadOnlyList<string> Ids { get; private init; }

    /// <summary>The samples' labels; <see cref="Sample.Unlabelled"/> where there is none.</summary>
    public IReadOnlyList<int> Labels { get; private init; }

    /// <summary>
    /// Which classes each sample has where it may have several: samples x classes, row by row, in the numbers of
    /// <see cref="MultiHot"/>. Null where a sample has one class: <see cref="Labels"/>. With them a logit is that of its
    /// class alone (sigmoid), and <see cref="Labels"/> says nothing.
    /// </summary>
    /// <exception cref="ArgumentException">Not one number a logit, or another number.</exception>
    public sbyte[]? Targets
    {
        get;
        init => field = value is null || (value.Length == Logits.Length && value.All(t => t is MultiHot.Present or MultiHot.Absent or MultiHot.NotJudged))
            ? value
            : throw new ArgumentException($"{value.Length} targets for {Logits.Length} logits, or one that is none", nameof(value));
    }

    /// <summary>Whether a sample may have several classes.</summary>
    public bool IsMultiLabel => Targets is not null;

    /// <summary>Samples x classes, row by row.</summary>
    public float[] Logits { get; private init; }

    /// <summary>Wall-clock time for one image with all its crops.</summary>
    public double MillisecondsPerImage { get; }

    /// <summary>How many samples.</summary>
    public int Count => Ids.Count;

    /// <summary>The logits of sample <paramref name="index"/>, one a class.</summary>
    public ReadOnlySpan<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return Logits.AsSpan(index * Classes.Count, Classes.Count);
    }

    /// <summary>
    /// The class probabilities of sample <paramref name="index"/> into <paramref name="result"/>, one a class: softmax of its
    /// logits, or the sigmoid of each where a sample may have several classes.
    /// </summary>
    public void Probabilities(int index, Span<double> result)
    {
        if (IsMultiLabel)
            Sigmoid.Apply(Row(index), result);
        else
            Softmax.Apply(Row(index), result);
    }

    /// <summary>The same of a model of another name.</summary>
    public PredictionSet Named(string name) => this with { Name = name };

    /// <summary>The same as what stands beside others under these views: of a tool that has views of its own.</summary>
    public PredictionSet Under(CropsName crops) => this with { Crops = crops };

    /// <summary>Throws <see cref="InvalidInputException"/> where a logit is not finite: nothing can be measured then.</summary>
    internal void RequireFinite()
    {
        var at = System.Array.FindIndex(Logits, l => !float.IsFinite(l));
        if (at >= 0)
        {
            throw new InvalidInputException(
                $"{Name} gives {Logits[at]} as a logit of sample {Ids[at / Classes.Count]}: its training diverged",
                "Leave this run out, or train it again with a lower --lr.");
        }
    }

    /// <summary>The same samples with other logits.</summary>
    internal PredictionSet With(float[] logits) => this with { Logits = logits, Key = null };

    /// <summary>The samples <paramref name="order"/> (indices) in that order.</summary>
    public PredictionSet Select(int[] order)
    {
        var logits = new float[order.Length * Classes.Count];
        for (var i = 0; i < order.Length; i++)
            Row(order[i]).CopyTo(logits.AsSpan(i * Classes.Count));
        return this with
        {
            Ids = [.. order.Select(i => Ids[i])],
            Labels = [.. order.Select(i => Labels[i])],
            Logits = logits,
            // Behind the logits, by which their number is checked.
            Targets = Targets is { } targets ? [.. order.SelectMany(i => targets.AsSpan(i * Classes.Count, Classes.Count).ToArray())] : null,
            Key = null,
        };
    }
}
