using System.CommandLine;
using DataTools.Training;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools train NAME</c></summary>
internal static class TrainCommand
{
    public static Command Create(CliContext context)
    {
        var request = new TrainRequest(context);
        var run = CommonOptions.Optional("--run", "Name of the run's folder (default: ENTRY-MODEL-sSEED); with --folds K of theirs, and the runs are NAME-f1 to NAME-fK, also one of them alone with --fold", "NAME");
        var command = new Command("train", "Train a network on an entry.");
        request.AddTo(command, run);
        command.SetAction(async (parse, cancellation) =>
        {
            var (options, policy) = await request.ReadAsync(parse, cancellation);
            var workspace = context.Workspace(parse);
            if (options is { Folds: > 0, Fold: 0 })
            {
                var folds = new CrossValidation(workspace, context.Time) { Talk = context.Console.Error.WriteLine };
                return FoldsTalk.Run(
                    context, workspace, options.Entry, options.Folds, progress => folds.Run(parse.GetValue(run), options, policy, progress, cancellation), cancellation);
            }
            // As all folds would call it, so that they find it when they are trained elsewhere.
            var name = options.Fold > 0 ? FoldGroup.RunName(parse.GetValue(run), options, options.Fold) : parse.GetValue(run);
            var trainer = new Trainer(workspace, context.Time) { Talk = context.Console.Error.WriteLine, Folder = context.Directory };
            return TrainingTalk.Run(
                context, workspace, options.Entry, progress => trainer.Start(name, options, policy, progress, cancellation), cancellation);
        });
        return command;
    }
}
