using System.Text.Json;

namespace DataTools.Evaluation.Predictions;

/// <summary>
/// What a predictions file says about itself: JSON under the key <see cref="Key"/> of the Arrow schema.
/// <see cref="Sha256"/> stays the first property: <see cref="PredictionsSeal"/> looks for it there.
/// </summary>
internal sealed record PredictionsHeader(
    string Sha256, int FormatVersion, string Name, string Entry, string Fingerprint, string Split, int Crops,
    IReadOnlyList<string> Classes, double MillisecondsPerImage)
{
    public const string Key = "datatools.predictions";
    public const int CurrentVersion = 1;

    /// <summary>The same with the column of several labels: a program that does not know it would take all samples for unlabelled.</summary>
    public const int MultiLabelVersion = 2;

    public static PredictionsHeader Of(PredictionSet set) => new(
        PredictionsSeal.Blank, set.IsMultiLabel ? MultiLabelVersion : CurrentVersion, set.Name, set.Entry, set.Fingerprint, set.Split, set.Crops, set.Classes,
        set.MillisecondsPerImage);

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static PredictionsHeader? Parse(string json) => JsonSerializer.Deserialize<PredictionsHeader>(json, JsonSerializerOptions.Web);
}
