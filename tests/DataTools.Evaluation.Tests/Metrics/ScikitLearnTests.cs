using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class ScikitLearnTests
{
    private const string TwoClasses = """
        import json, sys
        from sklearn.metrics import f1_score, precision_recall_fscore_support, roc_auc_score
        result = []
        for case in json.load(sys.stdin):
            truth, predicted = case["truth"], case["predicted"]
            p, r, f, n = precision_recall_fscore_support(truth, predicted, labels=[0, 1], zero_division=0)
            result.append([*p, *r, *f, *map(float, n), f1_score(truth, predicted, average="macro", zero_division=0),
                           f1_score(truth, predicted, average="weighted", zero_division=0), roc_auc_score(truth, case["score"])])
        print(json.dumps(result))
        """;

    // The calibration errors are not scikit-learn's: they are written here from their definitions, with NumPy. scikit-learn
    // puts the higher class ahead in a tie of top_k and the lower one elsewhere: the classes are turned round for it.
    private const string ManyClasses = """
        import json, sys
        import numpy as np
        from sklearn.metrics import (accuracy_score, balanced_accuracy_score, brier_score_loss, confusion_matrix, f1_score,
                                     log_loss, roc_auc_score, top_k_accuracy_score)
        BINS = 15
        def ece(confidence, hit):
            bins = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
            return sum(abs(hit[bins == b].mean() - confidence[bins == b].mean()) * (bins == b).mean() for b in set(bins))
        result = []
        for case in json.load(sys.stdin):
            y, s = np.array(case["truth"]), np.array(case["scores"])
            n, k = s.shape
            predicted, classes = s.argmax(1), list(range(k))
            truth = np.eye(k)[y]
            there = [c for c in classes if 0 < (y == c).sum() < n]
            if len(there) == k and k > 2:
                auc = roc_auc_score(y, s, multi_class="ovr", average="macro", labels=classes)
            else:
                auc = np.mean([roc_auc_score(y == c, s[:, c]) for c in there]) if there else None
            result.append(dict(
                top1=accuracy_score(y, predicted),
                top5=top_k_accuracy_score(k - 1 - y, s[:, ::-1], k=5, labels=classes) if k > 5 else None,
                macroF1=f1_score(y, predicted, average="macro", zero_division=0),
                balancedAccuracy=balanced_accuracy_score(y, predicted),
                macroAuc=auc,
                negativeLogLikelihood=log_loss(y, s, labels=classes),
                brier=sum(brier_score_loss(truth[:, c], s[:, c], pos_label=1) for c in classes),
                expectedCalibrationError=ece(s.max(1), (predicted == y).astype(float)),
                classwiseCalibrationError=np.mean([ece(s[:, c], truth[:, c]) for c in classes]),
                confusion=confusion_matrix(y, predicted, labels=classes).tolist()))
        print(json.dumps(result))
        """;

    // Few distinct scores, so that there are many ties; classes without a sample, as there are few samples.
    private static Gen<Case> Cases { get; } =
        from classes in Gen.Int[2, 8]
        from samples in Gen.Int[2, 40]
        from truth in Gen.Int[0, classes - 1].Array[samples]
        from coarse in Gen.Bool
        from raw in (coarse ? Gen.Int[1, 4].Select(i => (double)i) : Gen.Double[0.001, 1]).Array[classes].Array[samples]
        select new Case(truth, [.. raw.Select(row => row.Select(v => v / row.Sum()).ToArray())]);

    [Fact]
    public async Task Precision_recall_F1_and_the_area_are_those_of_scikit_learn()
    {
        var cases = new List<(int[] Truth, double[] Score)>();
        Gen.Select(Gen.Int[0, 1].Array[20], Gen.Int[0, 8].Array[20]).Where(c => c.Item1.Distinct().Count() == 2)
            .Sample(c => cases.Add((c.Item1, [.. c.Item2.Select(s => s / 8.0)])), iter: 20, threads: 1);
        var expected = await PythonOracle.AskAsync<double[][]>(
            TwoClasses, cases.Select(c => new { truth = c.Truth, predicted = c.Score.Select(s => s > 0.5 ? 1 : 0), score = c.Score }));
        Assert.Equal(cases.Count, expected.Length);
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

    [Fact]
    public async Task The_figures_of_a_table_s_row_are_those_of_scikit_learn()
    {
        var cases = new List<Case>();
        Cases.Sample(cases.Add, iter: 10, threads: 1);
        var expected = await PythonOracle.AskAsync<Answer[]>(ManyClasses, cases);
        Assert.Equal(cases.Count, expected.Length);
        foreach (var (given, python) in cases.Zip(expected))
        {
            // A sample without a label is no part of any figure.
            var scores = new ClassScores(given.Scores[0].Length, [.. given.Scores.SelectMany(r => r), .. given.Scores[0]]);
            int[] labels = [.. given.Truth, Sample.Unlabelled];
            var ours = Scorecard.Of(scores, labels);
            Assert.Equal(given.Truth.Length, ours.Samples);
            Assert.Equal(python.Confusion, ClassificationMetrics.Of(scores, labels).Confusion);
            (double? Python, double? Ours)[] figures =
            [
                (python.Top1, ours.Top1), (python.Top5, ours.Top5), (python.MacroF1, ours.MacroF1), (python.BalancedAccuracy, ours.BalancedAccuracy),
                (python.MacroAuc, ours.MacroAuc), (python.NegativeLogLikelihood, ours.NegativeLogLikelihood), (python.Brier, ours.Brier),
                (python.ExpectedCalibrationError, ours.ExpectedCalibrationError), (python.ClasswiseCalibrationError, ours.ClasswiseCalibrationError),
            ];
            Assert.All(figures, f =>
            {
                Assert.Equal(f.Python is null, f.Ours is null);
                Assert.Equal(f.Python ?? 0, f.Ours ?? 0, 1e-9);
            });
        }
    }

    private sealed record Case(int[] Truth, double[][] Scores);

    private sealed record Answer(
        double Top1, double? Top5, double MacroF1, double BalancedAccuracy, double? MacroAuc, double NegativeLogLikelihood, double Brier,
        double ExpectedCalibrationError, double ClasswiseCalibrationError, int[][] Confusion);
}
