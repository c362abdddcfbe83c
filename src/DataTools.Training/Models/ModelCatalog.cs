using DataTools.Catalog;
using DataTools.Catalog.Text;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>A network that can be trained by name.</summary>
/// <param name="Name">What the user writes.</param>
/// <param name="Description">One line.</param>
/// <param name="Build">Makes it for a number of input channels and classes, with fresh weights from torch's generator.</param>
public sealed record ModelDefinition(string Name, string Description, Func<int, int, Module<Tensor, Tensor>> Build);

/// <summary>The networks. A new one is a file of its own and a line here.</summary>
public static class ModelCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelDefinition> All { get; } =
    [
        new("cnn-small", "four convolutions, 0.24 M parameters, for pictures of 28 to 64 pixels", (c, k) => new CnnSmall(c, k)),
        new("resnet20", "He et al. 2015 for CIFAR, 0.27 M parameters, option-A shortcuts", (c, k) => new ResNet20(c, k)),
    ];

    /// <summary>The network of that name. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public static ModelDefinition Find(string name) => All.FirstOrDefault(m => m.Name == name) ?? throw new NotFoundException(
        $"there is no model '{name}'", DidYouMean.Hint(name, [.. All.Select(m => m.Name)], "Models are"));
}
