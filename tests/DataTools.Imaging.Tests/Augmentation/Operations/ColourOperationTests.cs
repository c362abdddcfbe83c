using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation.Operations;

public sealed class ColourOperationTests
{
    private static readonly ImageSize Photo = new(60, 40);

    [Fact]
    public void Each_draws_its_own_kind_within_its_range()
    {
        (Operation Operation, ColourKind Kind, float Low, float High)[] all =
        [
            (new Brightness((0.5, 0.75)), ColourKind.Brightness, 0.5f, 0.75f), (new Contrast((1, 2)), ColourKind.Contrast, 1, 2),
            (new Saturation((1, 2)), ColourKind.Saturation, 1, 2), (new Hue((-0.5, 0.5)), ColourKind.Hue, -0.5f, 0.5f),
            (new Gamma((0.5, 2)), ColourKind.Gamma, 0.5f, 2), (new Solarize((0.25, 0.5)), ColourKind.Solarize, 0.25f, 0.5f),
            (new Posterize((2, 5)), ColourKind.Posterize, 2, 5), (new Grayscale(), ColourKind.Grayscale, 1, 1), (new Invert(), ColourKind.Invert, 1, 1),
        ];
        foreach (var (operation, kind, low, high) in all)
        {
            var drawn = Enumerable.Range(0, 300).Select(i => (ColourStep)Steps(operation, (ulong)i)[0]).ToList();
            Assert.All(drawn, step => Assert.Equal(kind, step.Kind));
            Assert.All(drawn, step => Assert.InRange(step.Factor, low, high));
            Assert.True(low == high || drawn.Max(s => s.Factor) - drawn.Min(s => s.Factor) > 0.8 * (high - low));
            Assert.True(kind != ColourKind.Posterize || drawn.Select(s => s.Factor).Distinct().Count() == 4);
        }
    }

    [Fact]
    public void Jitter_draws_in_every_order_and_leaves_out_what_is_not_asked_for()
    {
        var jitter = new ColorJitter((0.5, 1.5), (0.5, 1.5), (0.5, 1.5), (-0.1, 0.1));
        var orders = Enumerable.Range(0, 2400).CountBy(i => string.Join(' ', Steps(jitter, (ulong)i).Select(s => ((ColourStep)s).Kind))).ToDictionary();
        Assert.Equal(24, orders.Count);
        Assert.All(orders.Values, n => Assert.InRange(n, 50, 150));
        for (var i = 0UL; i < 50; i++)
        {
            // The others draw the same, in the same order.
            var without = Steps(jitter with { Contrast = (1, 1) }, i);
            Assert.Equal(Steps(jitter, i).Where(s => ((ColourStep)s).Kind != ColourKind.Contrast), without);
        }
        Assert.Empty(Steps(new ColorJitter((1, 1), (1, 1), (1, 1), (0, 0)), 0));
    }

    [Fact]
    public void Channels_are_shuffled_into_all_six_orders_and_keep_their_values()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0UL; i < 200; i++)
        {
            var step = (ColourMatrixStep)Steps(new ChannelShuffle(), i)[0];
            Assert.True(step.KeepsBlack);
            var rows = step.Matrix.Chunk(3).Select(row => Array.IndexOf(row, 1f)).ToList();
            Assert.All(step.Matrix.Chunk(3), row => Assert.Equal(1, row.Sum()));
            Assert.Equal([0, 1, 2], rows.Order());
            seen.Add(string.Join(' ', rows));
        }
        Assert.Equal(6, seen.Count);
    }

    [Fact]
    public void Lighting_follows_the_components_of_ImageNets_colours()
    {
        // Alone the first component is nearly gray and 0.2175 strong: all channels move together by about std * 0.126.
        var offsets = Enumerable.Range(0, 4000).Select(i => ((ColourMatrixStep)Steps(new PcaLighting(0.1), (ulong)i)[0]).Offset).ToList();
        double[] expected = [0.5675 * 0.2175, 0.5808 * 0.2175, 0.5836 * 0.2175];
        for (var c = 0; c < 3; c++)
            Assert.Equal(0.1 * expected[c], Math.Sqrt(offsets.Average(o => o[c] * o[c])), 0.001);
        Assert.InRange(offsets.Average(o => o[0] * o[2]) / offsets.Average(o => o[0] * o[0]), 0.95, 1.1);
        Assert.All(offsets, o => Assert.True(Math.Abs(o[0] - o[2]) < 0.02));
    }

    private static IReadOnlyList<Step> Steps(Operation operation, ulong sample) => new AugmentationPolicy([operation with { P = 1 }]).Draw(Photo, 0, sample, 0).Steps;
}
