using System.Text.Json;

namespace DataTools.Evaluation.Predictions;

/// <summary>
/// What a predictions file says about itself: JSON under the key <see cref="Key"/> of the Arrow schema.
/// <see cref="Sha256"/> stays the first property: <see cref="PredictionsSeal"/> looks for it there.
/// </summary>
internal sealed record PredictionsHeader(
    string Sha256, int FormatVersion, string Name, string Entry, string Fingerprint, string Split, CropsName Crops,
    IReadOnlyList<string> Classes, double MillisecondsPerImage)
{
    /// <summary>What decides about the logits; null in files of before there was one, and where they were not computed here.</summary>
    public PredictionKey? PredictionKey { get; init; }

    /// <summary>Forward passes for one image; 0 in files of before it was written.</summary>
    public double Forwards { get; init; }

    public const string Key = "datatools.predictions";
    public const int CurrentVersion = 1;

    /// <summary>The same with the column of several labels: a program that does not know it would take all samples for unlabelled.</summary>
    public const int MultiLabelVersion = 2;

    public static PredictionsHeader Of(PredictionSet set) => new(
        PredictionsSeal.Blank, set.IsMultiLabel ? MultiLabelVersion : CurrentVersion, set.Name, set.Entry, set.Fingerprint, set.Split, set.Crops, set.Classes,
        set.MillisecondsPerImage)
    {
        PredictionKey = set.Key,
        Forwards = set.Forwards,
    };

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static PredictionsHeader? Parse(string json) => JsonSerializer.Deserialize<PredictionsHeader>(json, JsonSerializerOptions.Web);
}
