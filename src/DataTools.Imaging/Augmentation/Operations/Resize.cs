using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Resizes: bilinear, antialiased when it shrinks.</summary>
/// <param name="Width">Of the output in pixels; or, without a height, the length of its shorter side.</param>
/// <param name="Height">Of the output in pixels; null keeps the aspect ratio.</param>
public sealed record Resize(int Width, int? Height) : Operation
{
    internal static OperationDefinition Of { get; } = new(
        "resize",
        [new Parameter("size", ParameterKind.List, null, 1, 65_535, "pixels (the shorter side, or width and height)") { Length = (1, 2), Whole = true }],
        a => a.List("size") is [var w, var h] ? new Resize((int)w, (int)h) : new Resize((int)a.List("size")[0], null));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [Height is { } h ? [Width, h] : [Width]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var output = Height is { } h ? new ImageSize(Width, h)
            : input.Width <= input.Height ? new ImageSize(Width, Longer(input.Height, input.Width))
            : new ImageSize(Longer(input.Width, input.Height), Width);
        return new GeometryStep(Affine.Scaling((double)input.Width / output.Width, (double)input.Height / output.Height), output);
    }

    // Rounded down, as torchvision does.
    private int Longer(int longer, int shorter) => (int)Math.Min(int.MaxValue, (long)Width * longer / shorter);
}
