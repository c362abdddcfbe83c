using System.CommandLine;
using System.Globalization;
using DataTools.Cli.Output;
using DataTools.Training.Export;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools export-model RUN</c></summary>
internal static class ExportModelCommand
{
    public static Command Create(CliContext context)
    {
        var defaults = new ExportRequest();
        var name = new Argument<string>("RUN") { Description = "A trained run" };
        var file = CommonOptions.Optional("--out", "The file to write (default: RUN.onnx in the run's folder; RUN.int8.onnx with --int8)", "FILE.onnx");
        var int8 = new Option<bool>("--int8") { Description = "Weights and activations in 8 bits, ranges by training samples; refused where it costs more than --max-loss" };
        var loss = CommonOptions.Of("--max-loss", defaults.MaxLoss, "Points of accuracy that --int8 may cost", "POINTS");
        var golden = CommonOptions.Of("--golden", defaults.Golden, "Pictures with what is expected of them, in FILE.golden/; 0: none", "N");
        var batch = CommonOptions.Optional<int>("--batch", "Pictures at once (default: any number)", "N");
        var command = new Command("export-model", "Write a run as an ONNX file that takes pictures and gives probabilities; checked with ONNX Runtime against TorchSharp, or not kept.") { name, file, int8, loss, golden, batch };
        command.SetAction((parse, cancellation) =>
        {
            var workspace = context.Workspace(parse);
            var run = RunFolder.Open(workspace, parse.GetRequiredValue(name));
            var request = new ExportRequest
            {
                File = parse.GetValue(file) is { } path ? context.FullPath(path) : null,
                Int8 = parse.GetValue(int8),
                MaxLoss = parse.GetValue(loss),
                Golden = parse.GetValue(golden),
                Batch = parse.GetValue(batch),
            };
            ExportReport report;
            using (var line = context.Progress())
                report = new RunExport(workspace, context.Time).Export(run, request, new Reporter(line), cancellation);
            Write(context.Console.Out, report);
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static void Write(TextWriter output, ExportReport report)
    {
        var (agreement, checkedOf) = (report.Agreement, Of(report.Agreement));
        output.WriteLine($"model: {report.File} ({Format.Bytes(report.Int8?.Bytes ?? report.Bytes)})");
        if (report.Golden is { } golden)
            output.WriteLine($"golden pictures: {golden}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"check{(report.Int8 is null ? "" : " in 32 bits")}: ONNX Runtime against TorchSharp on {checkedOf}: no answer differs, no probability by more than {agreement.Largest:0.0e-0} (at most {Agreement.Tolerance} may be)"));
        if (agreement.LeftOut > 0)
            output.WriteLine($"check: {Format.Count(agreement.LeftOut)} colour pictures were left out: the network is for gray ones, and to make them so is up to who uses the model");
        output.WriteLine($"accuracy: {Format.Percent(agreement.Correct / (double)agreement.Samples)}");
        if (report.Speed is { Before: > 0, After: > 0 } speed)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one call: {speed.After:F2} ms; TorchSharp {speed.Before:F2} ms ({speed.Before / speed.After:F2} times as fast)"));
        if (report.Int8 is not { } int8)
            return;
        var same = int8.Agreement.Samples - int8.Agreement.Flips.Count;
        output.WriteLine($"8 bits: accuracy {Format.Percent(int8.Agreement.ExportCorrect / (double)int8.Agreement.Samples)}; {Format.Count(same)} of {Format.Count(int8.Agreement.Samples)} answers are the same");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"8 bits: {Format.Bytes(int8.Bytes)} in place of {Format.Bytes(report.Bytes)}; ranges of {int8.Calibrated} training samples, {(int8.Beyond > 0 ? $"all but {int8.Beyond:0.####%} of the values at either end" : "all values")}"));
        if (int8.Speed is { Before: > 0, After: > 0 } gained)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"8 bits: {gained.After:F2} ms in place of {gained.Before:F2} ms {(gained.After < gained.Before ? $"({gained.Before / gained.After:F2} times as fast)" : "here: it is slower than 32 bits, and smaller only")}"));
    }

    private static string Of(Agreement a) => a.Samples + a.LeftOut < a.Of
        ? $"{Format.Count(a.Samples)} of {Format.Count(a.Of)} samples of {a.Split} (at most {Format.Count(RunExport.MostChecked)} labelled ones, spread evenly)"
        : $"{Format.Count(a.Samples)} samples of {a.Split}";

    private sealed class Reporter(ProgressLine line) : IProgress<long>
    {
        public void Report(long value) => line.Update(() => $"{Format.Count(value)} images compared");
    }
}
