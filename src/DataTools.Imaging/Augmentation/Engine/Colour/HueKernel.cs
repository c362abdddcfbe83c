using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace DataTools.Imaging.Augmentation.Engine.Colour;

/// <summary>
/// The hue of HSV turned, exactly. Hue runs from 0 to 6 and each channel follows it as a trapezium between the pixel's
/// least and greatest value, so that neither saturation nor the six sectors need be told apart: one division a pixel.
/// </summary>
internal static unsafe class HueKernel
{
    private const int Lanes = 8;

    /// <summary>By <paramref name="turns"/>, in [-0.5, 0.5].</summary>
    public static void Turn(in PointWalk.Pixels block, float turns)
    {
        // Hue less 3, in [-4, 4): with red, green or blue greatest it is within 1 of these.
        var (fromRed, fromGreen, fromBlue) = (Middle(turns * 6), Middle((turns * 6) + 2), Middle((turns * 6) + 4));
        var (second, third, tiny, three) = (block.Stride, 2 * block.Stride, Vector256.Create(1e-30f), Vector256.Create(3f));
        var end = block.First + block.Length;
        for (var p = block.First; p < end; p += Lanes)
        {
            var (red, green, blue) = (Vector256.Load(p), Vector256.Load(p + second), Vector256.Load(p + third));
            var most = Vector256.MaxNative(Vector256.MaxNative(red, green), blue);
            var least = Vector256.MinNative(Vector256.MinNative(red, green), blue);
            var chroma = most - least;
            var (isRed, isGreen) = (Vector256.Equals(most, red), Vector256.Equals(most, green));
            var difference = Vector256.ConditionalSelect(isRed, green - blue, Vector256.ConditionalSelect(isGreen, blue - red, red - green));
            var middle = Vector256.ConditionalSelect(isRed, fromRed, Vector256.ConditionalSelect(isGreen, fromGreen, fromBlue));
            // Gray has no hue: whatever it is said to be, it is multiplied by 0.
            var hue = (difference / Vector256.MaxNative(chroma, tiny)) + middle;
            Value(Vector256.Abs(hue), chroma, least).Store(p);
            Value(Vector256.Abs(Vector256.Abs(hue + V.One) - three), chroma, least).Store(p + second);
            Value(Vector256.Abs(Vector256.Abs(hue - V.One) - three), chroma, least).Store(p + third);
        }
    }

    private static V Middle(float hue) => Vector256.Create(hue - (6 * MathF.Floor(hue / 6)) - 3);

    // From 0 at 1 from where the channel is darkest to all of the chroma at 2; the sum is never more than the greatest
    // value, nor by a rounding.
    private static V Value(V distance, V chroma, V least) => least + (chroma * PointKernels.Clamp(distance - V.One));
}
