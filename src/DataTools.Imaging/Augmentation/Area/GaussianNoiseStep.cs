using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>Independent normal noise on every value.</summary>
/// <param name="Std">Standard deviation, on the scale [0, 1].</param>
/// <param name="Key">Decides about the noise: the same key, the same noise.</param>
public sealed record GaussianNoiseStep(float Std, ulong Key) : AreaStep
{
    internal override void Apply(in Planes picture)
    {
        if (!(Std >= 0 && float.IsFinite(Std)))
            throw new InvalidInputException($"noise with a standard deviation of {Std}", "It is 0 or more, on the scale [0, 1].");
        Noise.AddNormal(picture.Values, Std, Key);
    }
}
