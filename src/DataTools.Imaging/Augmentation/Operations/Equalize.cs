using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Makes the histogram of each channel even: see <see cref="EqualizeStep"/>.</summary>
public sealed record Equalize : StepOperation
{
    internal static OperationDefinition Of { get; } = new("equalize", "Makes the histogram of each channel even.", [], _ => new Equalize()) { DefaultP = 0.5 };

    private static readonly Step TheStep = new EqualizeStep();

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => TheStep;
}
