using System.Text.Json;
using CsCheck;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Costs;

namespace DataTools.Evaluation.Tests.Costs;

public sealed class DeploymentChoiceTests
{
    private static Configuration Configured(string name, double accuracy, double? p95, long? megabytes = null, long? size = null) => new(
        name, accuracy, new() { Latency = p95 is { } p ? new(p, p, p) : null, PeakMemoryBytes = megabytes * 1_000_000, SizeBytes = size * 1_000_000 });

    private static Configuration[] All { get; } =
    [
        Configured("small", 0.915, 2.1, 40, 1), Configured("resnet", 0.934, 7.5, 48, 1), Configured("ensemble", 0.942, 22.5, 52, 4), Configured("remote", 0.99, null, 10, 1),
    ];

    [Fact]
    public void The_most_accurate_that_fits_is_chosen()
    {
        var choice = DeploymentChoice.Of(All, DeploymentLimits.Parse("8ms", "50MB", null, "0.93"));
        Assert.Equal("resnet", choice.Chosen!.Name);
        Assert.Null(choice.Nearest);
        Assert.Equal(
            "resnet: accuracy 93.40 %, p95 7.5 ms, memory 48 MB; the most accurate of 1 that fit, of 4 (p95 8 ms, memory 50 MB, accuracy at least 93.00 %).",
            choice.Explanation);
        Assert.Equal([false, true, false, false], choice.Checks.Select(c => c.Fits));
        Assert.Equal(["p95 not measured"], choice.Checks[3].Misses);
    }

    [Fact]
    public void Where_none_fits_the_nearest_is_named_with_what_it_misses()
    {
        var choice = DeploymentChoice.Of(All, DeploymentLimits.Parse("7ms", "45MB", "20MB", "93%"));
        Assert.Null(choice.Chosen);
        // small is 1.6 % short of the accuracy, resnet 7 % over in time: the worst counts.
        Assert.Equal("small", choice.Nearest!.Configuration.Name);
        Assert.Equal(
            "None of the 4 configurations fits (p95 7 ms, memory 45 MB, size 20 MB, accuracy at least 93.00 %). Nearest is small: accuracy 91.50 %, 1.50 points short.",
            choice.Explanation);
        Assert.Equal(["p95 7.5 ms, 7 % over", "memory 48 MB, 7 % over"], choice.Checks[1].Misses);
        Assert.Equal(0.0714, choice.Checks[1].WorstExcess!.Value, 1e-4);
    }

    [Fact]
    public void Where_nothing_was_measured_that_is_said()
    {
        var choice = DeploymentChoice.Of([All[3]], DeploymentLimits.Parse("1ms", null, null, null));
        Assert.Equal("The only configuration does not fit (p95 1 ms). remote: p95 not measured.", choice.Explanation);
        Assert.Equal("remote", DeploymentChoice.Of(All, new(null, null, null, null)).Chosen!.Name);
        Assert.Equal("no limits", new DeploymentLimits(null, null, null, null).ToString());
        Assert.Throws<ArgumentException>(() => DeploymentChoice.Of([], new(null, null, null, null)));
    }

