using System.IO.Hashing;
using System.Text;
using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation;

/// <summary>The values given to an operation, by parameter, and the operations inside it.</summary>
internal sealed record Arguments(IReadOnlyDictionary<string, double[]> Values)
{
    public IReadOnlyList<Operation> Operations { get; init; } = [];

    public double Number(string name) => Values[name][0];

    public int Integer(string name) => (int)Values[name][0];

    public int? OptionalInteger(string name) => Values.TryGetValue(name, out var v) ? (int)v[0] : null;

    public (double Low, double High) Range(string name) => (Values[name][0], Values[name][1]);

    public (int Low, int High) WholeRange(string name) => ((int)Values[name][0], (int)Values[name][1]);

    public double[] List(string name) => Values[name];

    public double[]? OptionalList(string name) => Values.GetValueOrDefault(name);

    public ImageSize Size(string name) => OptionalSize(name)!.Value;

    public ImageSize? OptionalSize(string name) => Values.TryGetValue(name, out var v) ? new((int)v[0], (int)v[^1]) : null;

    public Edge Edge => new((Border)Integer("border"), Number("fill"));

    public Interpolation Interpolation => (Interpolation)Integer("interpolation");
}

/// <summary>What an operation is called, which parameters it has (p aside, which all have), and how it is made from them.</summary>
/// <param name="Name">As it is written in policies.</param>
/// <param name="About">What it does, in a sentence.</param>
/// <param name="Parameters">In the order of <see cref="Operation.Values"/>.</param>
/// <param name="Build">From values within their limits.</param>
internal sealed record OperationDefinition(string Name, string About, IReadOnlyList<Parameter> Parameters, Func<Arguments, Operation> Build)
{
    /// <summary>The probability that is meant where none is written.</summary>
    public double DefaultP { get; init; } = 1;

    /// <summary>Where the operation's random streams begin: far apart for different names.</summary>
    public uint Stream { get; } = XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(Name));

    /// <summary>All parameters with p, which every operation has, as the last.</summary>
    public IEnumerable<Parameter> AllParameters => [.. Parameters, Parameter.Probability(DefaultP)];

    /// <summary>Whether operations are inside it.</summary>
    public bool Nests => Parameters.Any(p => p.Kind == ParameterKind.Operations);
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

    /// <summary>The values of the parameters, in the order of the definition, without p; null where one is left out, and for operations.</summary>
    internal abstract IEnumerable<double[]?> Values { get; }

    /// <summary>The operations inside it.</summary>
    internal virtual IReadOnlyList<Operation> Inner => [];

    /// <summary>What is wrong with the values together, or null: limits of single values are the definition's business.</summary>
    internal virtual string? Fault => null;

    /// <summary>Draws the parameters for an image of the drawing's size and adds the steps, if any.</summary>
    internal abstract void Draw(ref RandomStream random, PolicyDrawing drawing);
}

/// <summary>An operation that is one step.</summary>
public abstract record StepOperation : Operation
{
    internal sealed override void Draw(ref RandomStream random, PolicyDrawing drawing) => drawing.Add(DrawStep(ref random, drawing.Size));

    internal abstract Step DrawStep(ref RandomStream random, ImageSize input);
}
