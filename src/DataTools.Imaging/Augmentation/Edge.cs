namespace DataTools.Imaging.Augmentation;

/// <summary>What lies beyond the edge of an image.</summary>
/// <param name="Border">How it is made.</param>
/// <param name="Fill">The value in all channels for <see cref="Border.Constant"/>, in [0, 1].</param>
public readonly record struct Edge(Border Border, double Fill)
{
    /// <summary>Its parameters: left out of what is printed where they are as usual.</summary>
    internal static IEnumerable<Parameter> Parameters { get; } =
    [
        Parameter.Choice("border", 0, "constant", "reflect", "replicate") with { Quiet = true, Unit = "what lies beyond the edge" },
        Parameter.Number("fill", 0, 0, 1, "from black to white, beyond a constant border") with { Quiet = true },
    ];

    internal IEnumerable<double[]> Values => [[(int)Border], [Fill]];

    internal GeometryStep Step(in Homography outputToInput, ImageSize output, Interpolation interpolation = Interpolation.Bilinear) =>
        Step(new CoordinateMap(outputToInput), output, interpolation);

    internal GeometryStep Step(CoordinateMap outputToInput, ImageSize output, Interpolation interpolation) =>
        new(outputToInput, output) { Border = Border, Fill = (float)Fill, Interpolation = interpolation };
}
