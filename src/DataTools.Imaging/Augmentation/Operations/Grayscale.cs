using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Gray in all channels (torchvision's <c>RandomGrayscale</c>).</summary>
public sealed record Grayscale : StepOperation
{
    internal static OperationDefinition Of { get; } = new("grayscale", "Gray in all channels.", [], _ => new Grayscale()) { DefaultP = 0.1 };

    private static readonly Step TheStep = new ColourStep(ColourKind.Grayscale, 1);

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => TheStep;
}
