using System.CommandLine;
using DataTools.Cli.Commands;
using DataTools.Cli.Output;

namespace DataTools.Cli;

/// <summary>The program: a command line in, an exit code out.</summary>
internal static class CliApp
{
    public static async Task<int> RunAsync(string[] arguments, CliContext context, CancellationToken cancellation)
    {
        var root = new RootCommand("The code of papers and data sets by name; augmented, trained on and honestly evaluated.")
        {
            FindCommand.Create(context),
            SearchCommand.Create(context),
            PullCommand.Create(context),
            ListCommand.Create(context),
            ShowCommand.Create(context),
            CheckCommand.Create(context),
            SplitCommand.Create(context),
            SubsetCommand.Create(context),
            ExportCommand.Create(context),
            ReproduceCommand.Create(context),
            RemoveCommand.Create(context),
            AugmentCommand.Create(context),
            MergeCommand.Create(context),
            ModelsCommand.Create(context),
            TrainCommand.Create(context),
            ResumeCommand.Create(context),
            EvaluateCommand.Create(context),
            DeployCommand.Create(context),
            SoupCommand.Create(context),
            ReportCommand.Create(context),
            CompareCommand.Create(context),
            PredictCommand.Create(context),
            ExportModelCommand.Create(context),
            LrFindCommand.Create(context),
            CacheCommand.Create(context),
            DoctorCommand.Create(context),
            QuickstartCommand.Create(context),
            MeasureAloneCommand.Create(context),
        };
        root.Add(context.WorkspaceOption);
        try
        {
            var parse = root.Parse(arguments.Length == 0 ? ["--help"] : arguments);
            if (parse.Errors.Count > 0)
                return UsageErrors.Report(parse, context.Console);
            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = context.Console.Out,
                    Error = context.Console.Error,
                    EnableDefaultExceptionHandler = false,
                    // Ctrl-C is ours: training stops at a step and says how to go on.
                    ProcessTerminationTimeout = null,
                },
                cancellation);
        }
        catch (Exception e)
        {
            return ExitCodes.Report(e, context.Console);
        }
    }
}
