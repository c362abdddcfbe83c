using System.Text.RegularExpressions;
using System.Xml.Linq;
using DataTools.Cli.Tests.Reports;
using DataTools.Cli.Tests.Support;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Torch;

namespace DataTools.Cli.Tests.Commands;

public sealed partial class ReportCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public ReportCommandTests() => TorchRuntime.Use(2);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_training_ends_with_a_page_in_one_file_and_a_model_card()
    {
        await Train("r", classes: 6);
        var said = await _cli.Run("report", "r");
        var html = await Read("runs", "r", "report.html");
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        var page = HtmlReportTests.Parse(html);
        Assert.Equal(
            ["Training", "Classes", "Confusion", "Calibration", "Worst mistakes", "Most uncertain", "Settings"],
            page.Descendants("h2").Select(h => h.Value));
        Assert.Equal(4, page.Descendants("svg").Count());
        Assert.Equal(36, page.Descendants("img").Count());
        Assert.All(page.Descendants("img"), i => Assert.StartsWith("data:image/png;base64,iVBOR", i.Attribute("src")!.Value, StringComparison.Ordinal));
        // What is said about a known network on known data, with figures blotted out: they differ from machine to machine.
        Snapshot.Matches(Blotted($"{said}\n{Text(page)}\n{await Read("runs", "r", "README.md")}"), "report");
    }

    [Fact]
    public async Task Predictions_are_taken_as_they_lie_there_and_two_classes_have_a_curve()
    {
        await Train("r");
        var path = Assert.Single(Directory.GetFiles(_cli.Workspace["runs", "r", "predictions"]));
        var (saved, written) = (PredictionsFile.Load(path), File.GetLastWriteTimeUtc(path));
        // Made perfect: were anything forwarded again, the report could not say so.
        var logits = saved.Labels.SelectMany(l => new[] { l == 0 ? 9f : -9f, l == 0 ? -9f : 9f }).ToArray();
        PredictionsFile.Save(path, new(saved.Name, saved.Entry, saved.Fingerprint, saved.Split, saved.Crops, saved.Classes, saved.Ids, saved.Labels, logits, 1) { Key = saved.Key });
        Assert.Contains("exit code 0", await _cli.Run("report", "r", "--out", "page.html"), StringComparison.Ordinal);
        var page = HtmlReportTests.Parse(await Read("page.html"));
        Assert.Contains(page.Descendants("h2"), h => h.Value == "ROC");
        Assert.Contains(page.Descendants("tr"), r => r.Value == "ROC AUC1.0000a half is chance");
        Assert.Contains(page.Descendants("tr"), r => r.Value.StartsWith("Top-1100.00 %", StringComparison.Ordinal));
        Assert.Contains("There are none.", page.Root!.Value, StringComparison.Ordinal);
        Assert.Contains("value: 1.0000", await Read("runs", "r", "README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Held_out_samples_have_their_pictures_and_leave_the_card_alone()
    {
        await Train("r");
        var card = await Read("runs", "r", "README.md");
        var said = await _cli.Run("report", "r", "--split", "held-out");
        Assert.Contains("these figures flatter; the model card stays as it is", said, StringComparison.Ordinal);
        Assert.Contains("judged by 4 samples of held-out", await Read("runs", "r", "report.html"), StringComparison.Ordinal);
        Assert.Equal(card, await Read("runs", "r", "README.md"));
    }

    [Fact]
    public async Task A_card_that_somebody_wrote_stays()
    {
        await Train("r");
        _cli.Workspace.Write("runs/r/README.md", "# mine\n"u8.ToArray());
        Assert.Contains("was written by somebody and stays as it is", await _cli.Run("report", "r"), StringComparison.Ordinal);
        Assert.Equal("# mine\n", await Read("runs", "r", "README.md"));
    }

    [Fact]
    public async Task What_cannot_be_reported_is_told()
    {
        await Train("r");
        Assert.Contains("Did you mean r?", await _cli.Run("report", "R"), StringComparison.Ordinal);
        Assert.Contains("exit code 2", await _cli.Run("report", "r", "--split", "tset"), StringComparison.Ordinal);
        Directory.CreateDirectory(_cli.Workspace["folder"]);
        Assert.Contains("is a folder", await _cli.Run("report", "r", "--out", "folder"), StringComparison.Ordinal);
        File.Delete(_cli.Workspace["runs", "r", "best.safetensors"]);
        Assert.Contains("r has no best.safetensors", await _cli.Run("report", "r"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_are_put_side_by_side_with_the_settings_in_which_they_differ()
    {
        await Train("a");
        await Train("b", "--lr", "0.01", "--epochs", "2");
        var text = await _cli.Run("compare", "a", "b");
        Snapshot.Matches(Blotted(text), "compare");
        using var json = System.Text.Json.JsonDocument.Parse((await _cli.Run("compare", "a", "b", "--format", "json")).Split("\n", 2)[1].Split("---")[0]);
        var runs = json.RootElement.EnumerateArray().ToList();
        Assert.Equal(["a", "b"], runs.Select(r => r.GetProperty("name").GetString()));
        Assert.Equal(["epochs", "lr"], runs[0].GetProperty("settings").EnumerateObject().Select(p => p.Name));
        Assert.Equal(2, runs[1].GetProperty("epochs").GetInt32());
        Assert.InRange(runs[1].GetProperty("top1").GetDouble(), runs[1].GetProperty("top1Interval").GetProperty("low").GetDouble(), runs[1].GetProperty("top1Interval").GetProperty("high").GetDouble());
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_does_not_undo_a_training()
    {
        await Train("r");
        File.Delete(_cli.Workspace["runs", "r", "report.html"]);
        Directory.CreateDirectory(_cli.Workspace["runs", "r", "report.html"]);
        var said = await _cli.Run("resume", "r");
        Assert.Contains("of the validation samples right", said, StringComparison.Ordinal);
        Assert.Contains("warning: r is trained, but not all of its report could be written: ", said, StringComparison.Ordinal);
        Assert.Contains("Then: datatools report r\n--- exit code 0", said, StringComparison.Ordinal);
        Assert.DoesNotContain("exit code 0", await _cli.Run("report", "r"), StringComparison.Ordinal);
    }

    private async Task Train(string run, params string[] more) => await Train(run, classes: 2, more);

    private async Task Train(string run, int classes, params string[] more)
    {
        if (!Directory.Exists(_cli.Workspace["catalogs", "shapes"]))
            await _cli.Run("pull", "builtin:shapes");
        var few = classes == 2 ? "circle,square" : "circle,ring,square,star,cross,hexagon";
        if (!Directory.Exists(_cli.Workspace["catalogs", "few"]))
            Assert.Contains("exit code 0", await _cli.Run("subset", "shapes", "--classes", few, "--per-class", "20", "--as", "few"), StringComparison.Ordinal);
        string[] given = more.Contains("--epochs") ? more : ["--epochs", "1", .. more];
        Assert.Contains("exit code 0", await _cli.Run(["train", "few", "--batch-size", "32", "--threads", "2", "--workers", "1", "--run", run, .. given]), StringComparison.Ordinal);
    }

    private async Task<string> Read(params string[] path) =>
        await File.ReadAllTextAsync(_cli.Workspace[path], TestContext.Current.CancellationToken);

    // Captions of pictures, and how many rows some tables have, depend on the figures, so they are left out.
    private static string Text(XDocument page)
    {
        XElement[] whole = [page.Descendants("table").First(), page.Descendants("table").Last()];
        return string.Join('\n', page.Descendants()
            .Where(e => e.Name.LocalName is "h1" or "h2" or "p" or "text" or "pre" || (e.Name.LocalName == "tr" && (e.Parent!.Name.LocalName == "thead" || whole.Contains(e.Parent.Parent))))
            .Select(e => e.Name.LocalName == "tr" ? string.Join(" | ", e.Elements().Select(c => c.Value)) : e.Value));
    }

    private static string Blotted(string text) => Spaces().Replace(Numbers().Replace(text.Replace(TorchRuntime.Versions, "VERSIONS", StringComparison.Ordinal), "#"), "${one}");

    // Not those that are part of a word: top-1, F1.
    [GeneratedRegex("sha256:[0-9a-f]{64}|(?<![A-Za-z0-9.]|[A-Za-z]-)[0-9]+([.,][0-9]+)*(E-[0-9]+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Numbers();

    // How wide a column is depends on the figures.
    [GeneratedRegex("(?<one>[ ─])\\k<one>+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Spaces();
}
