using System.Diagnostics;
using System.Globalization;
using CsCheck;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class AveragePrecisionTests
{
    [Theory]
    // The positives are first and third: 1/2 x 1/1 + 1/2 x 2/3.
    [InlineData(new[] { 0.9, 0.8, 0.7, 0.1 }, new[] { true, false, true, false }, 0.5 + (1 / 3.0))]
    [InlineData(new[] { 0.1, 0.7, 0.8, 0.9 }, new[] { false, true, false, true }, 0.5 + (1 / 3.0))]
    [InlineData(new[] { 3.0, 2, 1 }, new[] { true, true, true }, 1)]
    [InlineData(new[] { 3.0, 2, 1 }, new[] { false, false, true }, 1 / 3.0)]
    // All equal: one threshold, so the precision is the share of positives.
    [InlineData(new[] { 1.0, 1, 1, 1 }, new[] { true, false, false, false }, 0.25)]
    // A tie of a positive with a negative behind a positive: 1/2 x 1 + 1/2 x 2/3.
    [InlineData(new[] { 2.0, 1, 1 }, new[] { true, false, true }, 0.5 + (1 / 3.0))]
    public void Is_the_mean_precision_over_the_steps_of_recall(double[] scores, bool[] positive, double expected) =>
        Assert.Equal(expected, AveragePrecision.Of(scores, positive)!.Value, 15);

    [Fact]
    public void Without_positives_there_is_none() => Assert.Null(AveragePrecision.Of([0.5, 0.2], [false, false]));

    [Fact]
    public void The_order_of_the_samples_does_not_matter() =>
        Gen.Select(Gen.Int[0, 4], Gen.Bool).Array[1, 20].Sample(samples =>
            AveragePrecision.Of([.. samples.Select(s => (double)s.Item1)], [.. samples.Select(s => s.Item2)]) ==
            AveragePrecision.Of([.. samples.Reverse().Select(s => (double)s.Item1)], [.. samples.Reverse().Select(s => s.Item2)]));

    [Fact]
    public void Scikit_learn_says_the_same()
    {
        var (scores, positive) = (new List<double>(), new List<bool>());
        for (var i = 0; i < 300; i++)
        {
            // Ties on purpose.
            scores.Add(i * 7919 % 97 / 97.0);
            positive.Add(i * 104729 % 11 < 4);
        }
        string List<T>(IEnumerable<T> values) => $"[{string.Join(',', values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)))}]";
        var expected = Python(
            $"from sklearn.metrics import average_precision_score as f\nprint(repr(float(f({List(positive.Select(p => p ? 1 : 0))}, {List(scores)}))))");
        Assert.Equal(double.Parse(expected, CultureInfo.InvariantCulture), AveragePrecision.Of(scores, positive)!.Value, 12);
    }

    private static string Python(string code)
    {
        const string Interpreter = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Interpreter), $"there is no {Interpreter}");
        using var process = Process.Start(new ProcessStartInfo(Interpreter) { ArgumentList = { "-c", code }, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(error.Result.Contains("No module named", StringComparison.Ordinal), $"{Interpreter} has no scikit-learn");
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(error.Result);
    }
}
