using System.CommandLine;

namespace DataTools.Cli.Commands;

/// <summary>Arguments and options that several verbs share.</summary>
internal static class CommonOptions
{
    public const string Json = "json", Text = "text";

    public static Argument<string> EntryArgument() => new("NAME") { Description = "An entry of the catalog; `datatools list` shows them" };

    public static Option<string> Format()
    {
        var option = new Option<string>("--format") { Description = "text or json", DefaultValueFactory = _ => Text, HelpName = "FORMAT" };
        return option.AcceptOnlyFromAmong(Text, Json);
    }

    /// <summary>A number that may be left out; the description says what is meant then.</summary>
    public static Option<T?> Optional<T>(string name, string description, string help)
        where T : struct => new(name) { Description = description, HelpName = help };

    /// <summary>A text that may be left out; the description says what is meant then.</summary>
    public static Option<string?> Optional(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    /// <summary>An option with a default that the help shows.</summary>
    public static Option<T> Of<T>(string name, T value, string description, string help) =>
        new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = help };

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Several(string name, string description, string help) =>
        new(name) { Description = $"{description}; may be repeated", HelpName = help };
}
