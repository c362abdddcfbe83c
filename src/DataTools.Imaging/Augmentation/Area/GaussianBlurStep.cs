using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// Blur by a Gaussian, sampled at whole pixels and scaled to a sum of 1, the picture mirrored at its edge: torchvision's
/// <c>gaussian_blur</c>.
/// </summary>
/// <param name="Sigma">Standard deviation in pixels, above 0.</param>
/// <param name="Kernel">Width of the filter in pixels, odd; 0: as far as three standard deviations.</param>
public sealed record GaussianBlurStep(float Sigma, int Kernel = 0) : AreaStep
{
    internal const int MaximalSigma = 100, MaximalKernel = 601;

    internal override void Apply(in Planes picture)
    {
        if (!(Sigma > 0 && Sigma <= MaximalSigma) || Kernel < 0 || Kernel > MaximalKernel || (Kernel > 0 && Kernel % 2 == 0))
        {
            throw new InvalidInputException(
                $"a Gaussian blur of sigma {Sigma} with a kernel of {Kernel} pixels",
                $"Sigma is above 0 and at most {MaximalSigma}, the kernel odd and at most {MaximalKernel}, or 0.");
        }
        var radius = Kernel > 0 ? Kernel / 2 : (int)Math.Ceiling(3.0 * Sigma);
        Span<float> weights = stackalloc float[(MaximalKernel / 2) + 1];
        weights = weights[..(radius + 1)];
        double Weight(int i) => Math.Exp(-0.5 * i * i / ((double)Sigma * Sigma));
        var sum = 1.0;
        for (var i = 1; i <= radius; i++)
            sum += 2 * Weight(i);
        for (var i = 0; i <= radius; i++)
            weights[i] = (float)(Weight(i) / sum);
        for (var c = 0; c < picture.Channels; c++)
            Convolution.Separable(picture.Plane(c), picture.Size, weights);
    }
}
