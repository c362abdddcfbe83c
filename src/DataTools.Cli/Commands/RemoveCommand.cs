using System.CommandLine;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools remove NAME</c></summary>
internal static class RemoveCommand
{
    public static Command Create(CliContext context)
    {
        var name = CommonOptions.EntryArgument();
        var command = new Command("remove", "Delete an entry from the catalog. Downloads stay in the cache.") { name };
        command.SetAction(parse =>
        {
            context.Store(parse).Remove(parse.GetRequiredValue(name));
            context.Console.Out.WriteLine($"Removed {parse.GetRequiredValue(name)}.");
        });
        return command;
    }
}
