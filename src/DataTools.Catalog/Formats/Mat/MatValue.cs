namespace DataTools.Catalog.Formats.Mat;

/// <summary>An array of a MAT-file: everything in MATLAB is one.</summary>
/// <param name="Dimensions">Rows, columns and so on; two at least.</param>
internal abstract record MatValue(IReadOnlyList<int> Dimensions)
{
    /// <summary>What people call it, with its size: "numbers of 1 x 8189".</summary>
    public override string ToString() => $"{Kind} of {string.Join(" x ", Dimensions)}";

    /// <summary>What people call it.</summary>
    protected abstract string Kind { get; }
}

/// <summary>Real numbers of any class (logical ones are 0 and 1), the first dimension running fastest.</summary>
internal sealed record MatNumbers(IReadOnlyList<int> Dimensions, IReadOnlyList<double> Values) : MatValue(Dimensions)
{
    protected override string Kind => "numbers";

    public override string ToString() => base.ToString();
}

/// <summary>Text, a string for each row.</summary>
internal sealed record MatText(IReadOnlyList<int> Dimensions, IReadOnlyList<string> Rows) : MatValue(Dimensions)
{
    protected override string Kind => "text";

    public override string ToString() => base.ToString();
}

/// <summary>A cell array, the first dimension running fastest.</summary>
internal sealed record MatCells(IReadOnlyList<int> Dimensions, IReadOnlyList<MatValue> Values) : MatValue(Dimensions)
{
    protected override string Kind => "cells";

    public override string ToString() => base.ToString();
}

/// <summary>An array of structures that all have the same fields; the first dimension running fastest.</summary>
internal sealed record MatStructs(
    IReadOnlyList<int> Dimensions, IReadOnlyList<string> Fields, IReadOnlyList<IReadOnlyDictionary<string, MatValue>> Values) : MatValue(Dimensions)
{
    protected override string Kind => "structures";

    public override string ToString() => base.ToString();
}
