using System.Buffers;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// x f + s (1 - f), where s is smoothed by Pillow's 3 x 3 filter (1 1 1, 1 5 1, 1 1 1) / 13, as torchvision's
/// <c>adjust_sharpness</c>: the outermost pixels stay as they are.
/// </summary>
/// <param name="Factor">f: 0 smooths, 1 changes nothing, 2 sharpens.</param>
public sealed record SharpnessStep(float Factor) : AreaStep
{
    private static ReadOnlySpan<float> Weights => [1f / 13, 1f / 13, 1f / 13, 1f / 13, 5f / 13, 1f / 13, 1f / 13, 1f / 13, 1f / 13];

    internal override void Apply(in Planes picture)
    {
        if (!(Factor >= 0 && float.IsFinite(Factor)))
            throw new InvalidInputException($"sharpness by {Factor}", "The factor is 0 or more; 1 changes nothing.");
        var (width, height) = (picture.Size.Width, picture.Size.Height);
        if (Factor == 1 || width <= 2 || height <= 2)
            return;
        var smooth = ArrayPool<float>.Shared.Rent(width * height);
        for (var c = 0; c < picture.Channels; c++)
        {
            var plane = picture.Plane(c);
            var around = new PaddedPlane(plane, picture.Size, 1, 1, Border.Replicate);
            var s = around.Stride;
            Convolution.Apply(around, [-s - 1, -s, 1 - s, -1, 0, 1, s - 1, s, s + 1], Weights, smooth.AsSpan(0, plane.Length), picture.Size);
            for (var y = 1; y < height - 1; y++)
            {
                var inner = (y * width) + 1;
                PlaneMath.Blend(plane.Slice(inner, width - 2), Factor, smooth.AsSpan(inner, width - 2), 1 - Factor);
            }
            around.Return();
        }
        ArrayPool<float>.Shared.Return(smooth);
    }
}
