using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>One of its operations, which is then applied with its own probability.</summary>
/// <param name="Operations">To choose from.</param>
/// <param name="Weights">How often each is chosen, relative to the others; null: equally often.</param>
public sealed record OneOf(IReadOnlyList<Operation> Operations, IReadOnlyList<double>? Weights) : Nesting(Operations)
{
    internal const int MostInside = 100;

    internal static OperationDefinition Of { get; } = new(
        "one_of",
        "One of its operations, drawn by weight.",
        [
            new Parameter("weights", ParameterKind.List, null, 0, 1e6, "(one an operation)") { Length = (1, MostInside), Optional = true },
            Parameter.Operations,
        ],
        a => new OneOf(a.Operations, a.OptionalList("weights")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [Weights?.ToArray(), null];

    internal override string? Fault => base.Fault is { } fault ? fault
        : Weights is null ? null
        : Weights.Count != Operations.Count ? $"{Weights.Count} weights for {Operations.Count} operations"
        : Weights.Sum() <= 0 ? "all weights are 0" : null;

    internal override void Draw(ref RandomStream random, PolicyDrawing drawing)
    {
        var at = random.NextDouble();
        var chosen = 0;
        if (Weights is null)
        {
            chosen = (int)(at * Operations.Count);
        }
        else
        {
            var sum = 0.0;
            for (var i = 0; i < Weights.Count; i++)
                sum += Weights[i];
            at *= sum;
            // The rounding of sums never chooses what has no weight.
            for (var i = 0; i < Weights.Count && at >= 0; i++)
            {
                chosen = Weights[i] > 0 ? i : chosen;
                at -= Weights[i];
            }
        }
        drawing.Draw(Operations, chosen, drawing.Stream);
    }

    /// <inheritdoc/>
    public bool Equals(OneOf? other) => base.Equals(other) && (Weights, other!.Weights) is (null, null) or ({ }, { }) && (Weights?.SequenceEqual(other.Weights!) ?? true);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Weights?.Count);
}
