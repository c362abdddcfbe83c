using DataTools.Catalog.Storage;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Predictions;
using DataTools.Evaluation.Predictions.External;
using DataTools.Training.Export;
using DataTools.Training.Feeding;
using DataTools.Training.Runs;

namespace DataTools.Training.Prediction.Members;

/// <summary>Weights of a run.</summary>
/// <param name="Weights">Which.</param>
public sealed record RunMember(RunWeights Weights) : Member(Weights.Name)
{
    private readonly Lazy<TrainOptions> _options = new(Weights.Run.ReadOptions);

    /// <summary>A run with its best weights.</summary>
    public static RunMember Best(RunFolder run) => new(RunWeights.Best(run));

    /// <summary>What the run was asked to do.</summary>
    public TrainOptions Options => _options.Value;

    /// <inheritdoc/>
    public override string Place => Path.GetFullPath(Weights.Path);

    /// <inheritdoc/>
    public override string Entry => Options.Entry;

    /// <inheritdoc/>
    public override bool? IsMultiLabel => Options.MultiLabel;

    /// <inheritdoc/>
    public override string? Form => Weights.Form;

    /// <inheritdoc/>
    public override Choice? Chosen => Options.Soup?.Chosen;

    internal override IReadOnlyList<RunWeights> Networks() => [Weights];

    internal override void CheckViews(CropSet crops) => ExportedNetwork.CheckViews(Weights, crops);

    internal override PredictionSet On(
        MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average, int[]? only, IProgress<long>? progress, CancellationToken cancellation) =>
        source.Runs.On(Weights, entry, split, crops, average, only, progress, cancellation);

    internal override PredictionSet? Saved(MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average) =>
        source.Runs.Saved(Weights, entry, split, crops, average);

    internal override PredictionSet OnHeldOut(
        MemberPredictions source, Func<PredictionTarget> target, CropSet crops, CropAverage average, IProgress<long>? progress, CancellationToken cancellation) =>
        source.Runs.OnHeldOut(Weights, crops, average, progress, cancellation);
}
