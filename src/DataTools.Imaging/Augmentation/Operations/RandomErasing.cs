using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// Fills random rectangles with a colour or with noise (Zhong et al. 2020), drawn as torchvision's <c>RandomErasing</c>: ten
/// tries of a uniform area and a log-uniform ratio; where none is smaller than the picture, nothing is erased.
/// </summary>
/// <param name="Scale">Share of the picture's area.</param>
/// <param name="Ratio">Height over width of the rectangle.</param>
public sealed record RandomErasing((double Low, double High) Scale, (double Low, double High) Ratio) : Operation
{
    private const int Tries = 10;

    internal static OperationDefinition Of { get; } = new(
        "random_erasing",
        "Fills random rectangles with a colour or with noise (Zhong et al. 2020), drawn as torchvision's RandomErasing.",
        [
            Parameter.Range("scale", [0.02, 0.33], 0.0001, 1, "of the area"),
            Parameter.Range("ratio", [0.3, 3.3], 0.01, 100, "height / width"),
            new Parameter("value", ParameterKind.List, [0], 0, 1, "from black to white (1 or 3 channels)") { Length = (1, 3) },
            Parameter.Choice("content", 0, "value", "noise") with { Quiet = true },
            Parameter.WholeRange("count", [1, 1], 1, 100, "rectangles") with { Quiet = true },
        ],
        a => new RandomErasing(a.Range("scale"), a.Range("ratio"))
        {
            Value = a.List("value"),
            Noise = a.Integer("content") == 1,
            Count = a.WholeRange("count"),
        })
    { DefaultP = 0.5 };

    /// <summary>What the rectangles are filled with, in [0, 1]: one value or one a channel.</summary>
    public IReadOnlyList<double> Value { get; init; } = [0];

    /// <summary>Uniform noise instead of the value.</summary>
    public bool Noise { get; init; }

    /// <summary>How many rectangles.</summary>
    public (int Low, int High) Count { get; init; } = (1, 1);

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values =>
        [[Scale.Low, Scale.High], [Ratio.Low, Ratio.High], [.. Value], [Noise ? 1 : 0], [Count.Low, Count.High]];

    internal override string? Fault => Value.Count is not (1 or 3) ? "value needs one number, or one for each of 3 channels" : null;

    internal override void Draw(ref RandomStream random, PolicyDrawing drawing)
    {
        var rectangles = new List<PixelRectangle>(1);
        for (var left = random.Whole(Count); left > 0; left--)
        {
            if (Rectangle(ref random, drawing.Size) is { } rectangle)
                rectangles.Add(rectangle);
        }
        if (rectangles.Count > 0)
            drawing.Add(new EraseStep(rectangles, [.. Value.Select(v => (float)v)], Noise ? random.Key() : null));
    }

    private PixelRectangle? Rectangle(ref RandomStream random, ImageSize input)
    {
        var area = (double)input.Width * input.Height;
        for (var i = 0; i < Tries; i++)
        {
            var target = area * random.Uniform(Scale.Low, Scale.High);
            var aspect = Math.Exp(random.Uniform(Math.Log(Ratio.Low), Math.Log(Ratio.High)));
            var (w, h) = ((int)Math.Round(Math.Sqrt(target / aspect)), (int)Math.Round(Math.Sqrt(target * aspect)));
            if (w < input.Width && h < input.Height)
                return w == 0 || h == 0 ? null : new(random.NextInt(input.Width - w + 1), random.NextInt(input.Height - h + 1), w, h);
        }
        return null;
    }

    /// <inheritdoc/>
    public bool Equals(RandomErasing? other) => other is not null
        && (P, Scale, Ratio, Noise, Count) == (other.P, other.Scale, other.Ratio, other.Noise, other.Count) && Value.SequenceEqual(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(P, Scale, Ratio, Noise, Count, Value.Count, Value[0]);
}
