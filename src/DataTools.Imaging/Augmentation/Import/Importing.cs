using System.Globalization;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Augmentation.Import;

/// <summary>Makes operations of transforms, by a table of their names, and notes what is not the same.</summary>
internal sealed class Importing(IReadOnlyDictionary<string, Func<Importing, ForeignTransform, Operation?>> table)
{
    private readonly List<ImportNote> _notes = [];
    private Normalize? _normalise;

    public PolicyImport Import(ForeignTransform root)
    {
        var operations = table.ContainsKey(root.Name) || root.Inner.Count == 0 ? Operations([root]) : Operations(root.Inner);
        // The outermost list is the policy itself.
        if (operations is [Sequential { P: 1 } whole])
            operations = whole.Operations;
        return new(new(_normalise is null ? operations : [.. operations, _normalise]), _notes);
    }

    /// <summary>Those of the transforms that have an equivalent.</summary>
    public IReadOnlyList<Operation> Operations(IReadOnlyList<ForeignTransform> transforms) => [.. transforms.Select(Operation).OfType<Operation>()];

    /// <summary>The equivalent, or null where there is none or nothing to do.</summary>
    public Operation? Operation(ForeignTransform from)
    {
        if (!table.TryGetValue(from.Name, out var make))
            return LeftOut(from, "there is no such operation");
        var before = _normalise;
        var made = make(this, from);
        // Erasing is done in the colours that its values stand for.
        if (made is not null and not RandomErasing && before is not null && from.Inner.Count == 0)
            Approximate(from, "it is done before the normalisation");
        return made;
    }

    /// <summary>Notes that nothing is done for it.</summary>
    public Operation? LeftOut(ForeignTransform from, string reason)
    {
        _notes.Add(new(from.Name, IsLeftOut: true, reason));
        return null;
    }

    /// <summary>Notes how what is made of it differs.</summary>
    public void Approximate(ForeignTransform from, string reason) => _notes.Add(new(from.Name, IsLeftOut: false, reason));

    /// <summary>An operation with values by name; null values stay as they usually are. What is outside its limits is left out with a note.</summary>
    public Operation? Make(ForeignTransform from, string name, double? p, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var definition = OperationCatalog.Find(name)!;
        var given = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var parameter in definition.Parameters.Where(q => q.Default is not null))
            given[parameter.Name] = parameter.Default!;
        foreach (var (key, value) in values)
        {
            if (value is null)
                continue;
            var parameter = definition.Parameters.Single(q => q.Name == key);
            string[] written = value switch
            {
                double[] list => [.. list.Select(Written)],
                double one => [Written(one)],
                _ => [value.ToString()!],
            };
            if (parameter.Read(written, value is double[]) is not { } read)
                return LeftOut(from, $"{name}: {key} would be {string.Join(", ", written)}; expected {parameter.Expected}");
            given[key] = read;
        }
        var operation = definition.Build(new(given)) with { P = Math.Clamp(p ?? from.P, 0, 1) };
        return operation.Fault is { } fault ? LeftOut(from, $"{name}: {fault}") : operation;
    }

    /// <summary>All of its inner transforms with one coin, or null where there are none.</summary>
    public Operation? Sequence(ForeignTransform from, double p)
    {
        var before = _normalise;
        var inner = Operations(from.Inner);
        if (p < 1 && _normalise != before)
            Approximate(from, "the normalisation inside is always done");
        return inner.Count == 0 ? null : new Sequential(inner) { P = p };
    }

    /// <summary>Normalisation, which comes last whatever stands after it.</summary>
    public Operation? Normalise(ForeignTransform from, double[]? mean, double[]? std)
    {
        if (mean is null || std is null)
            return LeftOut(from, "its mean and standard deviation are no numbers");
        if (Make(from, "normalize", 1, ("mean", mean), ("std", std)) is Normalize normalise)
            _normalise = normalise;
        return null;
    }

    /// <summary>What was normalised before this point, or null: values on that scale mean other colours.</summary>
    public Normalize? Normalised => _normalise;

    private static string Written(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
