using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// Adds a random colour along the principal components of ImageNet's colours (Krizhevsky et al. 2012, section 4.1), with
/// the eigenvectors that fb.resnet.torch published. Grayscale images become lighter or darker as the red channel would.
/// </summary>
/// <param name="Std">Standard deviation of the three normal weights.</param>
public sealed record PcaLighting(double Std) : StepOperation
{
    private static readonly float[] Unchanged = [1, 0, 0, 0, 1, 0, 0, 0, 1];

    // The columns of the eigenvectors times their eigenvalues, of colours in [0, 1].
    private static readonly double[] Components =
    [
        -0.5675 * 0.2175, 0.7192 * 0.0188, 0.4009 * 0.0045,
        -0.5808 * 0.2175, -0.0045 * 0.0188, -0.8140 * 0.0045,
        -0.5836 * 0.2175, -0.6948 * 0.0188, 0.4203 * 0.0045,
    ];

    internal static OperationDefinition Of { get; } = new(
        "pca_lighting",
        "Adds a random colour along the principal components of ImageNet's colours (Krizhevsky et al. 2012).",
        [Parameter.Number("std", 0.1, 0, 10, "standard deviations")],
        a => new PcaLighting(a.Number("std")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Std]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var (a, b, c) = (random.NextNormal() * Std, random.NextNormal() * Std, random.NextNormal() * Std);
        var offset = new float[3];
        for (var i = 0; i < offset.Length; i++)
            offset[i] = (float)((Components[3 * i] * a) + (Components[(3 * i) + 1] * b) + (Components[(3 * i) + 2] * c));
        return new ColourMatrixStep(Unchanged, offset);
    }
}
