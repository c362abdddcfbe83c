using DataTools.Catalog.Storage;
using DataTools.Evaluation.Predictions;
using DataTools.Evaluation.Predictions.External;
using DataTools.Training.Feeding;
using DataTools.Training.Runs;

namespace DataTools.Training.Prediction.Members;

/// <summary>The folds of a cross-validation together; held out are their out-of-fold predictions of all training samples.</summary>
/// <param name="Group">The folds.</param>
public sealed record FoldsMember(FoldGroup Group) : Member(Group.Name)
{
    /// <inheritdoc/>
    public override string Place => Path.GetFullPath(Group.Path);

    /// <inheritdoc/>
    public override string Entry => Group.Options.Entry;

    /// <inheritdoc/>
    public override bool? IsMultiLabel => Group.Options.MultiLabel;

    internal override IReadOnlyList<RunWeights> Networks() => [.. Group.Runs().Select(RunWeights.Best)];

    internal override PredictionSet On(
        MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average, int[]? only, IProgress<long>? progress, CancellationToken cancellation) =>
        source.Folds.On(Group, entry, split, crops, average, only, progress, cancellation);

    internal override PredictionSet? Saved(MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average) =>
        source.Folds.Saved(Group, entry, split, crops, average);

    internal override PredictionSet OnHeldOut(
        MemberPredictions source, Func<PredictionTarget> target, CropSet crops, CropAverage average, IProgress<long>? progress, CancellationToken cancellation) =>
        source.Folds.OutOfFold(Group, crops, average, progress, cancellation);
}
