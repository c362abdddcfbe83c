using System.Diagnostics;
using DataTools.Tests;

namespace DataTools.Acceptance.Tests;

/// <summary>What a run of the program came to.</summary>
internal sealed record Outcome(int ExitCode, string Out, string Error)
{
    /// <summary>Fails unless the program ended well, showing what it said.</summary>
    public Outcome Ok()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Out}\n{Error}");
        return this;
    }

    /// <summary>Fails unless the program ended with this code, one error, no stack trace.</summary>
    public Outcome Refused(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}\n{Out}\n{Error}");
        Assert.StartsWith("error: ", Error.TrimStart(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>The built program as a process, on a workspace of its own.</summary>
internal sealed class Datatools : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public TemporaryFolder Workspace { get; } = new();

    public Outcome Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"datatools {string.Join(' ', arguments)} did not end within {Limit}");
        }
        return new(process.ExitCode, output.Result.ReplaceLineEndings("\n"), error.Result.ReplaceLineEndings("\n"));
    }

    /// <summary>Starts the program; the caller reads, kills or waits.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Workspace.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--workspace");
        start.ArgumentList.Add(Workspace.Path);
        return Process.Start(start)!;
    }

    /// <summary>The program as built beside these tests, in the same configuration.</summary>
    private static string Program
    {
        get
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            return Path.Combine(SharedData.Repository, "src", "DataTools.Cli", "bin", configuration, "net10.0", "datatools.dll");
        }
    }

    public void Dispose() => Workspace.Dispose();
}
