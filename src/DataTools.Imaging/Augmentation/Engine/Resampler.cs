using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// An image under an affine map, as planes of floats in [0, 1]. An output pixel whose centre comes from outside the
/// image is black; inside, neighbours beyond the edge count as the edge.
/// </summary>
internal static class Resampler
{
    public static void Resample(PixelImage image, ResamplePass pass, Span<float> planes)
    {
        if (pass is not { Map: { Displacement: null, First.IsAffine: true }, Border: Border.Constant, Fill: 0, Interpolation: Interpolation.Bilinear })
            throw new NotSupportedException($"{pass}");
        if (pass.Map.First.IsAxisAligned)
            AxisAligned.Resample(image, pass.Map.First.Affine, pass.Output, planes);
        else
            Warp.Resample(image, pass.Map.First.Affine, pass.Output, planes);
    }
}
