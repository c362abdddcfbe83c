using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// Moves the four corners inwards by uniformly random whole pixels: torchvision's <c>RandomPerspective</c>. Where that would
/// put the horizon into the picture (possible from a distortion of 1/2), the corners are moved half as far.
/// </summary>
/// <param name="DistortionScale">How far at most, as a share of half the width and height.</param>
public sealed record Perspective(double DistortionScale) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "perspective",
        "Moves the four corners inwards by uniformly random whole pixels: torchvision's RandomPerspective.",
        [Parameter.Number("distortion_scale", 0.5, 0, 1, "of half the side"), .. Edge.Parameters, Parameter.Interpolation],
        a => new Perspective(a.Number("distortion_scale")) { Edge = a.Edge, Interpolation = a.Interpolation })
    { DefaultP = 0.5 };

    /// <summary>What lies beyond the edge.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[DistortionScale], .. Edge.Values, [(int)Interpolation]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var (right, bottom) = (input.Width - 1, input.Height - 1);
        var (x, y) = ((int)(DistortionScale * (input.Width / 2)) + 1, (int)(DistortionScale * (input.Height / 2)) + 1);
        Span<double> moved = stackalloc double[8];
        for (var i = 0; i < moved.Length; i++)
            moved[i] = random.NextInt(i % 2 == 0 ? x : y);
        for (var strength = 1.0; right > 0 && bottom > 0 && strength > 1e-3; strength /= 2)
        {
            var map = Quadrangle.ToRectangle(
                right, bottom,
                (moved[0] * strength, moved[1] * strength), (right - (moved[2] * strength), moved[3] * strength),
                (right - (moved[4] * strength), bottom - (moved[5] * strength)), (moved[6] * strength, bottom - (moved[7] * strength)));
            if (map is { } straight && Quadrangle.IsInFront(straight, input))
                return Edge.Step(straight, input, Interpolation);
        }
        // A picture of one row or column has no perspective.
        return Edge.Step(Homography.Identity, input, Interpolation);
    }
}
