namespace DataTools.Imaging.Augmentation;

/// <summary>The values given to an operation, by parameter.</summary>
internal sealed record Arguments(IReadOnlyDictionary<string, double[]> Values)
{
    public double Number(string name) => Values[name][0];

    public int Integer(string name) => (int)Values[name][0];

    public int? OptionalInteger(string name) => Values.TryGetValue(name, out var v) ? (int)v[0] : null;

    public (double Low, double High) Range(string name) => (Values[name][0], Values[name][1]);

    public double[] List(string name) => Values[name];
}

/// <summary>What an operation is called, which parameters it has, and how it is made from them.</summary>
internal sealed record OperationDefinition(string Name, IReadOnlyList<Parameter> Parameters, Func<Arguments, Operation> Build);

/// <summary>
/// A change to an image with ranges to draw from. Every operation has a probability <c>p</c>: with 1 - p it leaves the
/// image alone.
/// </summary>
public abstract record Operation
{
    /// <summary>Probability of being applied, in [0, 1].</summary>
    public double P { get; init; } = 1;

    internal abstract OperationDefinition Definition { get; }

    /// <summary>The values of the parameters, in the order of the definition, without p; null where one is left out.</summary>
    internal abstract IEnumerable<double[]?> Values { get; }

    /// <summary>Draws the parameters for an image of a size, or null where the operation is not applied this time.</summary>
    internal Step? Draw(ref Catalog.Randomness.RandomStream random, ImageSize input) =>
        P < 1 && !random.Chance(P) ? null : DrawStep(ref random, input);

    internal abstract Step? DrawStep(ref Catalog.Randomness.RandomStream random, ImageSize input);
}
