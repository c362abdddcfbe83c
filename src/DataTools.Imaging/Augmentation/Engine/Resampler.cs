using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// An image under an affine map, as planes of floats in [0, 1]. An output pixel whose centre comes from outside the
/// image is black; inside, neighbours beyond the edge count as the edge.
/// </summary>
internal static class Resampler
{
    public static void Resample(PixelImage image, in Affine outputToInput, ImageSize output, Span<float> planes)
    {
        if (outputToInput.B == 0 && outputToInput.D == 0)
            AxisAligned.Resample(image, outputToInput, output, planes);
        else
            Warp.Resample(image, outputToInput, output, planes);
    }
}
