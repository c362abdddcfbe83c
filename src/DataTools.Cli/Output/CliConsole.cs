using Spectre.Console;

namespace DataTools.Cli.Output;

/// <summary>
/// Where output goes: data to <see cref="Out"/>, talk (progress, warnings, errors) to <see cref="Error"/>. Injected, so
/// that tests read what a user would.
/// </summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="ErrorIsTerminal">Whether a progress line may be redrawn in place.</param>
/// <param name="Width">Columns of <paramref name="Out"/>; where it is redirected, wide enough that nothing wraps.</param>
/// <param name="ErrorWidth">Columns of <paramref name="Error"/> where it is a terminal.</param>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, bool ErrorIsTerminal, int Width, int ErrorWidth)
{
    private const int Redirected = 200;

#pragma warning disable RS0030 // the one place that touches the process's own console
    public static CliConsole OfProcess() => new(
        System.Console.Out, System.Console.Error, !System.Console.IsErrorRedirected,
        System.Console.IsOutputRedirected ? Redirected : Columns, System.Console.IsErrorRedirected ? Redirected : Columns);

    private static int Columns => Math.Max(60, System.Console.WindowWidth);

    /// <summary>Writes a table to <see cref="Out"/>: no colour, so that it reads the same everywhere.</summary>
    public void Write(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Out),
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(table);
    }
#pragma warning restore RS0030
}
