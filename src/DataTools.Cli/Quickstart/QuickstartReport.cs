using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Cli.Reports;

namespace DataTools.Cli.Quickstart;

/// <summary>The quickstart as a page: pictures, curves, the table, what it says, how to repeat it.</summary>
internal static class QuickstartReport
{
    private const int Columns = 12, Rows = 4, Cell = 72;

    public static string Html(Entry entry, byte[] augmented, Lesson lesson, int epochs)
    {
        byte[] Sheet(string split) => EntrySheet.Samples(entry, entry.Split(split), Columns, Rows, Cell);
        IReadOnlyList<Curve> Curves(Func<Training.Runs.EpochMetrics, double> of) =>
            [.. lesson.Arms.SelectMany(a => a.Curves.Select(c => new Curve(a.Name, [.. c.Select(of)])))];

        return new HtmlReport("DataTools quickstart: what augmentation, ensembles and 10-crop bring and cost")
            .Paragraph(lesson.About)
            .Picture(Sheet(SplitNames.Train), "Training pictures: one session.")
            .Picture(Sheet(SplitNames.Test), "Test pictures: as in use.")
            .Heading("Augmentation")
            .Paragraph("Each row is one training picture, then what training sees of it in its first epochs: other crops, mirrored, turned, in other light. The label holds for all of them.")
            .Picture(augmented, "The preset standard.")
            .Heading("Training")
            .Paragraph($"cnn-small, {epochs} epochs, {lesson.Arms[0].Members} seeds each. The best epoch is chosen by validation samples held out of the training split.")
            .Chart(LineChart.Svg("Training loss", "epoch", Curves(e => e.TrainLoss), v => v.ToString("F2", System.Globalization.CultureInfo.InvariantCulture)))
            .Chart(LineChart.Svg("Validation accuracy", "epoch", Curves(e => e.ValidationAccuracy), v => $"{100 * v:F0} %"))
            .Heading("Test")
            .Table(lesson.Header, lesson.Rows)
            .Paragraph(string.Join(' ', lesson.Sentences))
            .Heading("Repeat it, or go on")
            .Command("datatools train shapes --augment standard --seed 3")
            .Command($"datatools evaluate {string.Join(' ', lesson.Arms[^1].Table.Rows[0].Name, lesson.Arms[^1].Table.Rows[1].Name)} --crops 1")
            .Paragraph($"Entry {entry.Card.Name}, {entry.Card.Fingerprint}; {entry.Card.Tool}.")
            .ToString();
    }
}
