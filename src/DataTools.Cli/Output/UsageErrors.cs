using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using DataTools.Catalog.Text;

namespace DataTools.Cli.Output;

/// <summary>A command line that cannot be understood: one message like every other, with the nearest word that there is.</summary>
internal static class UsageErrors
{
    public static int Report(ParseResult parse, CliConsole console)
    {
        var command = parse.CommandResult.Command;
        var unknown = parse.UnmatchedTokens;
        // A mistyped verb also counts as a missing one: the mistyped word says it better.
        var message = unknown.Count > 0
            ? $"'{unknown[0]}' is not understood by {Path(command)}"
            : string.Join(Environment.NewLine, parse.Errors.Select(Describe));
        var words = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name)).ToList();
        var closest = unknown.Count > 0 ? DidYouMean.Closest(unknown[0], words) : null;
        ExitCodes.WriteError(console, message, closest is null ? $"See {Path(command)} --help" : $"Did you mean {closest}?");
        return ExitCodes.Usage;
    }

    private static string Describe(ParseError error)
    {
        if (error.SymbolResult is not OptionResult { Option: var option, Tokens: [var token, ..] })
            return error.Message;
        if (error.Message.Contains("Must be one of", StringComparison.Ordinal))
            return $"{option.Name} {token.Value}: one of {string.Join(", ", option.GetCompletions(CompletionContext.Empty).Select(c => c.Label))} is expected";
        if (!error.Message.Contains("expected type", StringComparison.Ordinal))
            return error.Message;
        var wanted = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        return $"{option.Name} {token.Value}: {(wanted == typeof(double) ? "a number" : wanted == typeof(ulong) ? "a whole number from 0 up" : "a whole number")} is expected";
    }

    private static string Path(Command command) => command is RootCommand ? "datatools"
        : command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}"
        : $"datatools {command.Name}";
}
