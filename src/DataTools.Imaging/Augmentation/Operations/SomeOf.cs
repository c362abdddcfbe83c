using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Some of its operations, each once at most, in the list's order, each then applied with its own probability.</summary>
/// <param name="Operations">To choose from, all equally often.</param>
/// <param name="N">How many, uniformly random.</param>
public sealed record SomeOf(IReadOnlyList<Operation> Operations, (int Low, int High) N) : Nesting(Operations)
{
    internal static OperationDefinition Of { get; } = new(
        "some_of",
        "Some of its operations, each once at most, in the list's order.",
        [Parameter.WholeRange("n", [], 0, OneOf.MostInside, "operations") with { Default = null }, Parameter.Operations],
        a => new SomeOf(a.Operations, a.WholeRange("n")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[N.Low, N.High], null];

    internal override string? Fault => base.Fault ?? (N.High > Operations.Count ? $"n is {N.High}, and there are {Operations.Count} operations" : null);

    internal override void Draw(ref RandomStream random, PolicyDrawing drawing)
    {
        var wanted = random.Whole(N);
        for (var i = 0; i < Operations.Count; i++)
        {
            // Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2 S).
            if (random.NextInt(Operations.Count - i) >= wanted)
                continue;
            wanted--;
            drawing.Draw(Operations, i, drawing.Stream);
        }
    }
}
