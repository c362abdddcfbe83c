using System.Text.Json;
using DataTools.Catalog;
using DataTools.Training.Pretrained;

namespace DataTools.Training.Checkpoints;

/// <summary>
/// What our safetensors files say of their weights beside the tensors, as texts of <c>__metadata__</c>: <c>format</c> (pt),
/// <c>model</c> (a name of <see cref="Models.ModelCatalog"/>), <c>epoch</c>, <c>datatools.classes</c> (a JSON list of names in
/// the order of the logits) and <c>datatools.preprocessing</c> (JSON: inputSize, resize, interpolation, mean, std).
/// </summary>
internal static class WeightsMetadata
{
    private const string Format = "format", Model = "model", ClassesKey = "datatools.classes", PreprocessingKey = "datatools.preprocessing";

    private const string RepairHint = "Write the file again with `datatools models convert`, or name what its images went through with --preprocessing.";

    /// <summary>The texts; what is null is left out.</summary>
    public static Dictionary<string, string> Of(string? model, IReadOnlyList<string>? classes, PretrainedPreprocessing? preprocessing)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal) { [Format] = "pt" };
        if (model is not null)
            texts[Model] = model;
        if (classes is not null)
            texts[ClassesKey] = JsonSerializer.Serialize(classes, JsonSerializerOptions.Web);
        if (preprocessing is not null)
            texts[PreprocessingKey] = JsonSerializer.Serialize(preprocessing, JsonSerializerOptions.Web);
        return texts;
    }

    /// <summary>The class names; null where the file says none.</summary>
    public static IReadOnlyList<string>? Classes(WeightsFile file) => Read<string[]>(file, ClassesKey);

    /// <summary>What images went through; null where the file does not say. Throws <see cref="CorruptFileException"/> where it says nonsense.</summary>
    public static PretrainedPreprocessing? Preprocessing(WeightsFile file)
    {
        var read = Read<PretrainedPreprocessing>(file, PreprocessingKey);
        return read is not null && PretrainedChecks.PreprocessingFaults(read, read.Mean.Count == 1 ? 1 : 3).FirstOrDefault() is { } fault
            ? throw new CorruptFileException(file.Path, fault, RepairHint)
            : read;
    }

    private static T? Read<T>(WeightsFile file, string key)
        where T : class
    {
        if (!file.Metadata.TryGetValue(key, out var json))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new CorruptFileException(file.Path, $"its metadata {key} cannot be read: {e.Message}", RepairHint, e);
        }
    }
}
