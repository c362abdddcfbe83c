using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>
/// A network for images: a body that makes features of them, and a head that makes logits of the features. Input
/// N x channels x H x W, output N x classes. Names of fields are state names, so that published weights load as they are.
/// </summary>
public abstract class ImageModel(string name) : Module<Tensor, Tensor>(name)
{
    /// <summary>State-dict prefix of the last layer with weights, the one that depends on the number of classes: <c>fc</c>, <c>classifier.1</c>.</summary>
    public abstract string HeadName { get; }

    /// <summary>
    /// The network in order from input to output. Every parameter and buffer belongs to exactly one stage; the last
    /// stage is the head and nothing else.
    /// </summary>
    public abstract IReadOnlyList<ModelStage> Stages { get; }

    /// <summary>What the head takes, before dropout: N x F, or N x F x H x W where the head is a convolution.</summary>
    public abstract Tensor Features(Tensor images);

    /// <summary>One vector of features an image, N x F: the features, averaged over the image where they are maps.</summary>
    public virtual Tensor Embedding(Tensor images) => Features(images) is var features && features.dim() == 4 ? features.mean([2, 3]) : features;

    /// <summary>Logits.</summary>
    public override Tensor forward(Tensor images) => Head(Features(images));

    /// <summary>Logits of features; dropout, where the network has it, is here.</summary>
    protected abstract Tensor Head(Tensor features);

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
    /// Whether weight decay does this parameter good: weights of convolutions and linear layers. Not biases,
    /// normalisation, scales of layers, tokens and positions.
    /// </summary>
    public static bool Decays(string parameterName, Tensor parameter) =>
        parameter.dim() > 1 && (parameterName == "weight" || parameterName.EndsWith(".weight", StringComparison.Ordinal));
}
