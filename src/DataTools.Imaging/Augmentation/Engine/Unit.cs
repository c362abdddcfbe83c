using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Levels of 0 to 255 as floats of 0 to 1. 1/255 in two parts: the first has 17 bits, so that its product with a byte is
/// exact, and the sum is rounded once. Whole levels come out as byte / 255, without the price of a division.
/// </summary>
internal static class Unit
{
    public const float Most = 65793f / (1 << 24), Rest = 257f / (1L << 40);

    public static float Of(float level) => (level * Most) + (level * Rest);

    public static Vector128<float> Of(Vector128<float> levels) => (levels * Most) + (levels * Rest);

    public static Vector256<float> Of(Vector256<float> levels) => (levels * Most) + (levels * Rest);
}
