using DataTools.Catalog;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Batches;

namespace DataTools.Imaging.Tests.Augmentation.Batches;

public sealed class BatchMixtureTests
{
    private const int Images = 7, Channels = 3;
    private static readonly ImageSize Size = new(19, 13);

    [Fact]
    public void MixUp_mixes_images_and_labels_by_the_same_lambda()
    {
        var mixture = new MixUp(1).Draw(5, 2, 11, Images);
        var (before, after) = (Batch(), Batch());
        mixture.Apply(after, Size);
        var one = before.Length / Images;
        for (var i = 0; i < after.Length; i++)
            Assert.Equal((mixture.Lambda * before[i]) + ((1 - mixture.Lambda) * before[(mixture.Partners[i / one] * one) + (i % one)]), after[i], 1e-5);
        var labels = mixture.Labels([0, 1, 2, 3, 4, 4, 4], 6);
        for (var i = 0; i < Images; i++)
        {
            Assert.Equal(1, labels[(i * 6)..((i + 1) * 6)].Sum(), 1e-6);
            var (own, partner) = (Math.Min(i, 4), Math.Min(mixture.Partners[i], 4));
            Assert.Equal(own == partner ? 1 : mixture.Lambda, labels[(i * 6) + own], 1e-6);
        }
    }

    [Fact]
    public void CutMix_pastes_exactly_what_its_lambda_says()
    {
        for (var batch = 0u; batch < 200; batch++)
        {
            var mixture = new CutMix().Draw(5, 0, batch, Images, Size);
            var (before, after) = (Batch(), Batch());
            mixture.Apply(after, Size);
            var (box, area, one, pasted) = (mixture.Box!.Value, Size.Width * Size.Height, before.Length / Images, 0);
            Assert.True(box.X >= 0 && box.Y >= 0 && box.X + box.Width <= Size.Width && box.Y + box.Height <= Size.Height);
            for (var i = 0; i < after.Length; i++)
            {
                var (x, y) = (i % Size.Width, i % area / Size.Width);
                var inside = x >= box.X && y >= box.Y && x < box.X + box.Width && y < box.Y + box.Height;
                Assert.Equal(before[inside ? (mixture.Partners[i / one] * one) + (i % one) : i], after[i]);
                pasted += inside ? 1 : 0;
            }
            Assert.Equal(1 - ((double)pasted / after.Length), mixture.Lambda, 1e-12);
        }
    }

    [Fact]
    public void Draws_are_decided_by_seed_epoch_and_batch()
    {
        var (mixUp, cutMix) = (new MixUp(), new CutMix());
        Assert.Equal(mixUp.Draw(1, 2, 3, 8).Lambda, mixUp.Draw(1, 2, 3, 8).Lambda);
        Assert.Equal(cutMix.Draw(1, 2, 3, 8, Size).Box, cutMix.Draw(1, 2, 3, 8, Size).Box);
        Assert.Equal(cutMix.Draw(1, 2, 3, 8, Size).Partners, cutMix.Draw(1, 2, 3, 8, Size).Partners);
        double[] lambdas = [.. new[] { (1u, 2u, 3u), (2u, 2u, 3u), (1u, 3u, 3u), (1u, 2u, 4u) }.Select(k => mixUp.Draw(k.Item1, k.Item2, k.Item3, 8).Lambda)];
        Assert.Equal(4, lambdas.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 8), mixUp.Draw(1, 2, 3, 8).Partners.Order());
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    public void Lambda_is_beta_distributed(double alpha)
    {
        var draws = Enumerable.Range(0, 40_000).Select(i => new MixUp(alpha).Draw(3, 0, (uint)i, 0).Lambda).ToArray();
        Assert.All(draws, l => Assert.InRange(l, 0, 1));
        // Beta(a, a): mean 1/2, variance 1 / (4 (2a + 1)), symmetric; at a = 1 uniform.
        Assert.Equal(0.5, draws.Average(), 0.01);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), draws.Average(l => (l - 0.5) * (l - 0.5)), 0.004);
        Assert.Equal(0, draws.Average(l => Math.Pow(l - 0.5, 3)), 0.002);
        if (alpha == 1)
            Assert.Equal(0.1, draws.Count(l => l < 0.1) / 40_000.0, 0.006);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<InvalidInputException>(() => new MixUp(0).Draw(0, 0, 0, 4));
        Assert.Throws<InvalidInputException>(() => new CutMix(double.NaN).Draw(0, 0, 0, 4, Size));
        var mixture = new MixUp().Draw(0, 0, 0, 2);
        Assert.Throws<ArgumentException>(() => mixture.Apply(new float[(2 * Size.Width * Size.Height) + 1], Size));
        Assert.Throws<ArgumentException>(() => mixture.Labels([1], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => mixture.Labels([1, 3], 3));
        new MixUp().Draw(0, 0, 0, 0).Apply([], Size);
        Assert.Empty(new MixUp().Draw(0, 0, 0, 0).Labels([], 3));
    }

    private static float[] Batch()
    {
        var random = new RandomStream(1);
        var values = new float[Images * Channels * Size.Width * Size.Height];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)random.Uniform(-2, 2);
        return values;
    }
}
