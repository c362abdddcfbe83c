using DataTools.Catalog;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>Weights into a model, strictly: every tensor by name and shape, or an error that lists what does not fit.</summary>
public static class Weights
{
    /// <summary>Loads a file of any form that is read into <paramref name="model"/>.</summary>
    public static WeightsReport Load(string path, nn.Module model)
    {
        using var file = WeightsFile.Read(path);
        return Load(file, model);
    }

    /// <summary>
    /// As above. Where the file tells another number of classes apart, the layer <paramref name="head"/> stays as it is, and
    /// weights for three channels are summed for one; without a head both are errors. The report says what was done so that the rest fits. Where it throws, the model
    /// is what it was.
    /// </summary>
    public static WeightsReport Load(WeightsFile file, nn.Module model, string? head = null, KeyMap? names = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var own = model.state_dict();
        var fit = Fit(file, model, own, head, names);
        var values = fit.Values.ToDictionary(v => v.Key, v => v.Value(), StringComparer.Ordinal);
        foreach (var (name, value) in values)
            own[name].copy_(value);
        return new(file.Form, file.Within, values.Count, [.. fit.Kept.Order(StringComparer.Ordinal)], fit.Notes) { Unfolded = fit.Unfolded };
    }

    /// <summary>The tensors of a file under the names that the model has for them, for another file.</summary>
    public static (IReadOnlyDictionary<string, Tensor> Tensors, WeightsReport Report) Converted(WeightsFile file, nn.Module model, KeyMap? names = null)
    {
        using var noGrad = no_grad();
        var fit = Fit(file, model, model.state_dict(), head: null, names);
        var tensors = fit.Values.ToDictionary(v => v.Key, v => v.Value(), StringComparer.Ordinal);
        return (tensors, new(file.Form, file.Within, tensors.Count, [], fit.Notes));
    }

    internal static void Assign(nn.Module model, IReadOnlyDictionary<string, Tensor> tensors, string path)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var own = model.state_dict();
        var stored = tensors.ToDictionary(t => t.Key, t => new StoredTensor(t.Value.dtype, t.Value.shape, target => t.Value.contiguous().bytes.CopyTo(target)), StringComparer.Ordinal);
        var fit = WeightsFit.Of(path, stored, Shapes(own), head: null, names: null, Epsilons(model));
        foreach (var (name, value) in fit.Values)
            own[name].copy_(value());
    }

    private static WeightsFit Fit(WeightsFile file, nn.Module model, Dictionary<string, Tensor> own, string? head, KeyMap? names) =>
        WeightsFit.Of(file.Path, file.Tensors, Shapes(own), head, names, Epsilons(model));

    private static Dictionary<string, long[]> Shapes(Dictionary<string, Tensor> own) => own.ToDictionary(o => o.Key, o => o.Value.shape, StringComparer.Ordinal);

    private static Dictionary<string, double> Epsilons(nn.Module model) => model.named_modules()
        .Where(m => m.module is BatchNorm2d).ToDictionary(m => m.name, m => ((BatchNorm2d)m.module).eps, StringComparer.Ordinal);
}
