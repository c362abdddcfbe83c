using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Draws from ranges as parameters have them.</summary>
internal static class Ranges
{
    /// <summary>Uniform over the range.</summary>
    public static float In(this ref RandomStream random, (double Low, double High) range) => (float)random.Uniform(range.Low, range.High);

    /// <summary>Uniform over the whole numbers from one end to the other, both included.</summary>
    public static int Whole(this ref RandomStream random, (int Low, int High) range) => range.Low + random.NextInt(range.High - range.Low + 1);

    /// <summary>A key for noise.</summary>
    public static ulong Key(this ref RandomStream random) => ((ulong)random.NextUInt32() << 32) | random.NextUInt32();
}
