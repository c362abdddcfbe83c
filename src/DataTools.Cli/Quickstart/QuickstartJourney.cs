using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Commands;
using DataTools.Cli.Output;
using DataTools.Cli.Reports;
using DataTools.Connectors;
using DataTools.Evaluation;
using DataTools.Imaging.Augmentation;
using DataTools.Training;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Runs;

namespace DataTools.Cli.Quickstart;

/// <summary>
/// The whole road on <c>builtin:shapes</c>: pull, look, train with and without augmentation, fuse, test with ten crops,
/// report. The same steps as the verbs take, on real figures.
/// </summary>
internal sealed class QuickstartJourney(CliContext context, Workspace workspace, int epochs)
{
    public const int DefaultEpochs = 15;

    private const string Reference = "builtin:shapes", Augmentation = "standard";
    private const int Seeds = 3;

    // Crops to test with, and the one fusion shown: the full choice is `datatools evaluate`'s.
    private static readonly CropSet[] Crops = [CropSet.Single, CropSet.Ten];

    private static readonly string[] Fusions = ["mean"];

    public async Task RunAsync(CancellationToken cancellation)
    {
        new TrainOptions { Entry = Reference, Epochs = epochs }.Validate();
        var folder = FreeFolder();
        Say($"1/4 pull {Reference}");
        var pulled = await PullTalk.RunAsync(context, workspace, DatasetRef.Parse(Reference), new PullOptions { BaseFolder = context.Directory }, cancellation);
        using var entry = new EntryStore(workspace).Open(pulled.Card.Name);

        Say($"2/4 augment: the preset {Augmentation}, drawn anew in every epoch");
        var policy = AugmentationPolicy.Load(Augmentation, context.Directory);
        var sheet = EntrySheet.Augmented(entry, entry.Split(SplitNames.Train), policy, seed: 0, columns: 9, rows: 8, cell: 96);
        var sheetPath = Path.Combine(folder, "augmented.png");
        StorageFaults.Explain(folder, () => AtomicFile.WriteAllBytes(sheetPath, sheet));
        Say($"    contact sheet: {sheetPath}");

        Say($"3/4 train cnn-small, {epochs} epochs, {Seeds} seeds, without and with augmentation");
        var plain = Train(entry, Path.GetFileName(folder), "plain", "none", AugmentationPolicy.Load("none", context.Directory), cancellation);
        var augmented = Train(entry, Path.GetFileName(folder), "augmented", Augmentation, policy, cancellation);

        Say("4/4 evaluate on the test split: single models, ensembles, one crop and ten");
        Arm[] arms = [Evaluate("plain", plain, cancellation), Evaluate("augmented", augmented, cancellation)];

        var lesson = new Lesson(entry.Card, arms);
        var report = Path.Combine(folder, "report.html");
        StorageFaults.Explain(folder, () => AtomicFile.WriteAllText(report, QuickstartReport.Html(entry, sheet, lesson, epochs)));
        Write(lesson, report);
    }

    private IReadOnlyList<RunFolder> Train(
        Entry entry, string prefix, string arm, string augment, AugmentationPolicy policy, CancellationToken cancellation)
    {
        var runs = new List<RunFolder>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var options = new TrainOptions { Entry = entry.Card.Name, Epochs = epochs, BatchSize = 64, Augment = augment, Seed = (ulong)seed };
            using var line = context.Progress();
            var name = $"{prefix}-{arm}-s{seed}";
            var result = new Trainer(workspace, context.Time).Start(name, options, policy, new TrainingTalk.Reporter(line, name, everyEpoch: false), cancellation);
            if (result.Interrupted)
                throw new OperationCanceledException(cancellation);
            line.Write($"    {name}: validation {Format.Percent(result.BestValidationAccuracy)}");
            runs.Add(result.Run);
        }
        return runs;
    }

    private Arm Evaluate(string name, IReadOnlyList<RunFolder> runs, CancellationToken cancellation)
    {
        var request = new EvaluationRequest([.. runs.Select(RunMember.Best)], null, SplitNames.Test, Fusions, Crops);
        var table = new RunEvaluation(workspace, context.Time).Evaluate(request, progress: null, cancellation);
        return new(name, [.. runs.Select(r => EpochMetrics.Read(r.Metrics))], table);
    }

    // runs/quickstart, or runs/quickstart-2 ... : an earlier journey is kept.
    private string FreeFolder()
    {
        for (var k = 1; ; k++)
        {
            var folder = Path.Combine(workspace.Runs, k == 1 ? "quickstart" : $"quickstart-{k}");
            if (Directory.Exists(folder))
                continue;
            StorageFaults.Explain(workspace.Runs, () => Directory.CreateDirectory(folder));
            return folder;
        }
    }

    private void Write(Lesson lesson, string report)
    {
        var table = Tables.Of([lesson.Header[0], .. lesson.Header.Skip(1).Select(h => $"{h}>")]);
        foreach (var row in lesson.Rows)
            table.Row([.. row]);
        context.Console.Write(table);
        foreach (var sentence in lesson.Sentences)
            context.Console.Out.WriteLine(sentence);
        context.Console.Out.WriteLine($"Report: {report}");
    }

    private void Say(string text) => context.Console.Error.WriteLine(text);
}
