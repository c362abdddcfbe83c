using System.CommandLine;
using DataTools.Cli.Output;
using DataTools.Cli.Quickstart;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools quickstart</c></summary>
internal static class QuickstartCommand
{
    public static Command Create(CliContext context)
    {
        var epochs = CommonOptions.Of("--epochs", QuickstartJourney.DefaultEpochs, "Passes over the training samples of each of the six trainings", "N");
        var command = new Command("quickstart", "The whole road in a few minutes, without a network: pull, augment, train, ensemble, 10-crop, report.") { epochs };
        command.SetAction(async (parse, cancellation) =>
        {
            await new QuickstartJourney(context, context.Workspace(parse), parse.GetValue(epochs)).RunAsync(cancellation);
            return ExitCodes.Success;
        });
        return command;
    }
}
