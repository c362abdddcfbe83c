using DataTools.Catalog;

namespace DataTools.Training.Models;

/// <summary>A network that can be built by name.</summary>
/// <param name="Name">What the user writes.</param>
/// <param name="Description">One line.</param>
/// <param name="Cost">What it takes as it was published. Known beforehand, since to count it takes seconds; a test counts.</param>
/// <param name="Make">Makes it, with fresh weights from torch's generator.</param>
public sealed record ModelDefinition(string Name, string Description, ModelCost Cost, Func<ModelShape, ImageModel> Make)
{
    /// <summary>The side that it was published for.</summary>
    public int InputSize { get; init; } = 224;

    /// <summary>The number of classes that it was published for.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>The smallest side that it can take.</summary>
    public int SmallestSize { get; init; } = 16;

    /// <summary>Sides must be a multiple of this: the patch of a transformer.</summary>
    public int SizeStep { get; init; } = 1;

    /// <summary>Whether it can be built without batch normalisation, see <see cref="ModelShape.Folded"/>.</summary>
    public bool Folds { get; init; }

    /// <summary>As it was published: colour, its own size and number of classes.</summary>
    public ModelShape Shape => new(3, Classes, InputSize);

    /// <summary>Builds it. Throws where it cannot be, as <see cref="Check"/>.</summary>
    public ImageModel Build(ModelShape shape)
    {
        Check(shape);
        return Make(shape);
    }

    /// <summary>Throws <see cref="InvalidInputException"/> where the network cannot be built for that shape.</summary>
    public void Check(ModelShape shape)
    {
        if (shape.ImageSize < SmallestSize)
            throw new InvalidInputException($"{Name} takes images of {SmallestSize} pixels or more, not {shape.ImageSize}", $"Enlarge them with --image-size {Math.Min(InputSize, SmallestSize * 2)}, or choose a smaller network: `datatools models`.");
        if (shape.ImageSize % SizeStep != 0)
        {
            var lower = shape.ImageSize / SizeStep * SizeStep;
            throw new InvalidInputException($"{Name} takes images whose side is a multiple of {SizeStep}, not {shape.ImageSize}", $"Use --image-size {lower} or {lower + SizeStep}.");
        }
        if (shape is { Channels: not (1 or 3) } or { Classes: < 1 })
            throw new InvalidInputException($"{Name} takes images of 1 or 3 channels and gives 1 class or more, not {shape.Channels} and {shape.Classes}");
        if (shape.Folded && !Folds)
            throw new InvalidInputException($"{Name} is not built with folded batch normalisation", "Use weights that have it.");
    }
}
