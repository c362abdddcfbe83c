using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// Brightness, contrast, saturation and hue, each by a uniformly random amount, in an order drawn at random: torchvision's
/// <c>ColorJitter</c>. What is not given changes nothing.
/// </summary>
/// <param name="Brightness">Factor; 1 changes nothing.</param>
/// <param name="Contrast">Factor.</param>
/// <param name="Saturation">Factor.</param>
/// <param name="Hue">In turns; 0 changes nothing.</param>
public sealed record ColorJitter(
    (double Low, double High) Brightness, (double Low, double High) Contrast, (double Low, double High) Saturation, (double Low, double High) Hue) : Operation
{
    internal static OperationDefinition Of { get; } = new(
        "color_jitter",
        "Brightness, contrast, saturation and hue by random amounts, in an order drawn at random: torchvision's ColorJitter.",
        [Factor("brightness"), Factor("contrast"), Factor("saturation"), Parameter.Range("hue", [0, 0], -0.5, 0.5, "turns", centre: 0)],
        a => new ColorJitter(a.Range("brightness"), a.Range("contrast"), a.Range("saturation"), a.Range("hue")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values =>
        [[Brightness.Low, Brightness.High], [Contrast.Low, Contrast.High], [Saturation.Low, Saturation.High], [Hue.Low, Hue.High]];

    internal override string? Fault => this is { Brightness: (1, 1), Contrast: (1, 1), Saturation: (1, 1), Hue: (0, 0) }
        ? "it changes nothing: give brightness, contrast, saturation or hue" : null;

    internal override void Draw(ref RandomStream random, PolicyDrawing drawing)
    {
        Span<int> order = [0, 1, 2, 3];
        random.Shuffle(order);
        // All are drawn, so that one that is turned off changes nothing that the others draw.
        Span<float> factors = [random.In(Brightness), random.In(Contrast), random.In(Saturation), random.In(Hue)];
        foreach (var i in order)
        {
            var range = i switch { 0 => Brightness, 1 => Contrast, 2 => Saturation, _ => Hue };
            if (range != (i == 3 ? (0, 0) : (1, 1)))
                drawing.Add(new ColourStep((ColourKind)i, factors[i]));
        }
    }

    private static Parameter Factor(string name) => Parameter.Range(name, [1, 1], 0, 100, "times", centre: 1);
}
