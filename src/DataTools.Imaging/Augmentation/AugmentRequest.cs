using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Derived;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;

namespace DataTools.Imaging.Augmentation;

/// <summary>What <see cref="EntryAugmenter"/> is asked to do.</summary>
/// <param name="Parent">The entry to start from.</param>
/// <param name="Policy">What is drawn for each copy; without normalisation, which makes no picture.</param>
/// <param name="Copies">Augmented copies of each training sample, beside the original; see <see cref="Balance"/>.</param>
/// <param name="Seed">Decides about every draw.</param>
/// <param name="Name">Name of the new entry.</param>
/// <param name="Threads">They change the speed and nothing else.</param>
/// <param name="Tool">What the card says it was made with.</param>
public sealed record AugmentRequest(string Parent, AugmentationPolicy Policy, int Copies, ulong Seed, string Name, int Threads, string Tool)
{
    /// <summary>The most copies of one sample.</summary>
    public const int MaximalCopies = 1000;

    private const int MaximalShards = 10_000;

    /// <summary>How copies are written.</summary>
    public PictureFormat Format { get; init; }

    /// <summary>From 1 to 100; null: <see cref="DefaultQuality"/> of the format. Not for PNG.</summary>
    public int? Quality { get; init; }

    /// <summary>
    /// Whether all classes become as many as the largest with <see cref="Copies"/> of each sample: the smaller a class, the
    /// more copies of each of its samples, spread as evenly as they can be. Which samples have one more than others is drawn
    /// from the seed. Samples without a class get <see cref="Copies"/>. No copies of the largest class: 0.
    /// </summary>
    public bool Balance { get; init; }

    /// <summary>The part to write; null: all.</summary>
    public ShardNumber? Shard { get; init; }

    /// <summary>The share of an object that must stay in the picture, or it is dropped.</summary>
    public double MinVisible { get; init; } = AnnotationMap.DefaultMinVisible;

    /// <summary>What a file of the entry holds at most, and so what a kill costs.</summary>
    internal long ShardBytes { get; init; } = 64 << 20;

    /// <summary>What decodes JPEG; it changes the speed and nothing else, so that no card keeps it.</summary>
    public JpegDecoder Decoder { get; init; }

    /// <summary>What is meant where no quality is said.</summary>
    public static int DefaultQuality(PictureFormat format) => format == PictureFormat.Png ? 100 : 95;

    /// <summary>What a card keeps of the request: what is as it is without being said is not said.</summary>
    public IReadOnlyDictionary<string, string> Options
    {
        get
        {
            var options = new Dictionary<string, string>
            {
                ["policy"] = Policy.ToYaml(),
                ["copies"] = Copies.ToString(CultureInfo.InvariantCulture),
                ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
            };
            if (Format != PictureFormat.Png)
            {
                options["format"] = Format == PictureFormat.Jpeg ? "jpeg" : "webp";
                options["quality"] = (Quality ?? DefaultQuality(Format)).ToString(CultureInfo.InvariantCulture);
            }
            if (Balance)
                options["balance"] = "true";
            if (MinVisible != AnnotationMap.DefaultMinVisible)
                options["min-visible"] = MinVisible.ToString("R", CultureInfo.InvariantCulture);
            if (Shard is { } shard)
                options[ShardNumber.Option] = shard.ToString();
            return options;
        }
    }

    /// <summary>
    /// The request that a card keeps. Throws <see cref="FormatException"/>, <see cref="OverflowException"/> or
    /// <see cref="KeyNotFoundException"/>, and <see cref="InvalidInputException"/> for a policy that is none.
    /// </summary>
    public static AugmentRequest Of(IReadOnlyDictionary<string, string> options, string parent, string shownAs, string name, int threads, string tool) => new(
        parent, AugmentationPolicy.Parse(options["policy"], $"the policy of {shownAs}"), int.Parse(options["copies"], CultureInfo.InvariantCulture),
        ulong.Parse(options["seed"], CultureInfo.InvariantCulture), name, threads, tool)
    {
        Format = options.GetValueOrDefault("format") switch
        {
            null => PictureFormat.Png,
            "jpeg" => PictureFormat.Jpeg,
            "webp" => PictureFormat.Webp,
            var other => throw new FormatException($"{other} is no format"),
        },
        Quality = options.TryGetValue("quality", out var quality) ? int.Parse(quality, CultureInfo.InvariantCulture) : null,
        Balance = options.GetValueOrDefault("balance") == "true",
        MinVisible = options.TryGetValue("min-visible", out var least) ? double.Parse(least, CultureInfo.InvariantCulture) : AnnotationMap.DefaultMinVisible,
        Shard = options.TryGetValue(ShardNumber.Option, out var shard) ? ShardNumber.Parse(shard) ?? throw new FormatException($"{shard} is no part") : null,
    };

    /// <summary>Throws <see cref="InvalidInputException"/> with every fault.</summary>
    internal void Check()
    {
        var faults = new List<string>();
        if (Copies < (Balance ? 0 : 1) || Copies > MaximalCopies)
            faults.Add($"--copies {Copies}: {(Balance ? 0 : 1)} to {MaximalCopies}");
        if (Threads is < 1 or > 1024)
            faults.Add($"--threads {Threads}: 1 to 1024");
        if (Quality is not null && Format == PictureFormat.Png)
            faults.Add($"--quality {Quality}: PNG loses nothing; it is for jpeg and webp");
        else if (Quality is < 1 or > 100)
            faults.Add($"--quality {Quality}: 1 to 100");
        if (!(MinVisible is >= 0 and <= 1))
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"--min-visible {MinVisible}: 0 to 1"));
        if (Shard is { } shard && (shard.Count is < 1 or > MaximalShards || shard.Index < 1 || shard.Index > shard.Count))
            faults.Add($"--shard {shard}: a part from 1 on of at most {MaximalShards}");
        if (Policy.Operations.Any(Normalises))
            faults.Add("the policy normalises, and normalised values are no picture: leave normalize to training");
        if (faults.Count > 0)
            throw new InvalidInputException(string.Join(Environment.NewLine, faults));
    }

    // Policies that are read have it at the end only; those made in code may have it anywhere.
    private static bool Normalises(Operation operation) => operation is Normalize || operation.Inner.Any(Normalises);
}
