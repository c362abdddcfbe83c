using System.Globalization;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Cli.Commands;
using DataTools.Cli.Output;
using DataTools.Evaluation;
using DataTools.Evaluation.Comparison;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Metrics;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Drawing;

namespace DataTools.Cli.Reports;

/// <summary>An evaluation as one page: figures, verdicts, costs, how the members differ, and the pictures that the ensemble fixes and breaks.</summary>
internal static class EvaluationReport
{
    /// <summary>What comes into the folder.</summary>
    public const string Page = "evaluation.html", Json = "evaluation.json", Csv = "evaluation.csv";

    private const int LargestMatrix = 30, Pairs = 20, Cell = 128;

    /// <summary>The page and the same as JSON and CSV; each file whole or not at all.</summary>
    public static void Write(string folder, EvaluationTable table, Entry entry, CancellationToken cancellation)
    {
        var html = Html(table, entry, cancellation);
        StorageFaults.Explain(folder, () =>
        {
            Directory.CreateDirectory(folder);
            AtomicFile.WriteAllText(Path.Combine(folder, Json), JsonSerializer.Serialize(table, CatalogJson.Options));
            AtomicFile.WriteAllText(Path.Combine(folder, Csv), EvaluationCsv.Of(table));
            AtomicFile.WriteAllText(Path.Combine(folder, Page), html);
        });
    }

    /// <summary>The page alone.</summary>
    public static string Html(EvaluationTable table, Entry entry, CancellationToken cancellation)
    {
        var page = new HtmlReport($"{table.Entry}: evaluation");
        page.Paragraph($"{Format.Count(table.Samples)} labelled samples of {table.Split} of {entry.Card.Title ?? table.Entry}.");
        if (EvaluateText.Forced(table) is { } forced)
            page.Paragraph(forced);
        Figures(page, table);
        Verdicts(page, table);
        Costs(page, table);
        Members(page, table);
        Reliability(page, table);
        if (table.HeadToHead is { } head)
            Changes(page, table, head, entry, cancellation);
        return page.ToString();
    }

    private static void Figures(HtmlReport page, EvaluationTable table)
    {
        page.Heading("Figures").Table(
            ["Model", "Views", "Top-1", "Top-5", "Macro F1", "Log loss", "Brier", "ECE", "ms/image", "Weights"],
            table.Rows.Select(r => (string[])
            [
                EvaluateText.Model(r), EvaluateText.Crops(r), Format.Percent(r.Top1), RunReport.Percent(r.Figures.Top5), Number(r.Figures.MacroF1),
                Number(r.Figures.NegativeLogLikelihood), Number(r.Figures.Brier), RunReport.Percent(r.Figures.ExpectedCalibrationError),
                r.MillisecondsPerImage > 0 ? Number(r.MillisecondsPerImage) : "-",
                r.Weights is { } weights ? string.Join(' ', weights.Select(EvaluateText.Weight)) : "",
            ]));
        page.Paragraph("An ensemble's time is the sum of its members'; who has no weight costs nothing. Votes and ranks are no probabilities: they have no log loss and no calibration.");
        if (!table.IsForced && table.Rows.Select(r => r.Choice).FirstOrDefault(c => c is not null) is { } choice)
            page.Paragraph($"What was chosen (weights, views, thresholds, temperatures, members of a soup) was chosen on {Format.Count(choice.Samples)} {choice.On} samples, never on this split.");
    }

    private static void Verdicts(HtmlReport page, EvaluationTable table)
    {
        if (table.Rows.Count < 2)
            return;
        page.Heading("What it gains").Paragraph($"{EvaluateText.Compared(table)}.").Table(
            Heads(EvaluateText.VerdictColumns), EvaluateText.Verdicts(table));
        page.Paragraph($"Undecided is not equal: these samples do not decide. {SeedComparison.Caveat}");
    }

    private static void Costs(HtmlReport page, EvaluationTable table)
    {
        var measured = table.Rows.Any(r => r.Cost is not null);
        double? Time(EvaluationRow r) => measured ? r.Cost?.Latency?.P50 : r.MillisecondsPerImage > 0 ? r.MillisecondsPerImage : null;
        List<EvaluationRow> placed = [.. table.Rows.Where(r => Time(r) is > 0)];
        if (placed.Count == 0)
            return;
        page.Heading("What it costs");
        // Where nothing was measured, by the time of predicting alone.
        var points = measured ? [] : ParetoFront.Of([.. placed.Select(r => new Configuration(r.Title, r.Top1, new() { Latency = new(Time(r)!.Value, 0, 0) }))], [CostKind.P50]).Points;
        bool IsFront(EvaluationRow r) => (measured ? r.Pareto : points[placed.IndexOf(r)])?.Standing == ParetoStanding.Front;
        page.Chart(ScatterChart.Svg(
            "Top-1 over time for one image", measured ? "milliseconds, one image at a time (p50)" : "milliseconds for one image, predicted in batches",
            [.. placed.Select(r => new ScatterPoint($"{r.Title}: {Format.Percent(r.Top1)}, {Time(r):G3} ms", Time(r)!.Value, r.Top1, IsFront(r)))]));
        page.Paragraph($"On the front (nothing is as good in everything and better in something{(measured ? "; time and memory count" : "")}): "
            + $"{string.Join("; ", placed.Where(IsFront).OrderBy(Time).Select((r, i) => $"{i + 1}. {r.Title}"))}. Whether a difference is more than chance is said above.");
        if (!measured)
        {
            page.Paragraph("Costs were not measured (--costs): the times are of predicting many images at once, perhaps on different days.");
            return;
        }
        page.Table(Heads(CostText.Columns), table.Rows.Where(r => r.Cost is not null).Select(CostText.Cells));
        CostText.Notes(table).ForEach(n => page.Paragraph(n));
    }

