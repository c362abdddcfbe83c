using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Batches;

namespace DataTools.Training.Feeding;

/// <summary>What is mixed into a batch: MixUp, CutMix, or either for half of the batches. A function of (seed, epoch, batch).</summary>
internal sealed record BatchMixing(double MixUpAlpha, double CutMixAlpha)
{
    private static readonly ulong Choice = RandomStream.KeyOf("mixup or cutmix");

    public BatchMixture? Draw(ulong seed, uint epoch, uint batch, int images, ImageSize size)
    {
        if (MixUpAlpha == 0 && CutMixAlpha == 0)
            return null;
        var cuts = MixUpAlpha == 0 || (CutMixAlpha > 0 && new RandomStream(seed, Choice, epoch, batch).NextDouble() < 0.5);
        return cuts ? new CutMix(CutMixAlpha).Draw(seed, epoch, batch, images, size) : new MixUp(MixUpAlpha).Draw(seed, epoch, batch, images);
    }
}
