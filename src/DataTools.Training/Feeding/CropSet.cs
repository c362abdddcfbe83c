using System.Globalization;
using DataTools.Catalog;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Training.Feeding;

/// <summary>
/// The views of an image that are predicted in testing and averaged: multi-crop, or test-time augmentation. Written as
/// <c>1</c>, <c>5</c>, <c>10</c>, <c>flip</c>, <c>scales:0.875,1,1.125</c>, <c>shifts:2</c> or <c>policy:FILE@8</c>, each
/// with <c>+flip</c> where every view comes mirrored too.
/// </summary>
public sealed class CropSet
{
    /// <summary>In words, for help.</summary>
    public const string Help =
        "1 (the whole or its centre), 5 (and four corners), 10 (each mirrored too), flip (1 and its mirror image), " +
        "scales:0.875,1,1.125 (enlarged and reduced), shifts:2 (moved by so many pixels to eight sides), policy:FILE@8 (so many views of an augmentation); also with +flip";

    private const string Flip = "flip", Scales = "scales", Shifts = "shifts", Policy = "policy";
    private const int MostViews = 64;
    private const string Hint = "Crops are 1, 5, 10, flip, scales:0.875,1,1.125, shifts:2 or policy:FILE@8, with +flip where each view comes mirrored too.";

    private readonly Func<Preprocessing, IEnumerable<AugmentationPolicy>> _views;
    private readonly bool _mirrored;

    private CropSet(string name, int count, bool mirrored, Func<Preprocessing, IEnumerable<AugmentationPolicy>> views) =>
        (Name, Count, _mirrored, _views) = (name, mirrored ? 2 * count : count, mirrored, views);

    /// <summary>The whole image or its centre.</summary>
    public static CropSet Single { get; } = new("1", 1, mirrored: false, p => [p.SingleView]);

    /// <summary>The centre and four corners, each as it is and mirrored (Krizhevsky et al. 2012).</summary>
    public static CropSet Ten { get; } = new("10", 5, mirrored: true, Five);

    /// <summary>As it is written, in its one form: <c>5+flip</c> is <c>10</c>.</summary>
    public string Name { get; }

    /// <summary>How many views there are of an image.</summary>
    public int Count { get; }

    /// <summary>1 or 10, or another number that is the name of a set.</summary>
    public static implicit operator CropSet(int crops) => Parse(crops.ToString(CultureInfo.InvariantCulture), ".");

    /// <summary>
    /// Reads a set; the file of a policy is found from <paramref name="folder"/>. Throws <see cref="InvalidInputException"/>
    /// with what there is, or what the policy's own reader throws.
    /// </summary>
    public static CropSet Parse(string text, string folder)
    {
        var mirrored = text.EndsWith($"+{Flip}", StringComparison.Ordinal);
        var set = mirrored ? text[..^(Flip.Length + 1)] : text;
        var (kind, rest) = set.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (set[..colon], set[(colon + 1)..]) : (set, null);
        return (kind, rest) switch
        {
            ("1", null) => mirrored ? new(Flip, 1, mirrored: true, p => [p.SingleView]) : Single,
            ("5", null) => mirrored ? Ten : new("5", 5, mirrored: false, Five),
            ("10", null) when !mirrored => Ten,
            (Flip, null) when !mirrored => Parse($"1+{Flip}", folder),
            (Flip or "10", null) => throw new InvalidInputException($"--crops {text}: every view of {set} comes mirrored already", $"Use {set}."),
            (Scales, { } scales) => OfScales(text, scales, mirrored),
            (Shifts, { } pixels) => OfShifts(text, pixels, mirrored),
            (Policy, { } policy) => OfPolicy(text, policy, mirrored, folder),
            _ => throw new InvalidInputException($"--crops {text}: there is no such set of views", Hint),
        };
    }

