using CsCheck;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation.Operations;

public sealed class NestingTests
{
    private const int Draws = 20_000;
    private static readonly ImageSize Photo = new(60, 40);

    // Told apart by their ranges.
    private static readonly Operation[] Three = [new Brightness((1, 2)), new Contrast((1, 2)), new Saturation((1, 2))];

    [Fact]
    public void One_of_draws_by_weight_and_never_what_has_none()
    {
        var counts = Count(new OneOf([.. Three, new Invert(), new Grayscale()], [1, 3, 4, 0, 0]));
        Near(0.125, counts[ColourKind.Brightness]);
        Near(0.375, counts[ColourKind.Contrast]);
        Near(0.5, counts[ColourKind.Saturation]);
        Assert.Equal(Draws, counts.Values.Sum());
        Assert.All(Count(new OneOf(Three, null)).Values, n => Near(1 / 3.0, n));
        Near(0.25, Count(new OneOf([new Brightness((1, 2)) { P = 0.5 }], null) { P = 0.5 }).Values.Single());
    }

    [Fact]
    public void Some_of_draws_as_many_as_asked_in_the_lists_order_without_repetition()
    {
        var policy = new AugmentationPolicy([new SomeOf([.. Three, new Hue((0.1, 0.2))], (1, 3))]);
        var (lengths, kinds) = (new int[5], new int[4]);
        for (var sample = 0UL; sample < Draws; sample++)
        {
            var drawn = policy.Draw(Photo, 1, sample, 0).Colours.Select(c => (int)c.Kind).ToList();
            Assert.Equal(drawn.Distinct().Order(), drawn);
            lengths[drawn.Count]++;
            drawn.ForEach(k => kinds[k]++);
        }
        Assert.Equal((0, 0), (lengths[0], lengths[4]));
        Assert.All(lengths[1..4], n => Near(1 / 3.0, n));
        Assert.All(kinds, n => Near(0.5, n));
    }

    [Fact]
    public void Sequential_throws_one_coin_for_all()
    {
        var policy = new AugmentationPolicy([new Sequential(Three) { P = 0.3 }]);
        var counts = Enumerable.Range(0, Draws).Select(i => policy.Draw(Photo, 1, (ulong)i, 0).Colours.Count).ToList();
        Assert.All(counts, n => Assert.True(n is 0 or 3));
        Near(0.3, counts.Count(n => n == 3));
    }

    [Fact]
    public void Operations_beside_or_inside_change_nothing_that_the_others_draw() =>
        Gen.Select(Gen.ULong, Gen.UInt).Sample((sample, view) =>
        {
            IReadOnlyList<ColourStep> Drawn(params Operation[] operations) => new AugmentationPolicy(operations).Draw(Photo, 5, sample, view).Colours;
            var inside = Drawn(new Sequential([new Brightness((0, 2)), new Contrast((0, 2))]));
            Assert.Equal(inside, Drawn(new HorizontalFlip(), new Hue((0, 0.1)), new Sequential([new Brightness((0, 2)), new Contrast((0, 2))])).Skip(1));
            Assert.Equal(inside[1], Drawn(new Sequential([new Contrast((0, 2))]))[0]);
            Assert.Equal(inside[1], Drawn(new Sequential([new Gamma((0.5, 2)), new Contrast((0, 2)), new Gamma((0.5, 2))]))[1]);
            // The same name in other places draws otherwise: alone, inside, deeper inside, inside a second one.
            var twice = Drawn(
                new Brightness((0, 2)), new Sequential([new Brightness((0, 2)), new Brightness((0, 2))]),
                new Sequential([new Sequential([new Brightness((0, 2))])]), new OneOf([new Brightness((0, 2))], null));
            Assert.Equal(5, twice.Distinct().Count());
            Assert.Equal(inside[0], twice[1]);
        }, iter: 300);

    [Fact]
    public void Sizes_go_from_step_to_step_through_what_is_inside()
    {
        var plan = new AugmentationPolicy([new Sequential([new Resize(30, 20), new OneOf([new CenterCrop(10)], null)]), new RandomCrop(null, 2)]).Draw(Photo, 0, 0, 0);
        Assert.Equal(new ImageSize(10, 10), plan.Output);
        Assert.Equal(["resize", "center_crop", "random_crop"], plan.DrawnBy);
    }

    private static Dictionary<ColourKind, int> Count(Operation operation) => Enumerable.Range(0, Draws)
        .SelectMany(i => new AugmentationPolicy([operation]).Draw(Photo, 3, (ulong)i, 0).Colours)
        .CountBy(c => c.Kind).ToDictionary();

    private static void Near(double p, int count) =>
        Assert.InRange(count, (p * Draws) - (5 * Math.Sqrt(Draws * p * (1 - p))), (p * Draws) + (5 * Math.Sqrt(Draws * p * (1 - p))));
}
