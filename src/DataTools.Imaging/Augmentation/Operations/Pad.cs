using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Adds pixels on the sides.</summary>
/// <param name="Left">How many on the left.</param>
/// <param name="Top">Above.</param>
/// <param name="Right">On the right.</param>
/// <param name="Bottom">Below.</param>
public sealed record Pad(int Left, int Top, int Right, int Bottom) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "pad",
        "Adds pixels on the sides: one number for all, two for left and right, top and bottom, or four: left, top, right, bottom.",
        [new Parameter("padding", ParameterKind.List, [4], 0, 65_535, "pixels") { Length = (1, 4), Whole = true }, .. Edge.Parameters],
        a => a.List("padding") is var p && p.Length == 4
            ? new Pad((int)p[0], (int)p[1], (int)p[2], (int)p[3]) { Edge = a.Edge }
            : new Pad((int)p[0], (int)p[^1], (int)p[0], (int)p[^1]) { Edge = a.Edge, Three = p.Length == 3 });

    /// <summary>The same on all sides.</summary>
    public Pad(int all)
        : this(all, all, all, all)
    {
    }

    /// <summary>What is added.</summary>
    public Edge Edge { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values =>
    [
        (Left, Top) != (Right, Bottom) ? [Left, Top, Right, Bottom] : Left != Top ? [Left, Top] : [Left],
        .. Edge.Values,
    ];

    internal override string? Fault => Three ? "padding is three numbers; expected one, two or four" : null;

    private bool Three { get; init; }

    internal override Step DrawStep(ref RandomStream random, ImageSize input) =>
        Edge.Step(Affine.Translation(-Left, -Top), new ImageSize(input.Width + Left + Right, input.Height + Top + Bottom));
}
