using System.Text.Json;
using System.Text.RegularExpressions;
using DataTools.Cli.Tests.Support;
using DataTools.Evaluation.Fusion;

namespace DataTools.Cli.Tests.Commands;

public sealed partial class EvaluateCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Members_views_choices_and_marks_are_told()
    {
        await Train("a", "--keep", "2");
        await Train("b", "--seed", "1");
        var said = await _cli.Run("evaluate", "a@epochs", "b", "--crops", "1", "flip", "--average", "probability", "logits", "--adaptive", "flip");
        var rows = said.Split('\n').Select(l => Spaces().Split(l.Trim())).Where(r => r.Length >= 5 && r[2].EndsWith('%')).Select(r => $"{r[0]} | {r[1]}");
        string[] crops = ["1", "flip", "flip:logits", "adaptive:flip"], models = ["a@epoch-1", "a@epoch-2", "b", .. FusionCatalog.Usual.Select(r => $"{r.Name} of 3")];
        Assert.Equal(from c in crops from m in models select $"{m} | {c}", rows);
        Assert.Equal(3, said.Split('\n').Count(l => l.Contains(", adaptive:flip: ", StringComparison.Ordinal) && l.Contains("80 held-out samples", StringComparison.Ordinal)));
        Assert.Contains("was chosen on 80 held-out samples, never on this split.", said, StringComparison.Ordinal);
        Assert.Contains("note: by the held-out samples each run's best epoch was chosen too", said, StringComparison.Ordinal);
        Assert.DoesNotContain("FORCED", said, StringComparison.Ordinal);
        Assert.Contains(" have the same weights: in an ensemble they count 2 times.", await _cli.Run("evaluate", "a", "a@epochs", "--crops", "1", "--fuse", "mean"), StringComparison.Ordinal);

        var forced = await _cli.Run("evaluate", "a", "b", "--crops", "1", "--choose-on", "test", "--force");
        Assert.Contains("weighted of 2 (FORCED)", forced, StringComparison.Ordinal);
        Assert.Contains("FORCED: chosen on test, which nothing may be chosen on.", forced, StringComparison.Ordinal);
        Assert.DoesNotContain("never on this split", forced, StringComparison.Ordinal);
        var json = await _cli.Run("evaluate", "a", "b", "--crops", "1", "--choose-on", "test", "--force", "--format", "json");
        var root = JsonDocument.Parse(json[json.IndexOf('{', StringComparison.Ordinal)..(json.LastIndexOf('}') + 1)]).RootElement;
        Assert.True(root.GetProperty("isForced").GetBoolean());
        Assert.Equal(1, root.GetProperty("rows")[0].GetProperty("crops").GetInt32());

        var reported = await _cli.Run("evaluate", "a@epochs", "b", "--crops", "1", "flip", "--fuse", "mean", "temperature+mean", "vote", "--baseline", "b", "--report", "eval");
        Assert.Contains("Compared with b: difference in top-1", reported, StringComparison.Ordinal);
        Assert.Equal(11, reported.Split('\n').Count(l => l.TrimEnd().EndsWith(": better", StringComparison.Ordinal) || l.TrimEnd().EndsWith(": worse", StringComparison.Ordinal) || l.TrimEnd().EndsWith(": undecided", StringComparison.Ordinal)));
        Assert.Contains("Two members disagree on ", reported, StringComparison.Ordinal);
        string Written(string name) => File.ReadAllText(_cli.Workspace["eval", name]);
        var page = Written("evaluation.html");
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("<h2>mean of 3 instead of b</h2>", page, StringComparison.Ordinal);
        Assert.Equal(13, Written("evaluation.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(12, JsonDocument.Parse(Written("evaluation.json")).RootElement.GetProperty("rows").GetArrayLength());
        Assert.Contains("no member is named c", await _cli.Run("evaluate", "a", "b", "--crops", "1", "--baseline", "c"), StringComparison.Ordinal);

        var soup = await _cli.Run("soup", "a@epochs", "--as", "soup", "--greedy");
        Assert.Contains("of 80 held-out samples.", soup, StringComparison.Ordinal);
        Assert.Contains("See what it is worth: datatools evaluate soup a@epoch-", soup, StringComparison.Ordinal);
        Assert.Contains("exit code 0", await _cli.Run("report", "soup"), StringComparison.Ordinal);
        Assert.Contains("the mean of the weights of", await File.ReadAllTextAsync(_cli.Workspace["runs", "soup", "README.md"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("exit code 0", await _cli.Run("evaluate", "soup", "a", "--crops", "1", "--fuse", "mean"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exported_file_is_compared_with_its_run_and_not_fused_with_it()
    {
        await Train("a");
        Assert.Contains("exit code 0", await _cli.Run("export-model", "a", "--golden", "0"), StringComparison.Ordinal);
        var said = await _cli.Run("evaluate", "a", "a@onnx");
        Assert.Equal(["a", "a@onnx"], said.Split('\n').Select(l => Spaces().Split(l.Trim())).Where(r => r.Length >= 5 && r[2].EndsWith('%')).Select(r => r[0]));
        Assert.Matches("a@onnx +1 +0 +0 +0.00 points .*: undecided", said);
        Assert.Contains("note: a and a@onnx are one network: nothing is fused.", said, StringComparison.Ordinal);
        Assert.Contains("mean of 2", await _cli.Run("evaluate", "a", "a@onnx", "--fuse", "mean"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_evaluated_is_told()
    {
        Directory.CreateDirectory(_cli.Workspace["runs"]);
        Assert.Contains("--crops 7: there is no such set of views", await Refused("--crops", "7"), StringComparison.Ordinal);
        Assert.Contains("--adaptive 1: that is the single view", await Refused("--adaptive", "1"), StringComparison.Ordinal);
        Assert.Contains("--keep 1.5: a share above 0, at most 1", await Refused("--keep", "1.5"), StringComparison.Ordinal);
        Assert.Contains("choosing on the test split makes every figure on it worthless", await Refused("--choose-on", "test"), StringComparison.Ordinal);
        Assert.Contains("there is no run 'x'", await _cli.Run("evaluate", "x"), StringComparison.Ordinal);
        Assert.Contains("p is no run", await _cli.Run("soup", "file:p.arrow", "file:q.arrow", "--as", "s"), StringComparison.Ordinal);
    }

    // A file stands for a member without a training.
    private Task<string> Refused(params string[] options) => _cli.Run(["evaluate", "file:p.arrow", .. options]);

    private async Task Train(string name, params string[] options)
    {
        await _cli.Run("pull", "builtin:shapes");
        Assert.Contains("exit code 0", await _cli.Run(["train", "shapes", "--epochs", "2", "--batch-size", "256", "--run", name, .. options]), StringComparison.Ordinal);
    }

    [GeneratedRegex(" {2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
