using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Cli.Commands;
using DataTools.Training.Costs;

namespace DataTools.Cli;

/// <summary>This program, to be started once more: what is measured alone needs a process of its own.</summary>
/// <param name="File">What is started.</param>
/// <param name="Arguments">What comes before the verb.</param>
internal sealed record OwnProgram(string File, IReadOnlyList<string> Arguments)
{
    private const int Killed = 137;

    /// <summary>As this process was started: by its own name, or by <c>dotnet datatools.dll</c>.</summary>
    public static OwnProgram OfProcess()
    {
        var library = typeof(OwnProgram).Assembly.Location;
        return Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == Path.GetFileNameWithoutExtension(library) && library.Length > 0
            ? new(path, [])
            : new("dotnet", [library]);
    }

    /// <summary>Measures in a fresh process, with files of policies found from <paramref name="folder"/>. Stopped, it stops too.</summary>
    public StartAlone Alone(string workspace, string folder) => (request, cancellation) =>
    {
        var output = Run([MeasureAloneCommand.Name, JsonSerializer.Serialize(request, MeasureAloneCommand.Json), "--workspace", workspace], folder, cancellation);
        return JsonSerializer.Deserialize<AloneFigures>(output, CatalogJson.Options) ?? throw new DataToolsException("the process that measures said nothing");
    };

    private string Run(IEnumerable<string> arguments, string folder, CancellationToken cancellation)
    {
        StringBuilder output = new(), error = new();
        using var process = new Process
        {
            StartInfo = new(File, [.. Arguments, .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        process.Start();
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode == 0 ? output.ToString() : throw new DataToolsException(
            process.ExitCode == Killed
                ? "the process that measures was killed, as systems do where memory runs out"
                : $"the process that measures ended with exit code {process.ExitCode}:{Environment.NewLine}{error.ToString().Trim()}",
            "What it loads is one configuration by itself: free some memory, or name fewer members.");
    }
}
