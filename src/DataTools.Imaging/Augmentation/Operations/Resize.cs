using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Resizes, antialiased when it shrinks.</summary>
/// <param name="Width">Of the output in pixels; or, without a height, the length of its shorter side.</param>
/// <param name="Height">Of the output in pixels; null keeps the aspect ratio.</param>
public sealed record Resize(int Width, int? Height) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "resize",
        "Resizes, antialiased when it shrinks: the shorter side to a length, or width and height to a size.",
        [
            Parameter.Size(optional: false) with { Unit = "pixels (the shorter side, or width and height)" },
            Parameter.Interpolation,
        ],
        a => new Resize((int)a.List("size")[0], a.List("size") is [_, var h] ? (int)h : null) { Interpolation = a.Interpolation });

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    /// <summary>Whether the longer side is rounded to the nearest pixel, not down: in <see cref="TenCrop"/>, which no policy's text says.</summary>
    internal bool ToNearest { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [Height is { } h ? [Width, h] : [Width], [(int)Interpolation]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var output = Height is { } h ? new ImageSize(Width, h)
            : input.Width <= input.Height ? new ImageSize(Width, Longer(input.Height, input.Width))
            : new ImageSize(Longer(input.Width, input.Height), Width);
        return new GeometryStep(Affine.Scaling((double)input.Width / output.Width, (double)input.Height / output.Height), output)
        {
            Interpolation = Interpolation,
        };
    }

    // Rounded down, as torchvision does.
    private int Longer(int longer, int shorter) => (int)Math.Min(int.MaxValue, (((long)Width * longer) + (ToNearest ? shorter / 2 : 0)) / shorter);
}
