using System.CommandLine;
using DataTools.Training;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools resume RUN</c></summary>
internal static class ResumeCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("RUN") { Description = "A run that was stopped, or folds of one name" };
        var command = new Command("resume", "Go on with a run from its last checkpoint.") { name };
        command.SetAction((parse, cancellation) =>
        {
            var workspace = context.Workspace(parse);
            if (FoldGroup.Find(workspace, parse.GetRequiredValue(name)) is { } folds)
            {
                return Task.FromResult(FoldsTalk.Run(
                    context, workspace, folds.Name, folds.Options.Folds, progress => new CrossValidation(workspace, context.Time).Resume(folds, progress, cancellation), cancellation));
            }
            var run = RunFolder.Open(workspace, parse.GetRequiredValue(name));
            return Task.FromResult(TrainingTalk.Run(
                context, workspace, run.Name, progress => new Trainer(workspace, context.Time) { Talk = context.Console.Error.WriteLine }.Resume(run, progress, cancellation), cancellation));
        });
        return command;
    }
}