    [Fact]
    public void Between_equally_accurate_ones_the_cheaper_is_chosen_and_an_estimate_is_called_so()
    {
        var choice = DeploymentChoice.Of(
            [Configured("unknown", 0.9, null), Configured("slow", 0.9, 3), Configured("heavy", 0.9, 2, 9), new("light", 0.9, Configured("", 0, 2, 8).Cost with { Basis = CostBasis.Composed })],
            new(null, null, null, null));
        Assert.Equal("light", choice.Chosen!.Name);
        Assert.EndsWith("Its costs are composed of its parts': measure it.", choice.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_choice_fits_nothing_that_fits_is_more_accurate_and_the_nearest_is_the_nearest() =>
        Gen.Select(Gen.Double[0.5, 1], Gen.Double[1, 10], Gen.Long[1, 100]).Array[1, 8].Select(Gen.Double[1, 10], Gen.Double[0.5, 1]).Sample((all, p95, accuracy) =>
        {
            Configuration[] configurations = [.. all.Select((c, i) => Configured($"c{i}", c.Item1, c.Item2, c.Item3))];
            var choice = DeploymentChoice.Of(configurations, new(p95, 50_000_000, null, accuracy));
            bool Fits(Configuration c) => c.Accuracy >= accuracy && c.Cost.Latency!.P95 <= p95 && c.Cost.PeakMemoryBytes <= 50_000_000;
            Assert.Equal(configurations.Where(Fits).Select(c => c.Name), choice.Checks.Where(c => c.Fits).Select(c => c.Configuration.Name));
            Assert.Equal(configurations.Where(Fits).Max(c => (double?)c.Accuracy), choice.Chosen?.Accuracy);
            Assert.Equal(choice.Chosen is null, choice.Nearest is not null);
            if (choice.Nearest is { } nearest)
                Assert.All(choice.Checks, c => Assert.True(c.WorstExcess >= nearest.WorstExcess && c.WorstExcess > 0));
        });

    [Theory]
    [InlineData("8ms", 8)]
    [InlineData("0.5s", 500)]
    [InlineData("800us", 0.8)]
    [InlineData("800 µs", 0.8)]
    [InlineData(" 12.5 MS ", 12.5)]
    public void Times(string text, double milliseconds) => Assert.Equal(milliseconds, Quantity.Milliseconds(text, "--p95"), 1e-12);

    [Theory]
    [InlineData("50MB", 50_000_000)]
    [InlineData("64 MiB", 64L << 20)]
    [InlineData("1.5gb", 1_500_000_000)]
    [InlineData("2KiB", 2048)]
    [InlineData("512B", 512)]
    public void Sizes(string text, long bytes) => Assert.Equal(bytes, Quantity.Bytes(text, "--memory"));

    [Theory]
    [InlineData("0.93", 0.93)]
    [InlineData("93%", 0.93)]
    [InlineData("93.5 %", 0.935)]
    [InlineData("1", 1)]
    [InlineData("100%", 1)]
    public void Shares(string text, double share) => Assert.Equal(share, Quantity.Share(text, "--min-accuracy"), 1e-12);

    [Theory]
    [InlineData("8", null, null, "--p95 8 has no unit", "8ms")]
    [InlineData("fast", null, null, "--p95 fast is not a time", "8ms")]
    [InlineData("-8ms", null, null, "--p95 -8ms is not a time above 0", "8ms")]
    [InlineData("0ms", null, null, "--p95 0ms is not a time above 0", "8ms")]
    [InlineData("1,5ms", null, null, "--p95 1,5ms is not a time above 0", "8ms")]
    [InlineData("NaNs", null, null, "--p95 NaNs is not a time above 0", "8ms")]
    [InlineData(null, "50", null, "--memory 50 has no unit", "50MB")]
    [InlineData(null, "", null, "is not a size", "50MB")]
    [InlineData(null, "0.1B", null, "not a size that a machine has", "50MB")]
    [InlineData(null, "99999999999GB", null, "not a size that a machine has", "50MB")]
    [InlineData(null, null, "93", "--min-accuracy 93 is more than everything", "Write 93%")]
    [InlineData(null, null, "101%", "--min-accuracy 101% is not a share", "93%")]
    [InlineData(null, null, "0", "--min-accuracy 0 is not a share", "93%")]
    [InlineData(null, null, "most", "--min-accuracy most is not a share", "93%")]
    public void What_is_no_limit_is_refused_with_the_option_and_an_example(string? p95, string? memory, string? accuracy, string message, string hint)
    {
        var error = Assert.Throws<InvalidInputException>(() => DeploymentLimits.Parse(p95, memory, null, accuracy));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void As_JSON_the_choice_says_why()
    {
        var choice = DeploymentChoice.Of(All, DeploymentLimits.Parse("8ms", null, null, null));
        var json = JsonSerializer.Serialize(choice, CatalogJson.Options);
        Assert.Contains("\"explanation\": \"resnet: accuracy 93.40 %", json, StringComparison.Ordinal);
        Assert.Equal("resnet", JsonSerializer.Deserialize<DeploymentChoice>(json, CatalogJson.Options)!.Chosen!.Name);
    }
}
