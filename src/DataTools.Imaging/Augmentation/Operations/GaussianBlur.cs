using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Blurs by a Gaussian of uniformly random width: see <see cref="GaussianBlurStep"/>.</summary>
/// <param name="Sigma">Standard deviation in pixels.</param>
/// <param name="Kernel">Width of the filter in pixels, odd; 0: as far as three standard deviations.</param>
public sealed record GaussianBlur((double Low, double High) Sigma, int Kernel) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "gaussian_blur",
        "Blurs by a Gaussian of uniformly random width.",
        [
            Parameter.Range("sigma", [0.1, 2], 0.01, GaussianBlurStep.MaximalSigma, "pixels"),
            new Parameter("kernel", ParameterKind.Integer, [0], 0, GaussianBlurStep.MaximalKernel, "pixels (odd, or 0: as wide as sigma needs)") { Quiet = true },
        ],
        a => new GaussianBlur(a.Range("sigma"), a.Integer("kernel")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Sigma.Low, Sigma.High], [Kernel]];

    internal override string? Fault => Kernel > 0 && Kernel % 2 == 0 ? $"kernel is {Kernel}; expected an odd number, or 0" : null;

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new GaussianBlurStep(random.In(Sigma), Kernel);
}
