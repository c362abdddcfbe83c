using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation;

/// <summary>Random policies, made from the definitions in the catalog of operations: a new operation is covered without a change here.</summary>
internal static class Policies
{
    /// <summary>Up to seven operations with values anywhere in their limits.</summary>
    public static AugmentationPolicy Random(ulong seed)
    {
        var random = new RandomStream(seed);
        return new(Operations(ref random, random.NextInt(8), depth: 0)) { Mode = random.Chance(0.3) ? EngineMode.Exact : EngineMode.Fused };
    }

    public static Operation Random(ref RandomStream random, OperationDefinition definition, int depth = 0)
    {
        while (true)
        {
            var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
            IReadOnlyList<Operation> inner = [];
            foreach (var parameter in definition.Parameters)
            {
                if (parameter.Kind == ParameterKind.Operations)
                    inner = Operations(ref random, 1 + random.NextInt(3), depth + 1);
                else if (!parameter.Optional || random.Chance(0.5))
                    values[parameter.Name] = Values(ref random, parameter);
            }
            // What there must be one of for each operation, or of which there cannot be more than operations.
            if (values.TryGetValue("weights", out var weights))
                values["weights"] = weights[..Math.Min(weights.Length, inner.Count)];
            if (definition == SomeOf.Of)
                values["n"] = [.. values["n"].Select(n => n % (inner.Count + 1)).Order()];
            double[] p = [definition.DefaultP, 0, 1, random.NextDouble()];
            var operation = definition.Build(new(values) { Operations = inner }) with { P = p[random.NextInt(4)] };
            if (operation.Fault is null)
                return operation;
        }
    }

    /// <summary>The operation with sides of at most 64 pixels: larger ones are legal and slow.</summary>
    public static Operation Small(Operation operation)
    {
        // A crop begins at the corner, which lies inside of any image.
        static double[] Sides(Parameter parameter, double[] sides) =>
            parameter.Name is "x" or "y" ? [0] : [.. sides.Select(side => Math.Max(parameter.Min, side % 65))];
        var values = operation.Definition.Parameters.Zip(operation.Values).Where(v => v.Second is not null).ToDictionary(
            v => v.First.Name, v => v.First.Max == 65_535 ? Sides(v.First, v.Second!) : v.Second!);
        return operation.Definition.Build(new(values) { Operations = [.. operation.Inner.Select(Small)] }) with { P = operation.P };
    }

    private static List<Operation> Operations(ref RandomStream random, int count, int depth)
    {
        var operations = new List<Operation>();
        for (; count > 0; count--)
        {
            var operation = OperationCatalog.All[random.NextInt(OperationCatalog.All.Count)];
            // Normalisation comes last in the policy or not at all.
            if (operation == Normalize.Of ? count == 1 && depth == 0 : !operation.Nests || depth < 3)
                operations.Add(Random(ref random, operation, depth));
        }
        // Nothing inside is a fault.
        if (operations.Count == 0 && depth > 0)
            operations.Add(new HorizontalFlip());
        return operations;
    }

    private static double[] Values(ref RandomStream random, Parameter parameter)
    {
        var count = parameter.Kind switch
        {
            ParameterKind.Range => 2,
            ParameterKind.List => parameter.Length.Min + random.NextInt(parameter.Length.Max - parameter.Length.Min + 1),
            _ => 1,
        };
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = parameter.Kind is ParameterKind.Integer or ParameterKind.Choice || parameter.Whole
                ? parameter.Min + random.NextInt((int)(parameter.Max - parameter.Min) + 1)
                : random.Uniform(parameter.Min, parameter.Max);
        }
        if (parameter.Kind == ParameterKind.Range)
            Array.Sort(values);
        return values;
    }
}
