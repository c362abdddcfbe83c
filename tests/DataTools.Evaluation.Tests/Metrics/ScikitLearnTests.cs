using System.Diagnostics;
using System.Text.Json;
using CsCheck;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class ScikitLearnTests
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import json, sys
        from sklearn.metrics import f1_score, precision_recall_fscore_support, roc_auc_score
        result = []
        for case in json.load(sys.stdin):
            truth, predicted = case["truth"], case["predicted"]
            p, r, f, n = precision_recall_fscore_support(truth, predicted, labels=[0, 1], zero_division=0)
            result.append([*p, *r, *f, *n, f1_score(truth, predicted, average="macro", zero_division=0),
                           f1_score(truth, predicted, average="weighted", zero_division=0), roc_auc_score(truth, case["score"])])
        print(json.dumps(result))
        """;

    [Fact]
    public async Task Precision_recall_F1_and_the_area_are_those_of_scikit_learn()
    {
        Assert.SkipUnless(File.Exists(Python), "there is no /usr/bin/python3 on this machine");
        var cases = new List<(int[] Truth, double[] Score)>();
        Gen.Select(Gen.Int[0, 1].Array[20], Gen.Int[0, 8].Array[20]).Where(c => c.Item1.Distinct().Count() == 2)
            .Sample(c => cases.Add((c.Item1, [.. c.Item2.Select(s => s / 8.0)])), iter: 50, threads: 1);
        var start = new ProcessStartInfo(Python, ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.StandardInput.WriteAsync(JsonSerializer.Serialize(cases.Select(c => new { truth = c.Truth, predicted = c.Score.Select(s => s > 0.5 ? 1 : 0), score = c.Score })));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read: the reason is in its errors.
        }
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen((await error).Contains("ModuleNotFoundError", StringComparison.Ordinal), "Debian's package python3-sklearn is not installed");
        var expected = JsonSerializer.Deserialize<double[][]>(said)!;
        foreach (var ((truth, score), row) in cases.Zip(expected))
        {
            var table = ClassTable.Of(ClassificationMetrics.Of(new(2, [.. score.SelectMany(s => new[] { 1 - s, s })]), truth).Confusion);
            double[] ours =
            [
                .. table.Classes.Select(c => c.Precision ?? 0), .. table.Classes.Select(c => c.Recall ?? 0), .. table.Classes.Select(c => c.F1 ?? 0),
                .. table.Classes.Select(c => (double)c.Support), table.MacroF1, table.WeightedF1, RocCurve.Of(score, [.. truth.Select(t => t == 1)])!.Area,
            ];
            Assert.All(ours.Zip(row), p => Assert.Equal(p.Second, p.First, 1e-12));
        }
    }
}
