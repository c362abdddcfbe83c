using DataTools.Catalog.Randomness;
using DataTools.Evaluation.Comparison;

namespace DataTools.Evaluation.Tests.Comparison;

/// <summary>How often the verdicts are wrong where the truth is known.</summary>
public sealed class FalseVerdictTests(ITestOutputHelper output)
{
    private const int Samples = 10_000;

    [Fact]
    public void Two_equal_classifiers_are_called_different_in_at_most_one_case_of_twenty()
    {
        var (better, worse) = (0, 0);
        for (var simulation = 0; simulation < 1_000; simulation++)
        {
            var random = new RandomStream(1, (ulong)simulation);
            switch (Verdict.Of(Draw(ref random, gain: 0)).Outcome)
            {
                case Outcome.Better: better++; break;
                case Outcome.Worse: worse++; break;
            }
        }
        output.WriteLine($"of 1,000 equal pairs {better} better, {worse} worse");
        // The level is 2.5 % on each side; exact tests stay below it. 50 is the promise, 40 is three standard deviations above 25.
        Assert.InRange(better, 5, 40);
        Assert.InRange(worse, 5, 40);
        Assert.True(better + worse <= 50);
    }

    [Fact]
    public void A_gain_of_one_point_is_found_as_often_as_the_power_says()
    {
        const double gain = 0.01;
        var found = 0;
        for (var simulation = 0; simulation < 1_000; simulation++)
        {
            var random = new RandomStream(2, (ulong)simulation);
            found += Verdict.Of(Draw(ref random, gain)).Outcome == Outcome.Better ? 1 : 0;
        }
        var discordant = Enumerable.Range(0, 20).Average(i => Chances(i, gain) is var (a, b) ? (a * (1 - b)) + (b * (1 - a)) : 0);
        var power = McNemar.Power(Samples, discordant, gain);
        output.WriteLine($"1 point, {Samples} samples, {100 * discordant:F2} % discordant: power {100 * power:F1} %, found in {found} of 1,000");
        Assert.Equal(0.07096, discordant, 1e-5);
        Assert.Equal(0.961, power, 0.001);
        Assert.Equal(power, found / 1_000.0, 0.03);
    }

    [Fact]
    public void What_ten_thousand_samples_can_show()
    {
        // The gain that is found in four of five cases, by the share of samples on which the two differ.
        foreach (var (discordant, gain) in new[] { (0.025, 0.0045), (0.05, 0.0063), (0.1, 0.0089) })
        {
            var power = McNemar.Power(Samples, discordant, gain);
            output.WriteLine($"{100 * discordant:F1} % discordant, {100 * gain:F2} points: power {100 * power:F1} %");
            Assert.Equal(0.8, power, 0.02);
        }
    }

    [Fact]
    public void A_table_without_a_true_difference_has_a_false_verdict_in_at_most_one_case_of_twenty()
    {
        const int tables = 500, candidates = 6;
        var (corrected, plain) = (0, 0);
        for (var t = 0; t < tables; t++)
        {
            var comparisons = new PairedComparison[candidates];
            for (var c = 0; c < candidates; c++)
            {
                var random = new RandomStream(3, (ulong)t, (uint)c);
                comparisons[c] = Draw(ref random, gain: 0, samples: 2_000);
            }
            corrected += Verdict.OfAll(comparisons).Any(v => v.Outcome != Outcome.Undecided) ? 1 : 0;
            plain += comparisons.Any(c => Verdict.Of(c).Outcome != Outcome.Undecided) ? 1 : 0;
        }
        output.WriteLine($"of {tables} tables of {candidates} equal candidates {corrected} have a false verdict, without the correction {plain}");
        Assert.InRange(corrected, 1, tables / 20);
        Assert.True(plain > tables / 10, "without the correction the table would mislead: else this test shows nothing");
    }

    [Fact]
    public void The_interval_of_a_loss_holds_the_truth_in_about_nineteen_of_twenty_cases()
    {
        const int simulations = 200, samples = 150;
        var held = 0;
        for (var simulation = 0; simulation < simulations; simulation++)
        {
            // Differences of losses are small for most samples and large for a few: a mixture with the mean 0.02.
            var random = new RandomStream(4, (ulong)simulation);
            var differences = new double[samples];
            foreach (ref var difference in differences.AsSpan())
                difference = 0.02 + ((random.Chance(0.1) ? 1 : 0.1) * random.NextNormal());
            var interval = PairedBootstrap.OfMean(differences, (ulong)simulation, resamples: 300);
            held += interval.Low <= 0.02 && interval.High >= 0.02 ? 1 : 0;
        }
        output.WriteLine($"{held} of {simulations} intervals hold the truth");
        Assert.InRange(held, 0.91 * simulations, 0.98 * simulations);
    }

    // Four of five samples are easy for both, some are hard for both: right answers go together as those of real models do.
    private static (double Baseline, double Candidate) Chances(int index, double gain) => (index % 20) switch
    {
        < 16 => (0.995, 0.995),
        < 19 => (0.8, 0.8 + (gain / 0.15)),
        _ => (0.3, 0.3),
    };

    private static PairedComparison Draw(ref RandomStream random, double gain, int samples = Samples)
    {
        // One draw a sample: below the first threshold both are right, below the next the candidate alone, then the baseline alone.
        uint[][] thresholds = [.. Enumerable.Range(0, 20).Select(i => Chances(i, gain) is var (a, b)
            ? new[] { a * b, b, b + (a * (1 - b)) }.Select(p => (uint)(p * uint.MaxValue)).ToArray() : [])];
        var counts = new int[4];
        for (var i = 0; i < samples; i++)
        {
            var (draw, limits) = (random.NextUInt32(), thresholds[i % 20]);
            counts[draw < limits[0] ? 0 : draw < limits[1] ? 1 : draw < limits[2] ? 2 : 3]++;
        }
        return PairedComparison.Of("a", "b", new(counts[0], counts[1], counts[2], counts[3]));
    }
}
