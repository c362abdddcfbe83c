using System.Globalization;
using DataTools.Training.Models;
using DataTools.Training.Pretrained;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>Turns a file of weights of any form into safetensors.</summary>
public static class WeightsConversion
{
    private const int Colours = 3;

    /// <summary>
    /// Writes <paramref name="target"/>, whole or not at all. With a network every tensor must fit it, for the number of
    /// classes and channels that the file has, and gets torchvision's name; without one, only the prefixes of wrappers are taken off.
    /// </summary>
    /// <param name="source">Of any form that is read.</param>
    /// <param name="target">Safetensors.</param>
    /// <param name="definition">The network that they are of; null: not known.</param>
    /// <param name="preprocessing">What images went through; null: what the file itself says, if it does.</param>
    public static WeightsReport Run(string source, string target, ModelDefinition? definition, PretrainedPreprocessing? preprocessing = null)
    {
        TorchRuntime.Use(1);
        using var scope = NewDisposeScope();
        using var file = WeightsFile.Read(source);
        var (tensors, report) = definition is null ? Plain(file) : Fitted(file, definition);
        var prepared = preprocessing ?? WeightsMetadata.Preprocessing(file);
        Safetensors.Save(target, tensors, WeightsMetadata.Of(definition?.Name, WeightsMetadata.Classes(file), prepared));
        return prepared is null ? report : report with { Notes = [.. report.Notes, $"Images go through: {prepared}."] };
    }

    private static (IReadOnlyDictionary<string, Tensor> Tensors, WeightsReport Report) Plain(WeightsFile file)
    {
        var (tensors, notes) = WeightsFit.WithoutWrappers(file.Tensors);
        return (tensors.ToDictionary(t => t.Key, t => t.Value.ToTensor(), StringComparer.Ordinal), new(file.Form, file.Within, tensors.Count, [], notes));
    }

    private static (IReadOnlyDictionary<string, Tensor> Tensors, WeightsReport Report) Fitted(WeightsFile file, ModelDefinition definition)
    {
        using var published = definition.Build(definition.Shape);
        var stem = published.state_dict().First(s => s.Value.shape is [_, Colours, _, _]).Key;
        var head = $"{published.HeadName}.weight";
        var (names, _) = WeightsFit.WithoutWrappers(file.Tensors);
        var map = KeyMap.Of(names.Keys);
        var classes = names.Where(n => (map?.Apply(n.Key) ?? n.Key) == head).Select(n => (int)n.Value.Shape.FirstOrDefault()).FirstOrDefault();
        var gray = names.Any(n => (map?.Apply(n.Key) ?? n.Key) == stem && n.Value.Shape is [_, 1, ..]);
        var shape = definition.Shape with { Classes = classes == 0 ? definition.Classes : classes, Channels = gray ? 1 : Colours };
        if (shape == definition.Shape)
            return Weights.Converted(file, published);
        using var model = definition.Build(shape);
        var (tensors, report) = Weights.Converted(file, model);
        List<string> notes = [.. report.Notes];
        if (shape.Classes != definition.Classes)
            notes.Add($"They tell {shape.Classes.ToString(CultureInfo.InvariantCulture)} classes apart.");
        if (gray)
            notes.Add("They are for images of one channel.");
        return (tensors, report with { Notes = notes });
    }
}
