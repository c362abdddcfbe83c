using DataTools.Catalog;
using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Batches;

/// <summary>
/// Each image of a batch mixed with another one, x = lambda a + (1 - lambda) b, and the labels likewise (Zhang et al. 2018).
/// One lambda a batch, from Beta(alpha, alpha).
/// </summary>
/// <param name="Alpha">0.001 to 1000: small values mix little, 1 all alike.</param>
public sealed record MixUp(double Alpha = 0.2)
{
    private static readonly ulong Key = RandomStream.KeyOf("mixup");

    /// <summary>What is done to a batch: always the same for a seed, epoch, batch and number of images.</summary>
    public BatchMixture Draw(ulong seed, uint epoch, uint batch, int images)
    {
        var random = new RandomStream(seed, Key, epoch, batch);
        var lambda = BetaDistribution.Draw(ref random, Checked(Alpha, "mixup"));
        return new(Permutation(ref random, images), lambda, null);
    }

    internal static double Checked(double alpha, string name) => alpha is >= 0.001 and <= 1000
        ? alpha
        : throw new InvalidInputException($"{name} with an alpha of {alpha}", "Alpha is 0.001 to 1000; 0.2 to 1 is usual.");

    internal static int[] Permutation(ref RandomStream random, int images)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(images);
        int[] partners = [.. Enumerable.Range(0, images)];
        random.Shuffle<int>(partners);
        return partners;
    }
}
