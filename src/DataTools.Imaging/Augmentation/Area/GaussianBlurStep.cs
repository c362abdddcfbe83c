namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// Blur by a Gaussian, sampled at whole pixels and scaled to a sum of 1, the picture mirrored at its edge: torchvision's
/// <c>gaussian_blur</c>.
/// </summary>
/// <param name="Sigma">Standard deviation in pixels, above 0.</param>
/// <param name="Kernel">Width of the filter in pixels, odd; 0: as far as three standard deviations.</param>
public sealed record GaussianBlurStep(float Sigma, int Kernel = 0) : AreaStep
{
    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
