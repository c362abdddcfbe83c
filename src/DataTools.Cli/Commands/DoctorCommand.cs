using System.CommandLine;
using System.Text.Json;
using DataTools.Catalog.Cards;
using DataTools.Cli.Doctor;
using DataTools.Cli.Output;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create(CliContext context)
    {
        var format = CommonOptions.Format();
        var command = new Command("doctor", "Look whether everything works: workspace, disk, native libraries, credentials (never shown), services.") { format };
        command.SetAction(async (parse, cancellation) =>
        {
            var findings = await new Examination(context, context.Workspace(parse)).RunAsync(cancellation);
            if (parse.GetValue(format) == CommonOptions.Json)
                context.Console.Out.WriteLine(JsonSerializer.Serialize(findings, CatalogJson.Options));
            else
                Write(context.Console, findings);
            return findings.Where(f => f.State == State.Broken).Select(f => f.ExitCode).FirstOrDefault(ExitCodes.Success);
        });
        return command;
    }

    private static void Write(CliConsole console, IReadOnlyList<Finding> findings)
    {
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            console.Out.WriteLine($"{Word(finding.State),-8} {finding.Name,-22} {finding.Text}");
            // Several of the same kind share one.
            if (finding is { State: not State.Ok, Hint: { } hint } && (i + 1 == findings.Count || findings[i + 1].Hint != hint))
                console.Out.WriteLine($"{"",-8} {"",-22} {hint}");
        }
        var (broken, warnings) = (findings.Count(f => f.State == State.Broken), findings.Count(f => f.State == State.Warning));
        console.Error.WriteLine(
            broken > 0 ? $"{broken} broken."
            : warnings > 0 ? $"Nothing is broken; {(warnings == 1 ? "1 warning" : $"{warnings} warnings")}."
            : "All is well.");
    }

    private static string Word(State state) => state switch { State.Ok => "ok", State.Warning => "warning", _ => "broken" };
}
