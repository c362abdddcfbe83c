namespace DataTools.Evaluation.Predictions.External;

/// <summary>What predictions from elsewhere must be about: the samples of one split of one entry, in its order.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Fingerprint">Its content.</param>
/// <param name="Split">The split, or a name for the samples held out for choices.</param>
/// <param name="Classes">Class names in the entry's order.</param>
/// <param name="Ids">The samples' ids, each once.</param>
/// <param name="Labels">One a sample, or <see cref="DataTools.Catalog.Sample.Unlabelled"/>.</param>
/// <param name="Crops">The views that they shall be compared with; null: the single one.</param>
public sealed record PredictionTarget(
    string Entry, string Fingerprint, string Split, IReadOnlyList<string> Classes, IReadOnlyList<string> Ids, IReadOnlyList<int> Labels, CropsName? Crops = null)
{
    /// <summary>What a model of ours has predicted.</summary>
    public static PredictionTarget Of(PredictionSet predictions) => new(
        predictions.Entry, predictions.Fingerprint, predictions.Split, predictions.Classes, predictions.Ids, predictions.Labels, predictions.Crops);
}