    /// <summary>What predictions under these views are called. Of a single one there is nothing to average.</summary>
    public CropsName Averaged(CropAverage average) => new(Name, Count == 1 ? CropAverage.Probability : average);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Of images that are preprocessed so, not normalised yet; each view is followed by its mirror image where they come mirrored.</summary>
    internal IEnumerable<AugmentationPolicy> Views(Preprocessing preprocessing)
    {
        var views = _views(preprocessing);
        return _mirrored ? views.SelectMany(v => new[] { v, v.Then(new HorizontalFlip()) }) : views;
    }

    // Every second of the ten; the first is the single view itself, whose middle is rounded without the padding.
    private static IEnumerable<AugmentationPolicy> Five(Preprocessing p) => [p.SingleView, .. p.TenViews.Where((_, i) => i % 2 == 0).Skip(1)];

    private static CropSet OfScales(string text, string list, bool mirrored)
    {
        const double smallest = 0.25, largest = 4;
        var scales = list.Split(',').Select(s => double.TryParse(s, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var scale) ? scale : double.NaN).ToList();
        if (scales.Any(s => s is not (>= smallest and <= largest)) || scales.Distinct().Count() != scales.Count || scales.Count * (mirrored ? 2 : 1) > MostViews)
            throw new InvalidInputException($"--crops {text}: scales are different numbers from {smallest} to {largest}", Hint);
        var name = string.Join(',', scales.Select(s => s.ToString(CultureInfo.InvariantCulture)));
        return new(Named($"{Scales}:{name}", mirrored), scales.Count, mirrored, p => scales.Select(s => Scaled(p, s)));
    }

    private static AugmentationPolicy Scaled(Preprocessing p, double scale)
    {
        int Side(int pixels) => Math.Max(1, (int)Math.Round(pixels * scale));
        return new([.. p.SingleView.Operations.Select(o => o is Resize r ? r with { Width = Side(r.Width), Height = r.Height is { } h ? Side(h) : null } : o)]);
    }

    private static CropSet OfShifts(string text, string pixels, bool mirrored)
    {
        const int most = 1024;
        if (!int.TryParse(pixels, NumberStyles.None, CultureInfo.InvariantCulture, out var by) || by is < 1 or > most)
            throw new InvalidInputException($"--crops {text}: a shift is 1 to {most} pixels", Hint);
        int[] steps = [-by, 0, by];
        return new(Named($"{Shifts}:{by}", mirrored), 9, mirrored, p =>
        {
            if (by >= p.ImageSize)
                throw new InvalidInputException($"--crops {text}: the images are {p.ImageSize} pixels wide, nothing would be left of them", $"Shift by fewer than {p.ImageSize} pixels.");
            return [p.SingleView, .. from y in steps from x in steps where (x, y) != (0, 0) select Shifted(p, x, y)];
        });
    }

    // Padded by an even number on each side in the mean, so that the middle is rounded as that of the single view.
    private static AugmentationPolicy Shifted(Preprocessing p, int x, int y)
    {
        var room = 2 * Math.Max(Math.Abs(x), Math.Abs(y));
        var single = p.SingleView.Operations;
        return new([.. single.SkipLast(1), new Pad(room + x, room + y, room - x, room - y), single[^1]]);
    }

    private static CropSet OfPolicy(string text, string policy, bool mirrored, string folder)
    {
        var (file, number) = policy.LastIndexOf('@') is > 0 and var at ? (policy[..at], policy[(at + 1)..]) : (policy, "");
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1 || count * (mirrored ? 2 : 1) > MostViews)
            throw new InvalidInputException($"--crops {text}: the number of views is missing, or is not 1 to {MostViews / (mirrored ? 2 : 1)}", $"Write policy:{file}@8.");
        var drawn = AugmentationPolicy.Load(file, folder);
        return new(Named($"{Policy}:{file}@{count}", mirrored), count, mirrored, p => Enumerable.Range(0, count).Select(view =>
            drawn.Then([.. TenCrop.Single(p.ImageSize, p.ImageSize, p.Interpolation).Operations]) with { ViewOffset = (uint)view }));
    }

    private static string Named(string name, bool mirrored) => mirrored ? $"{name}+{Flip}" : name;
}
