using System.CommandLine;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Cli.Output;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Fusion;
using DataTools.Training.Costs;
using DataTools.Training.Export;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction.Members;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools deploy MEMBER... --p95 8ms --memory 50MB</c></summary>
internal static class DeployCommand
{
    public static Command Create(CliContext context)
    {
        var defaults = new CostOptions { Entry = "" };
        var members = new Argument<string[]>("MEMBER") { Description = "What may be deployed, alone and fused: runs, RUN@last, RUN@epochs, RUN@snapshots, folds, and exported files (RUN@onnx, RUN@int8), as evaluate takes them", Arity = ArgumentArity.OneOrMore };
        var fusions = new Option<string[]>("--fuse")
        {
            Description = $"How the members are fused (default: {string.Join(", ", FusionCatalog.Usual.Select(r => r.Name))}); see evaluate --help",
            HelpName = "RULE",
            AllowMultipleArgumentsPerToken = true,
        };
        var crops = new Option<string[]>("--crops") { Description = $"Views of each image: {CropSet.Help} (default: 1 and 10; with exported files 1)", HelpName = "VIEWS", AllowMultipleArgumentsPerToken = true };
        var p95 = CommonOptions.Optional("--p95", "Time that 95 % of the pictures must keep, one at a time, from stored bytes to probabilities", "8ms");
        var memory = CommonOptions.Optional("--memory", "Peak memory of the whole process, with .NET and libtorch or ONNX Runtime", "400MB");
        var size = CommonOptions.Optional("--size", "Files of weights, or exported files", "20MB");
        var accuracy = CommonOptions.Optional("--min-accuracy", "Share of the samples that must be right, held out of training and then on --split", "0.93");
        var split = CommonOptions.Of("--split", SplitNames.Test, "The split that the choice is proved on; nothing is chosen by its labels", "SPLIT");
        var threads = CommonOptions.Of("--threads", defaults.Threads, "Threads that it may use", "N");
        var batch = CommonOptions.Of("--batch", defaults.Batch, "Pictures of a batch, measured besides one at a time", "N");
        var seconds = CommonOptions.Of("--seconds", defaults.Seconds, "About how long each is timed", "S");
        var prove = CommonOptions.Of("--prove", RunExport.MostChecked, "Samples of --split that the proof forwards at most, spread evenly", "N");
        var format = CommonOptions.Format();
        var command = new Command("deploy", "Choose the most accurate of runs and their fusions that keeps limits of time, memory and size, and prove it by a second run.")
        {
            members, fusions, crops, p95, memory, size, accuracy, split, threads, batch, seconds, prove, format,
        };
        command.SetAction((parse, cancellation) =>
        {
            var workspace = context.Workspace(parse);
            var all = MemberRef.All(parse.GetRequiredValue(members), workspace, context.Directory);
            var limits = DeploymentLimits.Parse(parse.GetValue(p95), parse.GetValue(memory), parse.GetValue(size), parse.GetValue(accuracy));
            var request = new DeploymentRequest(
                all,
                parse.GetValue(fusions) is { Length: > 0 } named ? [.. named.Distinct(StringComparer.Ordinal)] : [.. FusionCatalog.Usual.Select(r => r.Name)],
                parse.GetValue(crops) is { Length: > 0 } views ? [.. views.Select(v => CropSet.Parse(v, context.Directory)).DistinctBy(c => c.Name, StringComparer.Ordinal)] : EvaluateCommand.UsualCrops(all),
                limits)
            {
                Split = parse.GetRequiredValue(split),
                MostProved = parse.GetValue(prove),
                Costs = defaults with { Threads = parse.GetValue(threads), Batch = parse.GetValue(batch), Seconds = parse.GetValue(seconds), PowerCap = context.PowerCap },
            };
            Deployment deployment;
            using (var line = context.Progress())
            {
                deployment = new DeploymentSearch(workspace, context.Time, context.Program.Alone(workspace.Root, context.Directory))
                    .Find(request, new EvaluateCommand.Reporter(line), new Reporter(line), cancellation);
            }
            var asJson = parse.GetValue(format) == CommonOptions.Json;
            if (asJson)
                context.Console.Out.WriteLine(JsonSerializer.Serialize(deployment, CatalogJson.Options));
            else
                DeployText.Write(context.Console, deployment, request);
            DeployText.WriteNotes(context.Console, deployment, request);
            if (deployment.Chosen is not null)
                return Task.FromResult(ExitCodes.Success);
            ExitCodes.WriteError(context.Console, $"nothing is deployed: {deployment.Explanation}", DeployText.Hint(deployment, request));
            return Task.FromResult(ExitCodes.InvalidInput);
        });
        return command;
    }

    /// <summary>Says what is being measured.</summary>
    internal sealed class Reporter(ProgressLine line) : IProgress<CostProgress>
    {
        public void Report(CostProgress p) => line.Update(() => $"{p.Configuration}: {p.What}");
    }
}
