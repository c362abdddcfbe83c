using System.Text.Json;
using System.Text.RegularExpressions;
using DataTools.Cli.Tests.Support;
using DataTools.Training.Torch;

namespace DataTools.Cli.Tests.Commands;

public sealed partial class DeployCommandTests : IDisposable
{
    private static readonly string[] Quick = ["--crops", "1", "--seconds", "0.1"];

    private readonly Support.Cli _cli = new();

    public DeployCommandTests() => TorchRuntime.Use(2);

    public void Dispose() => _cli.Dispose();

    // Memory, latency and accuracy of the proof come from processes of the built program.
    [Fact]
    public async Task A_run_is_chosen_proved_and_told_what_to_do_with()
    {
        await Train();
        var said = await _cli.Run(["deploy", "r", "--p95", "60s", "--memory", "100GB", "--size", "1GB", "--min-accuracy", "1%", "--prove", "10", .. Quick]);
        // Columns are as wide as their numbers.
        Snapshot.Matches(Spaces().Replace(Numbers().Replace(said, "#"), "  "), "deploy");
        Assert.True(File.Exists(_cli.Workspace["runs", "r", "options.json"]));
    }

    [Fact]
    public async Task An_exported_file_is_run_without_libtorch()
    {
        await Train();
        Assert.Contains("error: r has no exported file r.onnx", await _cli.Run(["deploy", "r@onnx", .. Quick]), StringComparison.Ordinal);
        Assert.Contains("exit code 0", await _cli.Run("export-model", "r", "--golden", "0"), StringComparison.Ordinal);
        var root = Json(await _cli.Run(["deploy", "r", "r@onnx", "--p95", "60s", "--min-accuracy", "1%", "--prove", "10", "--format", "json", .. Quick]));
        Assert.Equal(["r", "r@onnx"], root.GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("name").GetString()!));
        JsonElement[] costs = [.. root.GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("costs"))];
        Assert.Equal(["libtorch", "ONNX Runtime"], costs.Select(c => c.GetProperty("runtime").GetString()!));
        // Libtorch alone takes more than the smaller one needs with its network.
        Assert.True(costs[1].GetProperty("cost").GetProperty("peakMemoryBytes").GetInt64() < costs[0].GetProperty("runtimeMemoryBytes").GetInt64());
        var said = await _cli.Run(["deploy", "r@onnx", "--p95", "60s", "--prove", "10", .. Quick]);
        Assert.Matches(@"proof, alone in a fresh process: r@onnx: p95 .* of 10 of .*forwarded anew: keeps the limits", said);
        Assert.Matches("next: ONNX Runtime is all that it needs: .*r.onnx", said);
    }

    [Fact]
    public async Task Limits_that_nothing_keeps_are_refused_with_the_nearest()
    {
        await Train();
        var said = await _cli.Run(["deploy", "r", "--memory", "2MB", "--format", "json", .. Quick]);
        Assert.Contains("--- exit code 3", said, StringComparison.Ordinal);
        Assert.Contains("error: nothing is deployed: The only configuration does not fit (memory 2 MB). Nearest is r: memory ", said, StringComparison.Ordinal);
        Assert.Matches("hint:  .NET and libtorch alone take [0-9.]+ MB, whatever the model", said);
        var root = Json(said);
        Assert.False(root.TryGetProperty("chosen", out _));
        Assert.Equal(0, root.GetProperty("proofs").GetArrayLength());
        Assert.Equal("r", root.GetProperty("nearest").GetProperty("name").GetString());
        var candidate = root.GetProperty("candidates")[0];
        Assert.StartsWith("memory ", candidate.GetProperty("misses")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("front", candidate.GetProperty("standing").GetString());
        var cost = candidate.GetProperty("costs").GetProperty("cost");
        Assert.Equal("measured", cost.GetProperty("basis").GetString());
        foreach (var number in new[] { "imagesPerSecond", "peakMemoryBytes", "sizeBytes", "parameters", "multiplyAdds" })
            Assert.True(cost.GetProperty(number).GetDouble() > 0, number);
    }

    [Fact]
    public async Task What_cannot_be_deployed_is_told()
    {
        Snapshot.Matches(await _cli.Run("deploy", "--help"), "help-deploy");
        Assert.Contains("there is no run 'r'", await _cli.Run("deploy", "r"), StringComparison.Ordinal);
        Directory.CreateDirectory(_cli.Workspace["runs"]);
        foreach (var (option, value, told) in new[]
        {
            ("--p95", "8", "--p95 8 has no unit"), ("--memory", "much", "--memory much is not a size"), ("--min-accuracy", "93", "--min-accuracy 93 is more than everything"),
            ("--fuse", "meen", "there is no fusion 'meen'"), ("--prove", "0", "--prove 0: 1 sample or more"), ("--crops", "7", "there is no such set of views"),
        })
        {
            var said = await _cli.Run("deploy", "file:p.arrow", option, value);
            Assert.Contains(told, said, StringComparison.Ordinal);
        }
        Assert.Contains("p is a file of predictions", await _cli.Run("deploy", "file:p.arrow"), StringComparison.Ordinal);
        Assert.Contains("This verb is for the program itself", await _cli.Run("measure-alone", "{"), StringComparison.Ordinal);
        Assert.DoesNotContain("measure-alone", await _cli.Run("--help"), StringComparison.Ordinal);
    }

    private static JsonElement Json(string said) => JsonDocument.Parse(said[said.IndexOf('{', StringComparison.Ordinal)..(said.LastIndexOf('}') + 1)]).RootElement;

    private async Task Train()
    {
        await _cli.Run("pull", "builtin:shapes");
        await _cli.Run("subset", "shapes", "--classes", "circle,square", "--per-class", "20", "--as", "few");
        Assert.Contains("exit code 0", await _cli.Run("train", "few", "--batch-size", "32", "--epochs", "1", "--threads", "2", "--workers", "1", "--run", "r"), StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<![A-Za-z0-9])[0-9]+([.,][0-9]+)*(E[-+]?[0-9]+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Numbers();

    [GeneratedRegex(" {2,}|─+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Spaces();
}
