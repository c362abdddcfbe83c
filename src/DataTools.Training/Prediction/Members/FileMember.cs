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
    /// <inheritdoc/>
    public override string? Entry => null;

    /// <inheritdoc/>
    public override bool? IsMultiLabel => null;

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
        var set = Read(Path, () => Target(entry, split), crops.Averaged(average));
        if (only is null)
            return set;
        var samples = entry.Split(split);
        var places = set.Ids.Index().ToDictionary(x => x.Item, x => x.Index, StringComparer.Ordinal);
        return set.Select([.. only.Select(i => places.TryGetValue(samples.Id(i), out var place) ? place : throw new InvalidInputException(
            $"{Path} has no sample {samples.Id(i)} of {split} of {entry.Card.Name}", "Give a file with predictions of all samples of the split."))]);
    }

    internal override PredictionSet? Saved(MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average) =>
        Read(Path, () => Target(entry, split), crops.Averaged(average));

    internal override PredictionSet OnHeldOut(
        MemberPredictions source, Func<PredictionTarget> target, CropSet crops, CropAverage average, IProgress<long>? progress, CancellationToken cancellation) =>
        HeldOutPath is null
            ? throw new InvalidInputException(
                $"{Name} is a file of predictions, and there is none of the samples to choose on",
                $"Give one behind a comma, file:{Path},HELD-OUT, or leave out what chooses.")
            : Read(HeldOutPath, target, crops.Averaged(average));

    private PredictionSet Read(string path, Func<PredictionTarget> target, CropsName crops)
    {
        // Ours say themselves what they are of; whether that fits is seen where they meet others.
        var set = string.Equals(System.IO.Path.GetExtension(path), ".arrow", StringComparison.OrdinalIgnoreCase)
            ? PredictionsFile.Load(path).Named(Name).Under(crops)
            : ExternalPredictions.Read(path, target() with { Crops = crops }, name: Name).Predictions;
        return set with { Forwards = 0 };
    }
}
