using DataTools.Cli.Tests.Support;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Torch;

namespace DataTools.Cli.Tests.Commands;

public sealed class PredictCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public PredictCommandTests() => TorchRuntime.Use(2);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_trained_run_predicts_an_entry_and_files_and_bad_ones_are_told_together()
    {
        await _cli.Run("pull", "builtin:shapes");
        Assert.Contains("exit code 0", await _cli.Run("train", "shapes", "--epochs", "1", "--batch-size", "512", "--run", "r"), StringComparison.Ordinal);
        _cli.Workspace.Write("bad/1.png", "no image"u8.ToArray());
        _cli.Workspace.Write("bad/2.png", []);
        var said = await _cli.Run("predict", "r", "bad");
        Assert.Contains("2 of 2 images cannot be predicted", said, StringComparison.Ordinal);
        Assert.Contains("1.png: not an image", said.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Contains("2.png: ", said, StringComparison.Ordinal);

        var shown = await _cli.Run("predict", "r", "--on", "shapes", "--top", "2");
        Assert.Contains("exit code 0", shown, StringComparison.Ordinal);
        Assert.Equal(1000, shown.Split('\n').Count(l => l.Contains(" %, ", StringComparison.Ordinal)));

        _cli.Workspace.Write("sample.csv", "id,label\nx,circle\n"u8.ToArray());
        var refused = await _cli.Run("predict", "r", "--on", "shapes", "--csv", "s.csv", "--like", "sample.csv");
        Assert.Contains("1 ids of the sample have no image: x", refused, StringComparison.Ordinal);
        Assert.Contains("1000 images are not in the sample", refused, StringComparison.Ordinal);
        Assert.False(File.Exists(_cli.Workspace["s.csv"]));
    }

    [Fact]
    public async Task Contradictions_are_told_before_anything_is_read()
    {
        Assert.Contains("--csv and --like go together", await _cli.Run("predict", "r", "a.jpg", "--csv", "s.csv"), StringComparison.Ordinal);
        Assert.Contains("--csv . is a folder", await _cli.Run("predict", "r", "a.jpg", "--csv", ".", "--like", "s.csv"), StringComparison.Ordinal);
        Assert.Contains("--top 0: 1 or more", await _cli.Run("predict", "r", "a.jpg", "--top", "0"), StringComparison.Ordinal);
        Assert.Contains("there is no run 'r'", await _cli.Run("predict", "r", "a.jpg"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_says_what_predict_and_lr_find_take()
    {
        Snapshot.Matches(await _cli.Run("predict", "--help"), "help-predict");
        Assert.Contains("--steps", await _cli.Run("lr-find", "--help"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_learning_rate_is_suggested_with_its_reason_and_a_plot()
    {
        await _cli.Run("pull", "builtin:shapes");
        var said = await _cli.Run("lr-find", "shapes", "--batch-size", "16", "--steps", "40", "--plot", "lr.html");
        Assert.Contains("Suggestion: --lr ", said, StringComparison.Ordinal);
        Assert.Contains("falls most steeply there", said, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(_cli.Workspace["lr.html"], TestContext.Current.CancellationToken);
        Assert.Contains("<polyline", page, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.Workspace["runs"]));
        Assert.Contains("--steps 5: 20 to", await _cli.Run("lr-find", "shapes", "--steps", "5"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_without_a_value_is_on()
    {
        using (var model = ModelCatalog.Find("cnn-small").Build(new(3, 8, 32)))
            Safetensors.Save(_cli.Workspace["w.safetensors"], model.state_dict());
        await _cli.Run("pull", "builtin:shapes");
        var said = await _cli.Run("train", "shapes", "--probe", "--weights", "w.safetensors", "--epochs", "1", "--run", "r");
        Assert.Contains("are in memory", said, StringComparison.Ordinal);
        Assert.Contains("\"probe\": true", await File.ReadAllTextAsync(_cli.Workspace["runs", "r", "options.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("--mixup 0.2: not with --probe", await _cli.Run("train", "shapes", "--probe", "--weights", "w.safetensors", "--mixup", "0.2"), StringComparison.Ordinal);
    }
}
