using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>All of its operations, in order, or none: what a probability for several together is.</summary>
/// <param name="Operations">Each is applied with its own probability.</param>
public sealed record Sequential(IReadOnlyList<Operation> Operations) : Nesting(Operations)
{
    internal static OperationDefinition Of { get; } = new(
        "sequential", "All of its operations, in order; with p all of them or none.", [Parameter.Operations], a => new Sequential(a.Operations));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [null];

    internal override void Draw(ref RandomStream random, PolicyDrawing drawing) => drawing.Draw(Operations, drawing.Stream);
}
