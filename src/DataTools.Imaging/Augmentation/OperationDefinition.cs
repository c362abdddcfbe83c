using System.IO.Hashing;
using System.Text;
using DataTools.Catalog.Randomness;

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

/// <summary>What an operation is called, which parameters it has (p aside, which all have), and how it is made from them.</summary>
internal sealed record OperationDefinition(string Name, IReadOnlyList<Parameter> Parameters, Func<Arguments, Operation> Build)
{
    /// <summary>The probability that is meant where none is written.</summary>
    public double DefaultP { get; init; } = 1;

    /// <summary>Where the operation's random streams begin: far apart for different names.</summary>
    public uint Stream { get; } = XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(Name));

    /// <summary>All parameters with p, which every operation has, as the last.</summary>
    public IEnumerable<Parameter> AllParameters => [.. Parameters, Parameter.Probability(DefaultP)];
}

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

    /// <summary>What is wrong with the values together, or null: limits of single values are the definition's business.</summary>
    internal virtual string? Fault => null;

    /// <summary>Draws the parameters for an image of a size, or null where the operation is not applied this time.</summary>
    // The coin is thrown even where p is 1: another p changes how often the operation is applied and nothing it draws.
    internal Step? Draw(ref RandomStream random, ImageSize input) => random.Chance(P) ? DrawStep(ref random, input) : null;

    internal abstract Step DrawStep(ref RandomStream random, ImageSize input);
}
