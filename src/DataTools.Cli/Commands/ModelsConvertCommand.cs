using System.CommandLine;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Pretrained;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools models convert IN OUT</c></summary>
internal static class ModelsConvertCommand
{
    private const string Ending = ".safetensors";

    public static Command Create(CliContext context)
    {
        var from = new Argument<string>("IN") { Description = "A file of weights: .safetensors, .pth, .pt, .bin or .th" };
        var to = new Argument<string>("OUT") { Description = "The file to write, *.safetensors" };
        var model = CommonOptions.Optional("--model", "The network that they are of: every tensor must fit it, and gets the name that torchvision gives it", "MODEL");
        var preprocessing = CommonOptions.Optional("--preprocessing", WeightsTalk.PreprocessingHelp, "NAME");
        var card = new Option<bool>("--card") { Description = "Write a README.md beside it, as the Hugging Face Hub wants it" };
        var command = new Command("convert", "Turn weights of any form that is read into safetensors, which run nothing when they are loaded.") { from, to, model, preprocessing, card };
        command.SetAction((parse, cancellation) =>
        {
            var (source, target) = (context.FullPath(parse.GetRequiredValue(from)), context.FullPath(parse.GetRequiredValue(to)));
            if (!target.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
                throw new InvalidInputException($"{target} is no name of a safetensors file", $"Let it end in {Ending}.");
            var definition = parse.GetValue(model) is { } name ? ModelCatalog.Find(name) : null;
            var prepared = parse.GetValue(preprocessing) is { } known ? PretrainedRegistry.Preprocessing(known, context.Workspace(parse)) : null;
            cancellation.ThrowIfCancellationRequested();
            var readme = parse.GetValue(card) ? Path.Combine(Path.GetDirectoryName(target)!, "README.md") : null;
            if (File.Exists(readme))
                throw new InvalidInputException($"there is already a {readme}", "Move it, or leave --card out.");
            var report = WeightsConversion.Run(source, target, definition, prepared);
            if (readme is not null)
                StorageFaults.Explain(readme, () => AtomicFile.WriteAllText(readme, WeightsCard.Of(Path.GetFileName(source), Path.GetFileName(target), definition, report)));
            context.Console.Out.WriteLine($"{target}: {report.Summary}");
            foreach (var note in report.Notes)
                context.Console.Out.WriteLine(note);
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
