namespace DataTools.Imaging.Augmentation.Area;

/// <summary>Independent normal noise on every value.</summary>
/// <param name="Std">Standard deviation, on the scale [0, 1].</param>
/// <param name="Key">Decides about the noise: the same key, the same noise.</param>
public sealed record GaussianNoiseStep(float Std, ulong Key) : AreaStep
{
    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
