using System.Diagnostics;
using System.Text.Json;

namespace DataTools.Evaluation.Tests;

/// <summary>What an independent implementation says: Debian's Python with scikit-learn, where it is installed.</summary>
internal static class PythonOracle
{
    private const string Python = "/usr/bin/python3";

    /// <summary>
    /// Runs a script that reads JSON from its input and prints JSON. Skips the test where there is no Python or a module is
    /// missing; a script that fails otherwise fails the test with what it said.
    /// </summary>
    public static async Task<T> AskAsync<T>(string script, object input)
    {
        Assert.SkipUnless(File.Exists(Python), $"there is no {Python} on this machine");
        var cancellation = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Python, ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.StandardInput.WriteAsync(JsonSerializer.Serialize(input, JsonSerializerOptions.Web));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read: the reason is in its errors.
        }
        var said = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.SkipWhen((await error).Contains("ModuleNotFoundError", StringComparison.Ordinal), "Debian's package python3-sklearn is not installed");
        Assert.True(process.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<T>(said, JsonSerializerOptions.Web)!;
    }
}
