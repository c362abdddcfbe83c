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

    public static PredictionsHeader Of(PredictionSet set) => new(
        PredictionsSeal.Blank, CurrentVersion, set.Name, set.Entry, set.Fingerprint, set.Split, set.Crops, set.Classes,
        set.MillisecondsPerImage);

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static PredictionsHeader? Parse(string json) => JsonSerializer.Deserialize<PredictionsHeader>(json, JsonSerializerOptions.Web);
}
