using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// Cuts out a rectangle of random area and aspect ratio and resizes it (Szegedy et al. 2015), with torchvision's way of
/// drawing: ten tries of a uniform area and a log-uniform ratio, then the largest central crop within the ratios.
/// </summary>
/// <param name="Size">Of the output in pixels; one number is a square, null keeps the input's width and height.</param>
/// <param name="Scale">Share of the input's area.</param>
/// <param name="Ratio">Width over height of the rectangle.</param>
public sealed record RandomResizedCrop(ImageSize? Size, (double Low, double High) Scale, (double Low, double High) Ratio) : StepOperation
{
    private const int Tries = 10;

    internal static OperationDefinition Of { get; } = new(
        "random_resized_crop",
        "Cuts out a rectangle of random area and aspect ratio and resizes it (Szegedy et al. 2015), drawn as torchvision does.",
        [
            Parameter.Size(optional: true),
            Parameter.Range("scale", [0.08, 1], 0.0001, 1, "of the area"),
            Parameter.Range("ratio", [3.0 / 4, 4.0 / 3], 0.01, 100, "width / height"),
            Parameter.Interpolation,
        ],
        a => new RandomResizedCrop(a.OptionalSize("size"), a.Range("scale"), a.Range("ratio")) { Interpolation = a.Interpolation });

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [Size?.Sides, [Scale.Low, Scale.High], [Ratio.Low, Ratio.High], [(int)Interpolation]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var output = Size ?? input;
        var (x, y, width, height) = Rectangle(ref random, input);
        return new GeometryStep(
            Affine.Translation(x, y).After(Affine.Scaling((double)width / output.Width, (double)height / output.Height)), output)
        {
            Interpolation = Interpolation,
        };
    }

    internal (int X, int Y, int Width, int Height) Rectangle(ref RandomStream random, ImageSize input)
    {
        var area = (double)input.Width * input.Height;
        for (var i = 0; i < Tries; i++)
        {
            var target = area * random.Uniform(Scale.Low, Scale.High);
            var aspect = Math.Exp(random.Uniform(Math.Log(Ratio.Low), Math.Log(Ratio.High)));
            var (w, h) = ((int)Math.Round(Math.Sqrt(target * aspect)), (int)Math.Round(Math.Sqrt(target / aspect)));
            if (w > 0 && w <= input.Width && h > 0 && h <= input.Height)
                return (random.NextInt(input.Width - w + 1), random.NextInt(input.Height - h + 1), w, h);
        }
        var inRatio = (double)input.Width / input.Height;
        var (width, height) = inRatio < Ratio.Low ? (input.Width, Math.Max(1, (int)Math.Round(input.Width / Ratio.Low)))
            : inRatio > Ratio.High ? (Math.Max(1, (int)Math.Round(input.Height * Ratio.High)), input.Height)
            : (input.Width, input.Height);
        return ((input.Width - width) / 2, (input.Height - height) / 2, width, height);
    }
}
