using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;

namespace DataTools.Training.Prediction.Members;

/// <summary>
/// Predictions that lie in a file: of another tool, or of a machine that has the weights. Whatever views they are of, they
/// stand beside those of the others; they cost no time here.
/// </summary>
/// <param name="Path">Of the evaluated samples.</param>
/// <param name="HeldOutPath">Of the samples to choose on; null where there is none.</param>
public sealed record FileMember(string Path, string? HeldOutPath) : Member(System.IO.Path.GetFileNameWithoutExtension(Path))
{
    /// <inheritdoc/>
    public override string? Entry => null;

    internal override PredictionSet On(
        MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average, int[]? only, IProgress<long>? progress, CancellationToken cancellation)
    {
        var set = Read(Path, crops, average);
        if (only is null)
            return set;
        var samples = entry.Split(split);
        var places = set.Ids.Index().ToDictionary(x => x.Item, x => x.Index, StringComparer.Ordinal);
        return set.Select([.. only.Select(i => places.TryGetValue(samples.Id(i), out var place) ? place : throw new InvalidInputException(
            $"{Path} has no sample {samples.Id(i)} of {split} of {entry.Card.Name}", "Give a file with predictions of all samples of the split."))]);
    }

    internal override PredictionSet? Saved(MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average) => Read(Path, crops, average);

    internal override PredictionSet OnHeldOut(MemberPredictions source, CropSet crops, CropAverage average, IProgress<long>? progress, CancellationToken cancellation) =>
        HeldOutPath is null
            ? throw new InvalidInputException(
                $"{Name} is a file of predictions, and there is none of the samples held out for choices",
                $"Give one behind a comma, file:{Path},HELD-OUT, or leave out what chooses.")
            : Read(HeldOutPath, crops, average);

    private PredictionSet Read(string path, CropSet crops, CropAverage average) => System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".arrow" => PredictionsFile.Load(path).Named(Name).Under(crops.Averaged(average)) with { Forwards = 0 },
        var other => throw new InvalidInputException($"{path}: predictions are not read from {(other.Length > 0 ? other : "files without an extension")}", "Give an .arrow file as `datatools evaluate` saves them."),
    };
}
