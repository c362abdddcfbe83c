using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Subtracts a mean and divides by a standard deviation, per channel: what networks expect. The last operation.</summary>
/// <param name="Mean">One value a channel, on the scale [0, 1].</param>
/// <param name="Std">One value a channel, above 0.</param>
public sealed record Normalize(IReadOnlyList<double> Mean, IReadOnlyList<double> Std) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "normalize",
        "Subtracts a mean and divides by a standard deviation, per channel: what networks expect. The last operation.",
        [
            new Parameter("mean", ParameterKind.List, null, -1000, 1000, "(1 or 3 channels)") { Length = (1, 3) },
            new Parameter("std", ParameterKind.List, null, 1e-6, 1000, "(1 or 3 channels)") { Length = (1, 3) },
        ],
        a => new Normalize(a.List("mean"), a.List("std")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[.. Mean], [.. Std]];

    internal override string? Fault =>
        Mean.Count is not (1 or 3) || Mean.Count != Std.Count ? "mean and std need one value for each channel: 1 or 3" : null;

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new NormalizeStep(Mean, Std);

    /// <inheritdoc/>
    public bool Equals(Normalize? other) => other is not null && P == other.P && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(P, Mean.Count, Mean[0], Std[0]);
}
