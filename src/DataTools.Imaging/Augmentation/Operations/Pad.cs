using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Adds black on all sides.</summary>
/// <param name="Padding">Pixels added on each side.</param>
public sealed record Pad(int Padding) : Operation
{
    internal static OperationDefinition Of { get; } = new(
        "pad", [Parameter.Pixels("padding", 4, 0)], a => new Pad(a.Integer("padding")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Padding]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new GeometryStep(
        Affine.Translation(-Padding, -Padding), new ImageSize(input.Width + (2 * Padding), input.Height + (2 * Padding)));
}
