using DataTools.Training.Torch;

namespace DataTools.Cli.Tests.Commands;

public sealed class FoldsCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public FoldsCommandTests() => TorchRuntime.Use(2);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Folds_are_trained_shown_resumed_and_predict_together()
    {
        await _cli.Run("pull", "builtin:shapes");
        var train = new[] { "train", "shapes", "--folds", "2", "--epochs", "1", "--batch-size", "512", "--run", "cv" };
        // One fold elsewhere is found by the others.
        Assert.Contains("cv-f2: the best epoch gets", await _cli.Run([.. train, "--fold", "2"]), StringComparison.Ordinal);
        var said = await _cli.Run(train);
        Assert.Contains("fold 1/2 epoch 1/1", said, StringComparison.Ordinal);
        Assert.DoesNotContain("fold 2/2 epoch 1/1", said, StringComparison.Ordinal);
        Assert.Contains("exit code 0", said, StringComparison.Ordinal);
        Assert.Contains("Validation: mean ", said, StringComparison.Ordinal);
        Assert.Contains("training samples right, each predicted by the one network that did not see it.", said, StringComparison.Ordinal);
        Assert.Contains("; the mean of their probabilities ", said, StringComparison.Ordinal);
        Assert.Contains("flatter a little", said, StringComparison.Ordinal);
        foreach (var file in new[] { "cv/folds.json", "cv-f1/report.html", "cv-f2/README.md", "cv-f2/best.safetensors" })
            Assert.True(File.Exists(_cli.Workspace["runs", file]), file);
        Assert.Contains("out-of-fold", Assert.Single(Directory.GetFiles(_cli.Workspace["runs", "cv", "predictions"])), StringComparison.Ordinal);

        // Nothing is left to do: the figures are the same, without an epoch.
        static string Figures(string text) => string.Join('\n', text.Split('\n').Where(l => l.StartsWith("Out of fold", StringComparison.Ordinal) || l.StartsWith("Test", StringComparison.Ordinal)));
        var again = await _cli.Run("resume", "cv");
        Assert.Equal(Figures(said), Figures(again));
        Assert.DoesNotContain("epoch 1/1", again, StringComparison.Ordinal);

        Assert.Equal(1000, (await _cli.Run("predict", "cv", "--on", "shapes")).Split('\n').Count(l => l.EndsWith(" %", StringComparison.Ordinal)));
        Assert.Contains("cv-f2", await _cli.Run("compare", "cv"), StringComparison.Ordinal);
        Assert.Matches("(?m)^ +cv +1 ", await _cli.Run("evaluate", "cv", "--crops", "1"));
    }

    [Fact]
    public async Task Contradictions_are_told_before_anything_is_written()
    {
        await _cli.Run("pull", "builtin:shapes");
        Assert.Contains("--validation and --folds both say", await _cli.Run("train", "shapes", "--folds", "5", "--validation", "0.1"), StringComparison.Ordinal);
        using (new FileStream(_cli.Workspace.Write("held.yaml", []), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Contains("exit code 6", await _cli.Run("train", "shapes", "--config", "held.yaml"), StringComparison.Ordinal);
        Assert.Contains("--plot WORKSPACE is a folder", await _cli.Run("lr-find", "shapes", "--plot", "."), StringComparison.Ordinal);
        Assert.Contains("--folds 1: 2 to 1000", await _cli.Run("train", "shapes", "--folds", "1"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.Workspace["runs"]));
    }
}
