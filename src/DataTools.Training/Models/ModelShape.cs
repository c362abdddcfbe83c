namespace DataTools.Training.Models;

/// <summary>What a network is built for.</summary>
/// <param name="Channels">Of the images, 1 or 3.</param>
/// <param name="Classes">Logits an image.</param>
/// <param name="ImageSize">Side of the square input in pixels.</param>
public sealed record ModelShape(int Channels, int Classes, int ImageSize)
{
    /// <summary>
    /// Without batch normalisation, its scale and shift being part of convolutions that have a bias: for weights that
    /// were published so, which cannot be unfolded. Only where <see cref="ModelDefinition.Folds"/>.
    /// </summary>
    public bool Folded { get; init; }
}
