using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Output;
using DataTools.Cli.Reports;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary>Writes what there is to know of a run: a page for people, and the model card.</summary>
internal static class ReportTalk
{
    private const string PageName = "report.html", CardName = "README.md";

    /// <summary>
    /// Into the run's folder, or the page into <paramref name="file"/>. A card that somebody else wrote stays. Where
    /// <paramref name="split"/> is null, the card and the page are about the test split, or, without labels, what was held out.
    /// </summary>
    public static void Write(CliContext context, Workspace workspace, RunFolder run, string? split, string? file, CancellationToken cancellation)
    {
        var assessment = new RunAssessment(workspace, context.Time);
        using var entry = assessment.Open(run.ReadOptions());
        JudgedRun assessed;
        using (var line = context.Progress())
            assessed = assessment.Assess(run, entry, split, new Reporter(line, run.Name), cancellation);
        var page = file ?? Path.Combine(run.Path, PageName);
        var html = assessed is MultiLabelRun several
            ? MultiLabelReport.Html(several, entry, cancellation)
            : RunReport.Html((AssessedRun)assessed, entry, cancellation);
        StorageFaults.Explain(page, () => AtomicFile.WriteAllText(page, html));
        context.Console.Out.WriteLine($"report: {page}");
        if (split is not null && !assessed.IsTest)
        {
            context.Console.Error.WriteLine($"note: where {split} was learnt from or used for choices these figures flatter; the model card stays as it is.");
            return;
        }
        var card = Path.Combine(run.Path, CardName);
        if (File.Exists(card) && !File.ReadAllText(card).Contains(RunCard.Mark, StringComparison.Ordinal))
        {
            context.Console.Error.WriteLine($"note: {card} was written by somebody and stays as it is.");
            return;
        }
        StorageFaults.Explain(card, () => AtomicFile.WriteAllText(card, RunCard.Of(assessed, entry.Card)));
        context.Console.Out.WriteLine($"model card: {card}");
    }

    private sealed class Reporter(ProgressLine line, string run) : IProgress<long>
    {
        public void Report(long value) => line.Update(() => $"{run}: {Format.Count(value)} images predicted");
    }
}
