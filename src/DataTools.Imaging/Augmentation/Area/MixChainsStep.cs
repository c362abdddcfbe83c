namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// The picture mixed with what several chains of steps make of it (AugMix; Hendrycks et al. 2020):
/// x (1 - m) + (w0 c0(x) + w1 c1(x) + ...) m. Every chain must keep the size; normalisation has no place in one.
/// </summary>
/// <param name="Mix">m, in [0, 1].</param>
/// <param name="Weights">One a chain, not negative, with a sum of 1.</param>
/// <param name="Chains">The steps of each chain, in order; no steps: the picture itself.</param>
public sealed record MixChainsStep(float Mix, IReadOnlyList<float> Weights, IReadOnlyList<IReadOnlyList<Step>> Chains) : AreaStep
{
    /// <inheritdoc/>
    public bool Equals(MixChainsStep? other) => other is not null && Mix == other.Mix && Weights.SequenceEqual(other.Weights)
        && Chains.Count == other.Chains.Count && Chains.Zip(other.Chains, (a, b) => a.SequenceEqual(b)).All(same => same);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mix, Weights.Count, Weights.FirstOrDefault(), Chains.Sum(c => c.Count));

    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
