using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Drawing;
using DataTools.Training.Models;
using DataTools.Training.Prediction;

namespace DataTools.Cli.Reports;

/// <summary>A run that gives a sample several labels as a page: what <see cref="RunReport"/> is for one.</summary>
internal static class MultiLabelReport
{
    private const int Pictures = 18, Cell = 128;

    public static string Html(MultiLabelRun run, Entry entry, CancellationToken cancellation)
    {
        var page = new HtmlReport($"{run.Run.Name}: report");
        Headline(page, run, entry);
        RunReport.Curves(page, run.Epochs, "Share with exactly the right classes (training) and mAP (validation)");
        Classes(page, run);
        Mistakes(page, run, entry, cancellation);
        RunReport.Settings(page, run, entry);
        return page.ToString();
    }

    private static void Headline(HtmlReport page, MultiLabelRun run, Entry entry)
    {
        var (figures, split) = (run.Figures, run.Predictions.Split);
        page.Paragraph($"{run.Options.Model} ({ModelCatalog.Find(run.Options.Model).Description}) on {entry.Card.Title ?? entry.Card.Name}, several labels a sample, judged by {Format.Count(figures.Samples)} samples of {split}.");
        List<string[]> rows =
        [
            ["mAP", Format.Percent(figures.MeanAveragePrecision), $"mean average precision of the {figures.Classes.Count(c => c.AveragePrecision is not null)} classes that are there, each counts the same"],
            ["Micro F1", RunReport.Number(figures.MicroF1), "each label counts the same; threshold 0.5"],
            ["Macro F1", RunReport.Number(figures.MacroF1), "each class counts the same; threshold 0.5"],
            ["Subset accuracy", Format.Percent(figures.SubsetAccuracy), "samples with exactly the right classes"],
            ["Log loss", RunReport.Number(figures.LogLoss), $"nats, mean over the classes; knowing nothing is {RunReport.Number(Math.Log(2))}"],
        ];
        rows.AddRange(RunReport.TrainingRows(run));
        page.Table(["Figure", "Value", ""], rows);
        RunReport.Honesty(page, run, figures.Unlabelled);
    }

    private static void Classes(HtmlReport page, MultiLabelRun run) => page.Heading("Classes")
        .Paragraph("What a sample is not judged by, such as classes of which it has but difficult objects, is left out.")
        .Table(
            ["Class", "Samples", "Judged", "Predicted", "Average precision", "Precision", "Recall", "F1"],
            run.Figures.Classes.Select((c, i) => (string[])
            [
                run.Options.Classes[i], Format.Count(c.Counts.Support), Format.Count(c.Judged), Format.Count(c.Counts.Predicted),
                RunReport.Percent(c.AveragePrecision), RunReport.Percent(c.Counts.Precision), RunReport.Percent(c.Counts.Recall), RunReport.Percent(c.Counts.F1),
            ]));

    private static void Mistakes(HtmlReport page, MultiLabelRun run, Entry entry, CancellationToken cancellation)
    {
        var (predictions, targets, classes) = (run.Predictions, run.Predictions.Targets!, run.Options.Classes);
        var mistakes = Enumerable.Range(0, targets.Length)
            .Where(at => targets[at] != MultiHot.NotJudged)
            .Select(at => (At: at, Present: targets[at] == MultiHot.Present, Probability: Sigmoid.Of(predictions.Logits[at])))
            .Where(m => m.Present != m.Probability >= MultiLabelMetrics.Threshold)
            .OrderByDescending(m => m.Present ? 1 - m.Probability : m.Probability).Take(Pictures).ToList();
        page.Heading("Worst mistakes");
        if (mistakes.Count == 0)
        {
            page.Paragraph("There are none.");
            return;
        }
        var split = entry.Split(run.SplitName);
        var places = Enumerable.Range(0, split.Count).ToDictionary(split.Id, i => i, StringComparer.Ordinal);
        page.Paragraph("A class that is there and was not seen, or the other way round, the surest first. Missing labels are found here.").Pictures(mistakes.Select(m =>
        {
            cancellation.ThrowIfCancellationRequested();
            var (sample, c) = Math.DivRem(m.At, classes.Count);
            var index = places[predictions.Ids[sample]];
            var has = Enumerable.Range(0, classes.Count).Where(k => targets[(sample * classes.Count) + k] == MultiHot.Present).Select(k => classes[k]);
            return (
                ImageCodec.EncodePng(ContactSheet.Fit(ImageCodec.Decode(split, index), Cell)),
                $"{(m.Present ? "missed" : "wrongly")} {classes[c]} ({Format.Percent(m.Probability)})\nhas {string.Join(", ", has.DefaultIfEmpty("none"))}\n{split.Id(index)}");
        }));
    }
}
