using System.Buffers;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>The mean along a line through each pixel, what is between pixels by linear interpolation, the edge repeated.</summary>
/// <param name="Length">Of the line in pixels; up to 1 changes nothing.</param>
/// <param name="Angle">Of the line in degrees, counter-clockwise; 0 is level.</param>
public sealed record MotionBlurStep(float Length, float Angle) : AreaStep
{
    internal const int MaximalLength = 300;

    internal override void Apply(in Planes picture)
    {
        if (!(Length >= 0 && Length <= MaximalLength) || !float.IsFinite(Angle))
            throw new InvalidInputException($"a motion blur of {Length} pixels at {Angle} degrees", $"The length is 0 to {MaximalLength} pixels.");
        if (Length <= 1)
            return;
        var radius = (int)Math.Ceiling(Length / 2) + 1;
        var side = (2 * radius) + 1;
        var line = ArrayPool<float>.Shared.Rent(side * side);
        Draw(line.AsSpan(0, side * side), side, radius);
        var (count, offsets, weights) = (0, ArrayPool<int>.Shared.Rent(side * side), ArrayPool<float>.Shared.Rent(side * side));
        for (var c = 0; c < picture.Channels; c++)
        {
            var around = new PaddedPlane(picture.Plane(c), picture.Size, radius, radius, Border.Replicate);
            count = 0;
            for (var i = 0; i < side * side; i++)
            {
                if (line[i] > 0)
                    (offsets[count], weights[count++]) = (((i / side - radius) * around.Stride) + (i % side) - radius, line[i]);
            }
            Convolution.Apply(around, offsets.AsSpan(0, count), weights.AsSpan(0, count), picture.Plane(c), picture.Size);
            around.Return();
        }
        ArrayPool<float>.Shared.Return(line);
        ArrayPool<float>.Shared.Return(weights);
        ArrayPool<int>.Shared.Return(offsets);
    }

    // Points about one pixel apart, each spread over the four pixels around it.
    private void Draw(Span<float> line, int side, int radius)
    {
        line.Clear();
        var points = (int)Math.Ceiling(Length);
        var (sine, cosine) = Math.SinCos(Angle * Math.PI / 180);
        for (var i = 0; i < points; i++)
        {
            var along = (i - ((points - 1) / 2.0)) * Length / points;
            // Rounded, so that a level or upright line falls on pixels.
            var (x, y) = (radius + Math.Round(along * cosine, 6), radius - Math.Round(along * sine, 6));
            var (left, top) = ((int)x, (int)y);
            var (fx, fy) = (x - left, y - top);
            line[(top * side) + left] += (float)((1 - fx) * (1 - fy) / points);
            line[(top * side) + left + 1] += (float)(fx * (1 - fy) / points);
            line[((top + 1) * side) + left] += (float)((1 - fx) * fy / points);
            line[((top + 1) * side) + left + 1] += (float)(fx * fy / points);
        }
    }
}
