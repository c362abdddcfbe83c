namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>An operation that draws operations.</summary>
/// <param name="Operations">Those inside it, in order; normalisation has no place there.</param>
public abstract record Nesting(IReadOnlyList<Operation> Operations) : Operation
{
    internal override IReadOnlyList<Operation> Inner => Operations;

    internal override string? Fault =>
        Operations.Count == 0 ? "it has no operations inside"
        : Operations.Any(o => o is Normalize) ? "normalize has no place inside: it must be the last operation" : null;

    /// <inheritdoc/>
    public virtual bool Equals(Nesting? other) => base.Equals(other) && Operations.SequenceEqual(other!.Operations);

    /// <inheritdoc/>
    public override int GetHashCode() => Operations.Aggregate(base.GetHashCode(), HashCode.Combine);
}
