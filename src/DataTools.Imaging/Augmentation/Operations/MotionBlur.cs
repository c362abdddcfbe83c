using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Blurs along a line of uniformly random length and direction: see <see cref="MotionBlurStep"/>.</summary>
/// <param name="Length">Of the line in pixels.</param>
/// <param name="Angle">Degrees, counter-clockwise; 0 is level.</param>
public sealed record MotionBlur((double Low, double High) Length, (double Low, double High) Angle) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "motion_blur",
        "Blurs along a line of uniformly random length and direction.",
        [Parameter.Range("length", [3, 9], 1, MotionBlurStep.MaximalLength, "pixels"), Parameter.Range("angle", [0, 180], -360, 360, "degrees")],
        a => new MotionBlur(a.Range("length"), a.Range("angle")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Length.Low, Length.High], [Angle.Low, Angle.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new MotionBlurStep(random.In(Length), random.In(Angle));
}
