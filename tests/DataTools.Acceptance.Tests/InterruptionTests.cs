using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DataTools.Acceptance.Tests;

/// <summary>The program stopped in the middle, politely and not.</summary>
public sealed partial class InterruptionTests : IDisposable
{
    private readonly Datatools _datatools = new();

    public void Dispose() => _datatools.Dispose();

    [Fact]
    public void Kill_9_during_a_write_leaves_no_entry_and_the_next_run_succeeds()
    {
        _datatools.Run("pull", "builtin:shapes").Ok();
        using (var process = _datatools.Start("augment", "shapes", "--copies", "50", "--as", "big"))
        {
            WaitUntil(() => Directory.EnumerateDirectories(_datatools.Workspace["catalogs"], ".writing-*").Any(d => Directory.EnumerateFiles(d, "*", SearchOption.AllDirectories).Any()), process);
            process.Kill();
            process.WaitForExit();
        }
        Assert.DoesNotContain("big", _datatools.Run("list").Ok().Out, StringComparison.Ordinal);
        Assert.NotEmpty(Left());

        _datatools.Run("augment", "shapes", "--copies", "1", "--as", "big").Ok();
        Assert.Contains("big", _datatools.Run("list").Ok().Out, StringComparison.Ordinal);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task Ctrl_C_stops_training_cleanly_and_resume_ends_where_it_would_have()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill(2)");
        _datatools.Run("pull", "builtin:shapes").Ok();
        string[] options = ["train", "shapes", "--epochs", "4", "--augment", "standard"];
        _datatools.Run([.. options, "--run", "whole"]).Ok();

        using (var process = _datatools.Start([.. options, "--run", "stopped"]))
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            WaitUntil(() => File.Exists(_datatools.Workspace["runs", "stopped", "checkpoint.safetensors"]), process);
            Assert.Equal(0, SendSignal(process.Id, 2));
            Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
            Assert.Equal(130, process.ExitCode);
            Assert.Contains("Go on with: datatools resume stopped", await error, StringComparison.Ordinal);
            Assert.Equal("", await output);
        }
        _datatools.Run("resume", "stopped").Ok();
        foreach (var file in new[] { "best.safetensors", "last.safetensors" })
            Assert.Equal(File.ReadAllBytes(_datatools.Workspace["runs", "whole", file]), File.ReadAllBytes(_datatools.Workspace["runs", "stopped", file]));
        Assert.Equal(5, File.ReadAllLines(_datatools.Workspace["runs", "stopped", "metrics.csv"]).Length);
    }

    private string[] Left() => Directory.GetFileSystemEntries(_datatools.Workspace["catalogs"], ".writing-*");

    private static void WaitUntil(Func<bool> happened, Process process)
    {
        var limit = Stopwatch.StartNew();
        while (!happened())
        {
            Assert.False(process.HasExited, "the program ended before it could be stopped");
            Assert.True(limit.Elapsed < TimeSpan.FromMinutes(2), "nothing happened");
            Thread.Sleep(5);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
