using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Predictions;
using DataTools.Evaluation.Predictions.External;
using DataTools.Training.Feeding;

namespace DataTools.Training.Prediction.Members;

/// <summary>
/// Predictions that lie in a file: of another tool (.csv, .npy), or of ours (.arrow). Whatever views they are of, they stand
/// beside those of the others; they cost no time here.
/// </summary>
/// <param name="Path">Of the evaluated samples.</param>
/// <param name="HeldOutPath">Of the samples to choose on; null where there is none.</param>
public sealed record FileMember(string Path, string? HeldOutPath) : Member(System.IO.Path.GetFileNameWithoutExtension(Path))
{
    private const string Ours = ".arrow";

    /// <inheritdoc/>
    public override string Place => HeldOutPath is null ? Path : $"{Path},{HeldOutPath}";

    /// <inheritdoc/>
    public override string? Entry => null;

    /// <inheritdoc/>
    public override bool? IsMultiLabel => IsOurs(Path) && File.Exists(Path) ? PredictionsFile.Load(Path).IsMultiLabel : null;

    /// <summary>Throws <see cref="NotFoundException"/> where there is none.</summary>
    internal void RequireFile()
    {
        if (!File.Exists(Path))
            throw new NotFoundException($"there is no file {Path}", "Name a file of predictions (.csv, .npy, .arrow) with file:PATH.");
    }

    /// <summary>What predictions of a split must be about.</summary>
    internal static PredictionTarget Target(Entry entry, string split)
    {
        var samples = entry.Split(split);
        int[] all = [.. Enumerable.Range(0, samples.Count)];
        return new(entry.Card.Name, entry.Card.Fingerprint, split, entry.Card.Classes, [.. all.Select(samples.Id)], [.. all.Select(samples.Label)]);
    }

    internal override PredictionSet On(
        MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average, int[]? only, IProgress<long>? progress, CancellationToken cancellation)
    {
        var set = Of(source, entry, split, crops, average);
        if (only is null)
            return set;
        var samples = entry.Split(split);
        var places = set.Ids.Index().ToDictionary(x => x.Item, x => x.Index, StringComparer.Ordinal);
        return set.Select([.. only.Select(i => places.TryGetValue(samples.Id(i), out var place) ? place : throw new InvalidInputException(
            $"{Path} has no sample {samples.Id(i)} of {split} of {entry.Card.Name}", "Give a file with predictions of all samples of the split."))]);
    }

    internal override PredictionSet? Saved(MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average) =>
        Of(source, entry, split, crops, average);

    internal override PredictionSet OnHeldOut(
        MemberPredictions source, Func<PredictionTarget> target, CropSet crops, CropAverage average, IProgress<long>? progress, CancellationToken cancellation) =>
        HeldOutPath is null
            ? throw new InvalidInputException(
                $"{Name} is a file of predictions, and there is none of the samples to choose on",
                $"Give one behind a comma, file:{Path},HELD-OUT, or leave out what chooses.")
            : Read(source, HeldOutPath, target, crops.Averaged(average));

    // Ours are of whatever they were made of: of another split, or of a part of it, they would be taken for what is asked for.
    private PredictionSet Of(MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average)
    {
        var (set, card) = (Read(source, Path, () => Target(entry, split), crops.Averaged(average)), entry.Card);
        if (set.Fingerprint != card.Fingerprint || set.Split != split || set.Count != entry.Split(split).Count)
        {
            throw new InvalidInputException(
                $"{Path} has predictions of {set.Count:N0} samples of {set.Split} of {set.Entry} ({set.Fingerprint}), not of the {entry.Split(split).Count:N0} of {split} of {card.Name} ({card.Fingerprint})",
                "Name a file of the evaluated split, or another one with --on and --split.");
        }
        return set;
    }

    private static bool IsOurs(string path) => string.Equals(System.IO.Path.GetExtension(path), Ours, StringComparison.OrdinalIgnoreCase);

    private PredictionSet Read(MemberPredictions source, string path, Func<PredictionTarget> target, CropsName crops)
    {
        // Ours say themselves what they are of; whether that fits is seen where they meet others.
        var set = IsOurs(path)
            ? PredictionsFile.Load(path).Named(Name).Under(crops)
            : Foreign(source, ExternalPredictions.Read(path, target() with { Crops = crops }, name: Name), path);
        return set with { Forwards = 0 };
    }

    private static PredictionSet Foreign(MemberPredictions source, ExternalPredictions read, string path)
    {
        if (read is { Detected: true, Kind: ScoreKind.Logits })
            source.Tell($"the numbers of {path} are no probabilities, which are within 0 and 1 and sum to 1: they were taken for logits.");
        if (read.Zeros > 0)
            source.Tell($"{read.Zeros:N0} probabilities of {path} are exactly 0: where one is that of the label, the log loss counts 708 nats. More digits, or logits, say more.");
        return read.Predictions;
    }
}
