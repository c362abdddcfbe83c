using System.Globalization;
using System.Text.Json;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Training.Export;

/// <summary>What an exported file says of itself.</summary>
internal static class ExportMetadata
{
    /// <summary>The key of the names of the classes, a list in JSON in the order of the outputs.</summary>
    public const string Labels = "labels";

    /// <summary>The key of the SHA-256 of the weights that were exported.</summary>
    public const string Weights = "weights-sha256";

    /// <summary>The key that files in 8 bits have.</summary>
    public const string Quantisation = "quantisation";

    private static readonly JsonSerializerOptions Compact = new(CatalogJson.Options) { WriteIndented = false };

    public static string Json<T>(T value) => JsonSerializer.Serialize(value, Compact);

    public static IReadOnlyDictionary<string, string> Of(
        RunFolder run, TrainOptions options, DatasetCard card, Preprocessing preprocessing, PredictionSet predictions, ExportSamples samples)
    {
        var correct = Enumerable.Range(0, predictions.Count).Count(i => Agreement.Top(predictions.Row(i)) == predictions.Labels[i]);
        var share = (correct / (double)Math.Max(1, predictions.Count)).ToString("F4", CultureInfo.InvariantCulture);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Labels] = Json(options.Classes),
            ["model"] = options.Model,
            ["run"] = run.Name,
            ["input"] = $"bytes from 0 to 255, pictures x height x width x {(options.Channels == 1 ? "1 (gray)" : "3 (red, green, blue)")}, upright, of any height and width",
            ["preprocessing"] = $"inside the graph: {string.Join("; ", preprocessing.Words)}",
            ["mean"] = Json(options.Mean),
            ["std"] = Json(options.Std),
            ["accuracy"] = $"{share} ({correct} of {predictions.Count} samples of {card.Name}, {samples.Name})",
            ["data"] = $"{card.Title ?? card.Name} ({card.Source}), licence {card.License ?? "unknown"}",
            ["weights"] = $"{Path.GetFileName(run.BestWeights)} of the run, {(options.Weights is { } begun ? $"begun with {options.Pretrained ?? begun.Source}" : "from fresh weights")}; their licence is for who trained them to say",
            [Weights] = RunWeights.Best(run).Sha256(),
            ["versions"] = options.Versions,
        };
    }
}
