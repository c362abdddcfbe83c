using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Evaluation.Metrics;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Drawing;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Cli.Reports;

/// <summary>A run as a page: figures, curves, classes, calibration, and the pictures that it got wrong or could not decide on.</summary>
internal static class RunReport
{
    private const int LargestMatrix = 30, Pairs = 20, Pictures = 18, Cell = 128, CurvePoints = 400;

    public static string Html(AssessedRun run, Entry entry, CancellationToken cancellation)
    {
        var page = new HtmlReport($"{run.Run.Name}: report");
        Headline(page, run, entry);
        Curves(page, run.Epochs);
        Classes(page, run);
        if (run.Figures.Roc is { } roc)
            Roc(page, roc, run.Options.Classes);
        Reliability(page, run.Figures.Calibration);
        Samples(page, run, entry, cancellation);
        Settings(page, run, entry);
        return page.ToString();
    }

    private static void Headline(HtmlReport page, AssessedRun run, Entry entry)
    {
        var (figures, metrics, split) = (run.Figures, run.Figures.Metrics, run.Predictions.Split);
        page.Paragraph($"{run.Options.Model} ({ModelCatalog.Find(run.Options.Model).Description}) on {entry.Card.Title ?? entry.Card.Name}, judged by {Format.Count(metrics.Samples)} samples of {split}.");
        List<string[]> rows = [["Top-1", Format.Percent(metrics.Top1), Between(figures.Top1)]];
        if (metrics.Top5 is { } five && figures.Top5 is { } interval)
            rows.Add(["Top-5", Format.Percent(five), Between(interval)]);
        rows.Add(["Macro F1", Number(figures.Classes.MacroF1), "each class counts the same"]);
        rows.Add(["Weighted F1", Number(figures.Classes.WeightedF1), "each sample counts the same"]);
        rows.Add(["Log loss", Number(metrics.NegativeLogLikelihood ?? double.NaN), $"nats; knowing nothing is {Number(Math.Log(run.Options.Classes.Count))}"]);
        rows.Add(["Brier score", Number(figures.Calibration.Brier), "0 to 2"]);
        rows.Add(["Calibration error (ECE)", Format.Percent(figures.Calibration.ExpectedError), $"{Calibration.BinCount} bins"]);
        if (figures.Roc is { } roc)
            rows.Add(["ROC AUC", Number(roc.Area), "a half is chance"]);
        rows.AddRange(TrainingRows(run));
        page.Table(["Figure", "Value", ""], rows);
        Honesty(page, run, metrics.Unlabelled);
    }

    private static string Wait(IReadOnlyList<EpochMetrics> epochs)
    {
        List<EpochMetrics> measured = [.. epochs.Where(e => e.InputWait is not null && e.Seconds > 0)];
        return measured.Count == 0 ? "" : $"; the network waited for input {Format.Percent(measured.Sum(e => e.InputWait!.Value * e.Seconds) / measured.Sum(e => e.Seconds))} of the time";
    }

    internal static IEnumerable<string[]> TrainingRows(JudgedRun run)
    {
        if (run.Best is { } best)
            yield return ["Best validation", Format.Percent(best.ValidationAccuracy), $"epoch {best.Epoch} of {run.Options.Epochs}{(run.IsMean ? "; judged is the mean of several, which did better" : "")}"];
        if (run.Options.Distillation is { } taught)
            yield return ["Teacher", taught.Who(run.Options), $"{taught.What(run.Options)}; the training loss is that of labels and teacher together, the validation loss that of labels alone"];
        if (run.Options.Soup is { } soup)
            yield return ["Weights", "a mean", $"of those of {string.Join(", ", soup.Taken)}"];
        else
            yield return ["Training", Format.Duration(TimeSpan.FromSeconds(run.Epochs.Sum(e => e.Seconds))), $"{run.Epochs.Count} epochs{(run.Options.Probe ? "; the features that they learnt from are not counted" : "")}{Wait(run.Epochs)}"];
    }

    internal static void Honesty(HtmlReport page, JudgedRun run, int unlabelled)
    {
        page.Paragraph(run.IsTest
            ? "No choice was made by the test split."
            : $"Where {run.Predictions.Split} was learnt from or used for choices these figures flatter.");
        if (unlabelled > 0)
            page.Paragraph($"{Format.Count(unlabelled)} samples have no label and are left out.");
    }

    internal static void Curves(HtmlReport page, IReadOnlyList<EpochMetrics> epochs, string accuracy = "Accuracy")
    {
        if (epochs.Count == 0)
            return;
        Curve Of(string name, Func<EpochMetrics, double> value) => new(name, [.. epochs.Select(value)]);
        page.Heading("Training")
            .Chart(LineChart.Svg("Loss", "epoch", [Of("training", e => e.TrainLoss), Of("validation", e => e.ValidationLoss)], v => v.ToString("F2", CultureInfo.InvariantCulture)))
            .Chart(LineChart.Svg(accuracy, "epoch", [Of("training", e => e.TrainAccuracy), Of("validation", e => e.ValidationAccuracy)], Share))
            .Chart(LineChart.Svg("Learning rate", "epoch", [Of("at the last step", e => e.LearningRate)], v => v.ToString("G2", CultureInfo.InvariantCulture)))
            .Paragraph("Training is measured on samples and labels as the recipe shows them (augmented, mixed, smoothed), while the weights still change; validation after the epoch, on samples as they are.");
    }

