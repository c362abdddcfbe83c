using System.Text.RegularExpressions;
using DataTools.Cli.Tests.Support;
using DataTools.Training.Torch;

namespace DataTools.Cli.Tests.Commands;

public sealed partial class ExportModelCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public ExportModelCommandTests() => TorchRuntime.Use(2);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_run_becomes_a_file_that_was_checked()
    {
        await _cli.Run("pull", "builtin:shapes");
        await _cli.Run("subset", "shapes", "--classes", "circle,square", "--per-class", "20", "--as", "few");
        Assert.Contains("exit code 0", await _cli.Run("train", "few", "--batch-size", "32", "--epochs", "1", "--threads", "2", "--workers", "1", "--run", "r"), StringComparison.Ordinal);
        // Time stands still here, so nothing is said of speed.
        var said = string.Join('\n', await _cli.Run("export-model", "r", "--golden", "2"), await _cli.Run("export-model", "r", "--int8", "--max-loss", "100", "--out", "small.onnx", "--golden", "0"));
        // Which ranges change the least may differ from machine to machine.
        Snapshot.Matches(Numbers().Replace(Ranges().Replace(said, "RANGES"), "#"), "export-model");
        Assert.True(File.Exists(_cli.Workspace["runs", "r", "r.onnx"]));
        Assert.True(File.Exists(_cli.Workspace["runs", "r", "r.golden", "expected.json"]));
        Assert.False(Directory.Exists(_cli.Workspace["small.golden"]));
    }

    [Fact]
    public async Task What_cannot_be_exported_is_told()
    {
        Assert.Contains("there is no run 'r'", await _cli.Run("export-model", "r"), StringComparison.Ordinal);
        _cli.Workspace.Write("runs/r/options.json", "{}"u8.ToArray());
        Assert.Contains("exit code 3", await _cli.Run("export-model", "r", "--out", "model.pb"), StringComparison.Ordinal);
        Assert.Contains("exit code 4", await _cli.Run("export-model", "r"), StringComparison.Ordinal);
        Assert.Contains("Did you mean r?", await _cli.Run("export-model", "R"), StringComparison.Ordinal);
    }

    [GeneratedRegex("all values|all but .* at either end", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Ranges();

    [GeneratedRegex("(?<![A-Za-z])[0-9]+([.,][0-9]+)*([Ee][-+]?[0-9]+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Numbers();
}
