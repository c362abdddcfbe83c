using DataTools.Catalog;
using DataTools.Catalog.Text;
using DataTools.Training.Export.Onnx;
using DataTools.Training.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>
/// A network for images: a body that makes features of them, and a head that makes logits of the features. Input
/// N x channels x H x W, output N x classes. Names of fields are state names, so that published weights load as they are.
/// </summary>
public abstract class ImageModel(string name) : Module<Tensor, Tensor>(name)
{
    private Precision _precision;

    /// <summary>State-dict prefix of the last layer with weights, the one that depends on the number of classes: <c>fc</c>, <c>classifier.1</c>.</summary>
    public abstract string HeadName { get; }

    /// <summary>
    /// The network in order from input to output. Every parameter and buffer belongs to exactly one stage; the last
    /// stage is the head and nothing else.
    /// </summary>
    public abstract IReadOnlyList<ModelStage> Stages { get; }

    /// <summary>
    /// In which numbers it multiplies from now on, training or not. Whoever does not say so gets 32 bits: validation,
    /// evaluation and prediction say what the weights are worth anywhere.
    /// </summary>
    public Precision Precision
    {
        get => _precision;
        set
        {
            if (value == _precision)
                return;
            _precision = value;
            foreach (var layer in modules().OfType<WeightLayer>())
                layer.Precision = value;
        }
    }

    /// <summary>What the head takes, before dropout: N x F, or N x F x H x W where the head is a convolution.</summary>
    public abstract Tensor Features(Tensor images);

    /// <summary>One vector of features an image, N x F: the features, averaged over the image where they are maps.</summary>
    public virtual Tensor Embedding(Tensor images)
    {
        var features = Features(images);
        if (features.dim() == 2)
            return features;
        using (features)
            return features.mean([2, 3]);
    }

    /// <summary>Logits.</summary>
    public override Tensor forward(Tensor images)
    {
        using var features = Features(images);
        return Logits(features);
    }

    /// <summary>Logits, in 32 bits, of what <see cref="Features"/> gave, of this pass or of an earlier one.</summary>
    public Tensor Logits(Tensor features)
    {
        var logits = Head(features);
        if (logits.dtype == ScalarType.Float32)
            return logits;
        using (logits)
            return logits.to_type(ScalarType.Float32);
    }

    /// <summary>Logits of features; dropout, where the network has it, is here.</summary>
    protected abstract Tensor Head(Tensor features);

    /// <summary>Adds to a graph what <see cref="Features"/> computes in evaluation, in 32 bits.</summary>
    internal abstract string AddFeatures(OnnxGraph graph, string images);

    /// <summary>The same for <see cref="Logits"/>.</summary>
    internal abstract string AddHead(OnnxGraph graph, string features);

    /// <summary>The place in <see cref="Stages"/> of a parameter or buffer.</summary>
    public int StageOf(string stateName)
    {
        for (var i = 0; i < Stages.Count; i++)
        {
            if (Stages[i].Contains(stateName))
                return i;
        }
        throw new ArgumentException($"{GetName()} has no {stateName}", nameof(stateName));
    }

    /// <summary>
    /// The place of a stage by its name, or of the one that a layer is in, named as in the state: <c>stage2</c>,
    /// <c>features.4</c>. Throws <see cref="NotFoundException"/> with a suggestion.
    /// </summary>
    public int FindStage(string stageOrLayer)
    {
        var found = Stages.ToList().FindIndex(s => s.Name == stageOrLayer);
        if (found < 0 && state_dict().Keys.FirstOrDefault(k => new ModelStage("", stageOrLayer).Contains(k)) is { } state)
            found = StageOf(state);
        return found >= 0 ? found : throw new NotFoundException(
            $"{GetName()} has no layer '{stageOrLayer}'", DidYouMean.Hint(stageOrLayer, [.. Stages.Select(s => s.Name)], "Layers are"));
    }

    /// <summary>
    /// Whether weight decay does this parameter good: weights of convolutions and linear layers. Not biases,
    /// normalisation, scales of layers, tokens and positions.
    /// </summary>
    public static bool Decays(string parameterName, Tensor parameter) =>
        parameter.dim() > 1 && (parameterName == "weight" || parameterName.EndsWith(".weight", StringComparison.Ordinal));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var child in children())
                child.Dispose();
        }
        base.Dispose(disposing);
    }
}
