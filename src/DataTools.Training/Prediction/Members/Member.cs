using DataTools.Catalog.Storage;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Predictions;
using DataTools.Evaluation.Predictions.External;
using DataTools.Training.Feeding;

namespace DataTools.Training.Prediction.Members;

/// <summary>One voice of an ensemble: a run, some weights of it, folds, or predictions of another tool.</summary>
/// <param name="Name">What it is called in results.</param>
public abstract record Member(string Name)
{
    /// <summary>The full path of what it is: two references to one place are one member, whatever they are called.</summary>
    public abstract string Place { get; }

    /// <summary>The entry that it learnt from; null where that is not known.</summary>
    public abstract string? Entry { get; }

    /// <summary>Whether it gives a sample several labels; null where that is not known.</summary>
    public abstract bool? IsMultiLabel { get; }

    /// <summary>Of an exported file <see cref="RunWeights.Onnx"/> or <see cref="RunWeights.Int8"/>; else null.</summary>
    public virtual string? Form => null;

    /// <summary>What was chosen besides the best epoch so that it is what it is; null where nothing was.</summary>
    public virtual Choice? Chosen => null;

    /// <summary>The weights that are loaded to run it; null where it cannot be run.</summary>
    internal virtual IReadOnlyList<RunWeights>? Networks() => null;

    /// <summary>Throws <see cref="Catalog.InvalidInputException"/> where it cannot give these views.</summary>
    internal virtual void CheckViews(CropSet crops)
    {
    }

    /// <summary>Its logits on a split, or of the samples at the places <paramref name="only"/> of it.</summary>
    internal abstract PredictionSet On(
        MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average, int[]? only, IProgress<long>? progress, CancellationToken cancellation);

    /// <summary>The same where it is there without a forward pass; else null.</summary>
    internal abstract PredictionSet? Saved(MemberPredictions source, Entry entry, string split, CropSet crops, CropAverage average);

    /// <summary>Its logits on the samples that its training held out; <paramref name="target"/> says which these are for others.</summary>
    internal abstract PredictionSet OnHeldOut(
        MemberPredictions source, Func<PredictionTarget> target, CropSet crops, CropAverage average, IProgress<long>? progress, CancellationToken cancellation);
}

/// <summary>Where the logits of members come from.</summary>
internal sealed class MemberPredictions(RunPredictions runs, FoldPredictions folds)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Of runs.</summary>
    public RunPredictions Runs => runs;

    /// <summary>Of folds.</summary>
    public FoldPredictions Folds => folds;

    /// <summary>Told, a sentence each, what a user should know of how files were read.</summary>
    public Action<string>? Talk { get; init; }

    /// <summary>Says it once.</summary>
    public void Tell(string sentence)
    {
        if (_told.Add(sentence))
            Talk?.Invoke(sentence);
    }
}
