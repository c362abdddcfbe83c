using System.Buffers;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Augmentation.Engine.Area;

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
    // What a picture of the last size needs: the next one is mostly of the same.
    private Compiled? _compiled;

    /// <inheritdoc/>
    public bool Equals(MixChainsStep? other) => other is not null && Mix == other.Mix && Weights.SequenceEqual(other.Weights)
        && Chains.Count == other.Chains.Count && Chains.Zip(other.Chains, (a, b) => a.SequenceEqual(b)).All(same => same);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mix, Weights.Count, Weights.FirstOrDefault(), Chains.Sum(c => c.Count));

    internal override void Apply(in Planes picture)
    {
        var chains = _compiled is { } compiled && compiled.Size == picture.Size && compiled.Chains == Chains && compiled.Weights == Weights && compiled.Mix == Mix
            ? compiled.Passes : Compile(picture.Size);
        var length = picture.Values.Length;
        var rented = ArrayPool<float>.Shared.Rent(2 * length);
        var sum = rented.AsSpan(0, length);
        var copy = new Planes(rented.AsSpan(length, length), picture.Channels, picture.Size);
        sum.Clear();
        for (var i = 0; i < chains.Length; i++)
        {
            picture.Values.CopyTo(copy.Values);
            PassRunner.RunInPlace(chains[i], copy);
            PlaneMath.Blend(sum, 1, copy.Values, Weights[i]);
        }
        PlaneMath.Blend(picture.Values, 1 - Mix, sum, Mix);
        ArrayPool<float>.Shared.Return(rented);
    }

    private IReadOnlyList<Pass>[] Compile(ImageSize size)
    {
        Check();
        IReadOnlyList<Pass>[] passes = [.. Chains.Select(chain => PassCompiler.Compile(size, chain, EngineMode.Fused))];
        _compiled = new(size, Mix, Weights, Chains, passes);
        return passes;
    }

    private void Check()
    {
        if (Chains.Count == 0 || Weights.Count != Chains.Count || !(Mix >= 0 && Mix <= 1)
            || Weights.Any(w => !(w >= 0)) || Math.Abs(Weights.Sum() - 1) > 1e-3)
        {
            throw new InvalidInputException(
                $"a mixture of {Chains.Count} chains with the weights {string.Join(", ", Weights)}, mixed by {Mix}",
                "Each chain has a weight of 0 or more, their sum is 1, and they are mixed by a number in [0, 1].");
        }
        if (Chains.Any(chain => chain.Any(step => step is NormalizeStep)))
            throw new InvalidInputException("a chain that is mixed normalises", "Normalise after the mixture.");
    }

    // With what it was made from, by reference: a copy of the step with other chains is not this one's.
    private sealed record Compiled(
        ImageSize Size, float Mix, IReadOnlyList<float> Weights, IReadOnlyList<IReadOnlyList<Step>> Chains, IReadOnlyList<Pass>[] Passes);
}
