using System.CommandLine;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Connectors.Reproducing;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools reproduce NAME|dataset.json [--as NEW]</c></summary>
internal static class ReproduceCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("NAME") { Description = "An entry of the catalog, or the file of a card (dataset.json)" };
        var target = CommonOptions.Optional("--as", "Keep what was made, as an entry of this name (default: it is removed)", "NEW");
        var mirrors = CommonOptions.Several("--mirror", "Fetch addresses that begin with FROM from TO instead (https://, file://)", "FROM=TO");
        var offline = new Option<bool>("--offline") { Description = "Ask no network: use what the cache holds, and say what is missing" };
        var command = new Command("reproduce", "Make an entry again from its card alone, and compare: pulled, then changed step by step.") { name, target, mirrors, offline };
        command.SetAction(async (parse, cancellation) =>
        {
            var workspace = context.Workspace(parse);
            var store = new EntryStore(workspace);
            var named = parse.GetRequiredValue(name);
            var file = context.FullPath(named);
            var card = !store.Exists(named) && File.Exists(file) ? CardFile.ReadFile(file) : store.Card(named);
            var reproduction = new Reproduction(
                context.Services(workspace),
                (reference, options, token) => PullTalk.RunAsync(
                    context, workspace, reference,
                    options with { Mirrors = parse.GetValue(mirrors) ?? [], Offline = parse.GetValue(offline), BaseFolder = context.Directory }, token),
                Environment.ProcessorCount);
            var made = parse.GetValue(target) ?? $"{card.Name}.again";
            var steps = await reproduction.RunAsync(card, made, cancellation);
            foreach (var step in steps)
                context.Console.Out.WriteLine(step.IsSame ? $"same     {step.What}: {step.Actual}" : $"differs  {step.What}: {step.Actual}, the card says {step.Expected}");
            if (parse.GetValue(target) is null && store.Exists(made))
                store.Remove(made);
            return steps[^1].IsSame ? ExitCodes.Success : ExitCodes.Found;
        });
        return command;
    }
}
