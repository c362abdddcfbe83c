using DataTools.Catalog;
using DataTools.Catalog.Text;

namespace DataTools.Training.Models;

/// <summary>The networks. A new one is a file of its own and a line here.</summary>
public static class ModelCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelDefinition> All { get; } =
    [
        new("cnn-small", "four convolutions, for pictures of 28 to 64 pixels", s => new CnnSmall(s)) { InputSize = 32, Classes = 10, SmallestSize = 8 },
        new("resnet20", "He et al. 2015 for CIFAR, option-A shortcuts", s => new ResNet20(s)) { InputSize = 32, Classes = 10, SmallestSize = 8 },
    ];

    /// <summary>The network of that name. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public static ModelDefinition Find(string name) => All.FirstOrDefault(m => m.Name == name) ?? throw new NotFoundException(
        $"there is no model '{name}'", DidYouMean.Hint(name, [.. All.Select(m => m.Name)], "Models are"));
}
