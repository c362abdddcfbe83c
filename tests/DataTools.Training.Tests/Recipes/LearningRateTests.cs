using CsCheck;
using DataTools.Catalog;
using DataTools.Training.Recipes;

namespace DataTools.Training.Tests.Recipes;

public sealed class LearningRateTests
{
    [Theory]
    [InlineData(LearningRate.OneCycle)]
    [InlineData(LearningRate.Cosine)]
    [InlineData(LearningRate.Cyclic)]
    public void A_schedule_stays_between_nothing_and_its_peak_and_ends_low(string schedule) =>
        Gen.Select(Gen.Long[1, 5000], Gen.Double[1e-4, 10]).Sample((steps, peak) =>
        {
            var rates = Enumerable.Range(0, (int)steps).Select(s => LearningRate.At(schedule, peak, s, steps)).ToArray();
            Assert.All(rates, r => Assert.InRange(r, 0, peak * (1 + 1e-12)));
            Assert.True(rates[^1] <= peak * 1e-3 + 1e-12);
            if (steps > 100)
                Assert.True(rates.Max() > 0.99 * peak);
        }, iter: 200);

    [Fact]
    public void One_cycle_is_that_of_PyTorch()
    {
        // The formula of torch.optim.lr_scheduler.OneCycleLR (max_lr=0.1, total_steps=11, defaults), worked out apart from ours.
        double[] expected =
        [
            0.004, 0.042234, 0.096026, 0.097975, 0.088448, 0.072609, 0.053058, 0.033006, 0.015743, 0.004105, 4e-07,
        ];
        for (var step = 0; step < expected.Length; step++)
            Assert.Equal(expected[step], LearningRate.At(LearningRate.OneCycle, 0.1, step, expected.Length), 1e-5);
    }

    [Fact]
    public void An_unknown_schedule_is_an_error() =>
        Assert.Throws<InvalidInputException>(() => LearningRate.At("triangle", 0.1, 0, 10));

    [Fact]
    public void Steps_divide_by_ten_after_a_half_and_after_three_quarters() =>
        Assert.Equal([1, 1, 0.1, 0.01], Enumerable.Range(0, 4).Select(s => LearningRate.At(LearningRate.Step, 1, s, 4)));

    [Fact]
    public void A_warm_up_rises_in_equal_parts_and_the_schedule_follows_it()
    {
        var rates = Enumerable.Range(0, 8).Select(s => Math.Round(LearningRate.At(LearningRate.Constant, 1, s, 8, warmup: 3), 9));
        Assert.Equal([0.25, 0.5, 0.75, 1, 1, 1, 1, 1], rates);
        Assert.Equal(0, LearningRate.At(LearningRate.Cosine, 1, 7, 8, warmup: 3));
    }

    [Fact]
    public void Every_cycle_begins_at_the_peak_and_ends_at_nothing()
    {
        var rates = Enumerable.Range(0, 10).Select(s => LearningRate.At(LearningRate.Cyclic, 1, s, 10, cycles: 3)).ToList();
        Assert.Equal([0, 4, 7], Enumerable.Range(0, 10).Where(s => rates[s] == 1));
        Assert.Equal([3, 6, 9], Enumerable.Range(0, 10).Where(s => rates[s] == 0));
    }
}
