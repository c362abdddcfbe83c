using System.CommandLine;
using DataTools.Catalog.Exports;
using DataTools.Cli.Output;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools export NAME --to FORMAT OUT</c></summary>
internal static class ExportCommand
{
    public static Command Create(CliContext context)
    {
        var name = CommonOptions.EntryArgument();
        var target = new Argument<string>("OUT") { Description = "The folder to write, which must not exist or be empty" };
        var to = new Option<string>("--to")
        {
            Description = string.Join("; ", DatasetExports.All.Select(e => $"{e.Name}: {e.Description}")),
            HelpName = "FORMAT",
            Required = true,
        };
        to.AcceptOnlyFromAmong([.. DatasetExports.All.Select(e => e.Name)]);
        var command = new Command("export", "Write an entry as others read it. What the format cannot say is listed, never dropped in silence.") { name, target, to };
        command.SetAction((parse, cancellation) =>
        {
            using var entry = context.Store(parse).Open(parse.GetRequiredValue(name));
            ExportResult result;
            using (var line = context.Progress())
            {
                var total = entry.Splits.Sum(s => s.Count);
                result = DatasetExports.Named(parse.GetRequiredValue(to)).Run(
                    entry, context.FullPath(parse.GetRequiredValue(target)), new Reporter(line, total), cancellation);
            }
            foreach (var loss in result.Losses)
                context.Console.Error.WriteLine($"not said by {result.Format}: {loss.What}: {Format.Count(loss.Count)} {loss.Word}");
            context.Console.Out.WriteLine(
                $"{result.Target}: {Format.Splits(entry.Card)} of {entry.Card.Name} as {result.Format}, {Format.Count(result.Files)} files, {Format.Bytes(result.Bytes)}");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private sealed class Reporter(ProgressLine line, int total) : IProgress<long>
    {
        public void Report(long value) => line.Update(() => $"exporting: {Format.Bar((double)value / total)} {Format.Count(value)} of {Format.Count(total)}");
    }
}
