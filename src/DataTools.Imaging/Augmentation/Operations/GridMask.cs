using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Erases the squares of a grid (Chen et al. 2020), at a random place, of random size and turn: see <see cref="GridMaskStep"/>.</summary>
/// <param name="Cell">From one square to the next, as a share of the picture's shorter side.</param>
/// <param name="Ratio">Side of a square over the cell: 1 - r in the paper. At most 0.9, so that something is left.</param>
/// <param name="Angle">Degrees, counter-clockwise.</param>
/// <param name="Fill">The value in the squares, in [0, 1].</param>
public sealed record GridMask((double Low, double High) Cell, (double Low, double High) Ratio, (double Low, double High) Angle, double Fill) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "grid_mask",
        "Erases the squares of a grid (Chen et al. 2020), at a random place.",
        [
            Parameter.Range("cell", [0.4, 1], 0.01, 2, "of the shorter side"),
            Parameter.Range("ratio", [0.4, 0.4], 0, 0.9, "of the cell's side"),
            Parameter.Range("angle", [0, 0], -360, 360, "degrees", centre: 0),
            Parameter.Number("fill", 0, 0, 1, "from black to white") with { Quiet = true },
        ],
        a => new GridMask(a.Range("cell"), a.Range("ratio"), a.Range("angle"), a.Number("fill")))
    { DefaultP = 0.5 };

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Cell.Low, Cell.High], [Ratio.Low, Ratio.High], [Angle.Low, Angle.High], [Fill]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var cell = Math.Max(2, (int)Math.Round(random.In(Cell) * Math.Min(input.Width, input.Height)));
        var ratio = random.In(Ratio);
        var angle = random.In(Angle);
        return new GridMaskStep(cell, ratio, random.NextInt(cell), random.NextInt(cell), angle, (float)Fill);
    }
}
