using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Turns by a uniformly random number of quarter turns; the picture's size turns with it.</summary>
/// <param name="Turns">Counter-clockwise, from 0 to 3.</param>
public sealed record Rotate90((int Low, int High) Turns) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "rotate90",
        "Turns counter-clockwise by a uniformly random number of quarter turns; the size turns with it.",
        [Parameter.WholeRange("turns", [0, 3], 0, 3, "quarter turns")],
        a => new Rotate90(a.WholeRange("turns")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Turns.Low, Turns.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var (w, h) = (input.Width, input.Height);
        return random.Whole(Turns) switch
        {
            0 => new GeometryStep(Affine.Identity, input),
            1 => new GeometryStep(new Affine(0, -1, w, 1, 0, 0), new ImageSize(h, w)),
            2 => new GeometryStep(new Affine(-1, 0, w, 0, -1, h), input),
            _ => new GeometryStep(new Affine(0, 1, 0, -1, 0, h), new ImageSize(h, w)),
        };
    }
}
