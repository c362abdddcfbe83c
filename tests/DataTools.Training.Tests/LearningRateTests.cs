using CsCheck;
using DataTools.Catalog;

namespace DataTools.Training.Tests;

public sealed class LearningRateTests
{
    [Theory]
    [InlineData(LearningRate.OneCycle)]
    [InlineData(LearningRate.Cosine)]
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
}