    private static void Classes(HtmlReport page, AssessedRun run)
    {
        var (names, confusion) = (run.Options.Classes, run.Figures.Metrics.Confusion);
        page.Heading("Classes").Table(
            ["Class", "Samples", "Predicted", "Precision", "Recall", "F1"],
            run.Figures.Classes.Classes.Select((c, i) => (string[])[names[i], Format.Count(c.Support), Format.Count(c.Predicted), Percent(c.Precision), Percent(c.Recall), Percent(c.F1)]));
        page.Heading("Confusion");
        if (names.Count <= LargestMatrix)
            page.Paragraph("Rows are the true classes, columns the predicted ones; the darker, the more of the row.").Heat("true \\ predicted", names, confusion);
        var pairs = ConfusedPair.Most(confusion, Pairs);
        if (pairs.Count > 0)
        {
            page.Paragraph("Confused most:").Table(
                ["True", "Predicted", "Samples", "Of the class"],
                pairs.Select(p => (string[])[names[p.Label], names[p.Predicted], Format.Count(p.Samples), Format.Percent(p.Share)]));
        }
    }

    private static void Roc(HtmlReport page, RocCurve roc, IReadOnlyList<string> classes)
    {
        // A large set has a point a sample: more than a picture shows.
        var step = (roc.Points.Count + CurvePoints - 1) / CurvePoints;
        List<RocPoint> points = [.. roc.Points.Where((_, i) => i % step == 0 || i == roc.Points.Count - 1)];
        page.Heading("ROC").Chart(LineChart.Svg(
            "ROC", "false positives, of the negatives",
            [new("true positives", [.. points.Select(p => p.TruePositives)]) { At = [.. points.Select(p => p.FalsePositives)] }, Diagonal("chance")], Share))
            .Paragraph($"The area is {Number(roc.Area)}: the chance that a sample of {classes[1]} gets a higher score than one of {classes[0]}.");
    }

    private static void Reliability(HtmlReport page, Calibration calibration)
    {
        List<ReliabilityBin> bins = [.. calibration.Bins.Where(b => b.Samples > 0)];
        page.Heading("Calibration").Chart(LineChart.Svg(
            "Reliability", "probability of the predicted class",
            [new("accuracy", [.. bins.Select(b => b.Accuracy!.Value)]) { At = [.. bins.Select(b => Math.Min(1, b.Confidence!.Value))] }, Diagonal("as it says")], Share));
        page.Table(
            ["Probability", "Samples", "Mean probability", "Accuracy"],
            bins.Select(b => (string[])[$"{Share(b.Low)} - {Share(b.High)}", Format.Count(b.Samples), Percent(b.Confidence), Percent(b.Accuracy)]));
        page.Paragraph($"Below the diagonal it is surer than it is right. The expected calibration error, the mean distance over the samples, is {Format.Percent(calibration.ExpectedError)}; the largest {Format.Percent(calibration.LargestError)}.");
    }

    private static void Samples(HtmlReport page, AssessedRun run, Entry entry, CancellationToken cancellation)
    {
        var (scores, labels) = (ClassScores.Of(run.Predictions), run.Predictions.Labels);
        var split = entry.Split(run.SplitName);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < split.Count; i++)
            places[split.Id(i)] = i;
        void Show(string title, string about, IReadOnlyList<JudgedSample> samples)
        {
            page.Heading(title);
            if (samples.Count == 0)
                page.Paragraph("There are none.");
            else
                page.Paragraph(about).Pictures(samples.Select(s => Picture(s, split, places[run.Predictions.Ids[s.Index]], run.Options.Classes, cancellation)));
        }
        Show("Worst mistakes", "Wrong, and the surest of it first. Wrong labels are found here.", JudgedSample.WorstMistakes(scores, labels, Pictures));
        Show("Most uncertain", "The two likeliest classes are the closest together.", JudgedSample.MostUncertain(scores, labels, Pictures));
    }

    private static (byte[] Png, string Caption) Picture(JudgedSample s, EntrySplit split, int index, IReadOnlyList<string> classes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var truth = s.Label == Sample.Unlabelled ? "no label" : $"is {classes[s.Label]} ({Format.Percent(s.LabelProbability ?? 0)})";
        return (
            ImageCodec.EncodePng(ContactSheet.Fit(ImageCodec.Decode(split, index), Cell)),
            $"{truth}\npredicted {classes[s.Predicted]} ({Format.Percent(s.Probability)})\n{split.Id(index)}");
    }

    internal static void Settings(HtmlReport page, JudgedRun run, Entry entry)
    {
        var options = run.Options;
        page.Heading("Settings").Table(["Setting", "Value"], TrainSettings.All.Select(s => (string[])[s.Name, s.Show(options)]));
        List<string> facts = [$"Entry {entry.Card.Name} ({entry.Card.Source}), {options.EntryFingerprint}; {options.Versions}."];
        if (options.Weights is { } weights)
            facts.Add($"It began with {options.Pretrained ?? weights.Source}: {string.Join(' ', weights.Report)}");
        if (options.Distillation is { } taught)
            facts.Add($"Weights of its teacher, SHA-256: {string.Join(", ", taught.Members.Select(m => $"{m.Name} {m.Sha256}"))}.");
        facts.ForEach(f => page.Paragraph(f));
        page.Text(options.Policy.TrimEnd());
    }

    private static Curve Diagonal(string name) => new(name, [0, 1]) { At = [0, 1] };

    private static string Between(Interval interval) => $"95 %: {Format.Percent(interval.Low)} to {Format.Percent(interval.High)}";

    internal static string Percent(double? share) => share is { } value ? Format.Percent(value) : "-";

    private static string Share(double value) => string.Create(CultureInfo.InvariantCulture, $"{100 * value:F0} %");

    internal static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
