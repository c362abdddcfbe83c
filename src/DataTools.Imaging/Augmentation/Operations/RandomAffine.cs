using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// Turns, shifts, scales and shears about the centre in one, keeping the size: torchvision's <c>RandomAffine</c>, with its
/// order and its signs.
/// </summary>
/// <param name="Degrees">Positive turns clockwise, unlike <see cref="Rotation"/>: torchvision's own difference.</param>
/// <param name="Translate">Largest shift along x and y, as a share of the width and of the height.</param>
/// <param name="Scale">Factor of size.</param>
/// <param name="ShearX">Degrees along x.</param>
/// <param name="ShearY">Degrees along y.</param>
public sealed record RandomAffine(
    (double Low, double High) Degrees,
    (double X, double Y) Translate,
    (double Low, double High) Scale,
    (double Low, double High) ShearX,
    (double Low, double High) ShearY) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "affine",
        "Turns (clockwise), shifts, scales and shears about the centre in one: torchvision's RandomAffine.",
        [
            Parameter.Range("degrees", [-10, 10], -360, 360, "degrees", centre: 0),
            new Parameter("translate", ParameterKind.List, [0, 0], 0, 1, "of the width and of the height") { Length = (2, 2) },
            Parameter.Range("scale", [1, 1], 0.01, 100, "times"),
            Parameter.Range("shear_x", [0, 0], -80, 80, "degrees", centre: 0),
            Parameter.Range("shear_y", [0, 0], -80, 80, "degrees", centre: 0),
            .. Edge.Parameters, Parameter.Interpolation],
        a => new RandomAffine(
            a.Range("degrees"), a.Range("translate"), a.Range("scale"), a.Range("shear_x"), a.Range("shear_y"))
        {
            Edge = a.Edge,
            Interpolation = a.Interpolation,
        });

    /// <summary>What lies beyond the edge.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values =>
    [
        [Degrees.Low, Degrees.High], [Translate.X, Translate.Y], [Scale.Low, Scale.High], [ShearX.Low, ShearX.High], [ShearY.Low, ShearY.High],
        .. Edge.Values, [(int)Interpolation],
    ];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var degrees = random.Uniform(Degrees.Low, Degrees.High);
        var x = Math.Round(random.Uniform(-Translate.X, Translate.X) * input.Width);
        var y = Math.Round(random.Uniform(-Translate.Y, Translate.Y) * input.Height);
        var scale = random.Uniform(Scale.Low, Scale.High);
        var shearX = random.Uniform(ShearX.Low, ShearX.High);
        var shearY = random.Uniform(ShearY.Low, ShearY.High);
        return Edge.Step(InverseAffine.About(input, degrees, (x, y), scale, (shearX, shearY)), input, Interpolation);
    }
}
