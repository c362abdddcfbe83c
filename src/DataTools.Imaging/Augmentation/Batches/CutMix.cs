using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Batches;

/// <summary>
/// A rectangle of each image of a batch replaced by that of another one, the labels mixed by the area (Yun et al. 2019).
/// One rectangle a batch: its share of the area is 1 - lambda with lambda from Beta(alpha, alpha), its middle anywhere in
/// the picture, and what of it is outside does not count, neither in the labels.
/// </summary>
/// <param name="Alpha">0.001 to 1000; 1, the paper's, gives every area alike.</param>
public sealed record CutMix(double Alpha = 1)
{
    private static readonly ulong Key = RandomStream.KeyOf("cutmix");

    /// <summary>What is done to a batch: always the same for a seed, epoch, batch, number of images and size.</summary>
    public BatchMixture Draw(ulong seed, uint epoch, uint batch, int images, ImageSize size)
    {
        var random = new RandomStream(seed, Key, epoch, batch);
        var side = Math.Sqrt(1 - BetaDistribution.Draw(ref random, MixUp.Checked(Alpha, "cutmix")));
        var (x, width) = Cut(ref random, size.Width, side);
        var (y, height) = Cut(ref random, size.Height, side);
        var lambda = 1 - ((double)width * height / ((double)size.Width * size.Height));
        return new(MixUp.Permutation(ref random, images), lambda, new(x, y, width, height));
    }

    private static (int Start, int Length) Cut(ref RandomStream random, int length, double share)
    {
        var half = (int)(length * share) / 2;
        var middle = random.NextInt(length);
        var start = Math.Max(0, middle - half);
        return (start, Math.Min(length, middle + half) - start);
    }
}
