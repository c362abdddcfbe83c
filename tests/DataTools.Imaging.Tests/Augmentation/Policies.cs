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
        var operations = new List<Operation>();
        for (var count = random.NextInt(8); count > 0; count--)
        {
            var operation = Random(ref random, OperationCatalog.All[random.NextInt(OperationCatalog.All.Count)]);
            // Normalisation comes last or not at all.
            if (operation is not Normalize || count == 1)
                operations.Add(operation);
        }
        return new(operations);
    }

    public static Operation Random(ref RandomStream random, OperationDefinition definition)
    {
        while (true)
        {
            var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
            foreach (var parameter in definition.Parameters)
            {
                if (!parameter.Optional || random.Chance(0.5))
                    values[parameter.Name] = Values(ref random, parameter);
            }
            double[] p = [definition.DefaultP, 0, 1, random.NextDouble()];
            var operation = definition.Build(new(values)) with { P = p[random.NextInt(4)] };
            if (operation.Fault is null)
                return operation;
        }
    }

    /// <summary>The operation with sides of at most 64 pixels: larger ones are legal and slow.</summary>
    public static Operation Small(Operation operation)
    {
        var values = operation.Definition.Parameters.Zip(operation.Values).Where(v => v.Second is not null).ToDictionary(
            v => v.First.Name, v => v.First.Max == 65_535 ? [.. v.Second!.Select(side => Math.Max(v.First.Min, side % 65))] : v.Second!);
        return operation.Definition.Build(new(values)) with { P = operation.P };
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
