using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Stretches each channel to the full range: see <see cref="AutoContrastStep"/>.</summary>
public sealed record AutoContrast : StepOperation
{
    internal static OperationDefinition Of { get; } = new("autocontrast", "Stretches each channel so that its darkest value becomes 0 and its brightest 1.", [], _ => new AutoContrast()) { DefaultP = 0.5 };

    private static readonly Step TheStep = new AutoContrastStep();

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => TheStep;
}