    private static void Members(HtmlReport page, EvaluationTable table)
    {
        if (table.Diversity is not { } diversity)
            return;
        page.Heading("How the members differ").Paragraph(EvaluateText.Describe(diversity));
        string[] Row(int a, Func<int, double?> of, Func<double, string> format) =>
            [diversity.Members[a], .. Enumerable.Range(0, diversity.Members.Count).Select(b => of(b) is { } value ? format(value) : "-")];
        page.Paragraph("Share of the samples for which two predict different classes:").Table(
            ["", .. diversity.Members], Enumerable.Range(0, diversity.Members.Count).Select(a => Row(a, b => diversity.Disagreement[a][b], Format.Percent)));
        page.Paragraph("Correlation of being wrong (1: on the same samples, 0: independently):").Table(
            ["", .. diversity.Members], Enumerable.Range(0, diversity.Members.Count).Select(a => Row(a, b => diversity.ErrorCorrelation[a][b], v => v.ToString("F2", CultureInfo.InvariantCulture))));
        if (diversity.Ambiguity is { } ambiguity)
            page.Paragraph($"Brier score of the mean of the probabilities: {Number(ambiguity.MixtureBrier)}, which is the members' mean {Number(ambiguity.MeanBrier)} less how far they lie from it, {Number(ambiguity.Spread)} (Krogh and Vedelsby 1994).");
    }

    private static void Reliability(HtmlReport page, EvaluationTable table)
    {
        var baseline = table.Rows.First(r => r.Verdict is null);
        var candidate = table.Rows.FirstOrDefault(r => r.Title == table.HeadToHead?.Changes.Candidate);
        List<Curve> curves = [];
        foreach (var row in new[] { baseline, candidate }.OfType<EvaluationRow>().Where(r => r.Reliability is not null))
        {
            List<ReliabilityBin> bins = [.. row.Reliability!.Where(b => b.Samples > 0)];
            curves.Add(new(row.Title, [.. bins.Select(b => b.Accuracy!.Value)]) { At = [.. bins.Select(b => Math.Min(1, b.Confidence!.Value))] });
        }
        if (curves.Count == 0)
            return;
        curves.Add(new("as it says", [0, 1]) { At = [0, 1] });
        page.Heading("Calibration").Chart(LineChart.Svg("Reliability", "probability of the predicted class", curves, v => string.Create(CultureInfo.InvariantCulture, $"{100 * v:F0} %")))
            .Paragraph("Below the diagonal it is surer than it is right. A mean of several is less sure than each of them: temperature+mean and mean+temperature put that right on the samples to choose on.");
    }

    private static void Changes(HtmlReport page, EvaluationTable table, HeadToHead head, Entry entry, CancellationToken cancellation)
    {
        var changes = head.Changes;
        page.Heading($"{changes.Candidate} instead of {changes.Baseline}").Paragraph("Class by class:").Table(
            ["Class", "Samples", "Right before", "Right after", "Fixed", "Broken"],
            changes.Classes.Select(c => (string[])
            [
                c.Class, Format.Count(c.Samples), Format.Count(c.BaselineRight), Format.Count(c.CandidateRight), Format.Count(c.Fixed), Format.Count(c.Broken),
            ]));
        foreach (var (name, confusion) in new[] { (changes.Baseline, head.BaselineConfusion), (changes.Candidate, head.CandidateConfusion) })
        {
            page.Paragraph($"What {name} takes for what:");
            if (table.Classes.Count <= LargestMatrix)
                page.Heat("true \\ predicted", table.Classes, confusion);
            else
                page.Table(["True", "Predicted", "Samples"], ConfusedPair.Most(confusion, Pairs).Select(p => (string[])[table.Classes[p.Label], table.Classes[p.Predicted], Format.Count(p.Samples)]));
        }
        var split = entry.Split(table.Split);
        var places = Enumerable.Range(0, split.Count).ToDictionary(split.Id, i => i, StringComparer.Ordinal);
        void Show(string title, IReadOnlyList<ChangedSample> samples)
        {
            page.Paragraph(samples.Count > 0 ? title : $"{title} none.");
            page.Pictures(samples.Where(s => places.ContainsKey(s.Id)).Select(s => Picture(s, split, places[s.Id], table.Classes, cancellation)));
        }
        Show("Fixed, the surest first:", changes.MostSurelyFixed);
        Show("Broken, the surest first:", changes.MostSurelyBroken);
    }

    private static (byte[] Png, string Caption) Picture(ChangedSample s, EntrySplit split, int index, IReadOnlyList<string> classes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return (
            ImageCodec.EncodePng(ContactSheet.Fit(ImageCodec.Decode(split, index), Cell)),
            $"is {classes[s.Label]}\nbefore {classes[s.Baseline]}\nafter {classes[s.Candidate]} ({Format.Percent(s.Confidence)})\n{s.Id}");
    }

    // A page aligns its columns by itself.
    private static string[] Heads(string[] columns) => [.. columns.Select(c => c.TrimEnd('>'))];

    private static string Number(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "-";
}
