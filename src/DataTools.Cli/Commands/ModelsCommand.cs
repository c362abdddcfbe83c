using System.CommandLine;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools models</c></summary>
internal static class ModelsCommand
{
    public static Command Create(CliContext context) => new("models", "Networks and their weights.")
    {
        ModelsConvertCommand.Create(context),
    };
}
