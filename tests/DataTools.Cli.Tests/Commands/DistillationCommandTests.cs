namespace DataTools.Cli.Tests.Commands;

public sealed class DistillationCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_student_is_taught_told_of_and_repeated_from_its_settings()
    {
        await Pull();
        Assert.Contains("exit code 0", await Train("a"), StringComparison.Ordinal);
        Assert.Contains("exit code 0", await Train("b", "--seed", "1"), StringComparison.Ordinal);
        var said = await Train("student", "--teacher", "a", "b", "--teacher-fuse", "weighted", "--distill-temperature", "3", "--seed", "2");
        Assert.Contains("exit code 0", said, StringComparison.Ordinal);
        Assert.Contains("The teacher is weighted of a (", said, StringComparison.Ordinal);
        Assert.Contains("36 samples to learn from", said, StringComparison.Ordinal);
        var card = await Read("runs", "student", "README.md");
        Assert.Contains("Its teacher was weighted of a (", card, StringComparison.Ordinal);
        Assert.Contains("(distillation; temperature 3, 0.9 of the loss)", card, StringComparison.Ordinal);
        var page = await Read("runs", "student", "report.html");
        Assert.Contains("the training loss is that of labels and teacher together", page, StringComparison.Ordinal);
        Assert.Contains("Weights of its teacher, SHA-256: a ", page, StringComparison.Ordinal);
        Assert.Contains("teacher: [a, b]", await Read("runs", "student", "config.yaml"), StringComparison.Ordinal);

        // The settings alone, without a flag.
        Assert.Contains("exit code 0", await _cli.Run("train", "few", "--config", "runs/student/config.yaml", "--run", "again"), StringComparison.Ordinal);
        Assert.Equal(await Bytes("runs", "student", "last.safetensors"), await Bytes("runs", "again", "last.safetensors"));
        var compared = await _cli.Run("compare", "student", "a");
        Assert.Contains("a b", compared, StringComparison.Ordinal);
        Assert.Contains("exit code 0", await _cli.Run("evaluate", "student", "a", "b", "--crops", "1", "--fuse", "mean"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_teach_is_told()
    {
        await Pull();
        Assert.Contains("there is no run 'x'", await Refused(2, "--teacher", "x"), StringComparison.Ordinal);
        Assert.Contains("--teacher-fuse vote gives no probabilities", await Refused(3, "--teacher", "file:p.csv", "--teacher-fuse", "vote"), StringComparison.Ordinal);
        Assert.Contains("there is no file of predictions WORKSPACE", await Refused(2, "--teacher", "file:p.csv"), StringComparison.Ordinal);
        Assert.Contains("--teacher: not with --multi-label", await Refused(3, "--teacher", "x", "--multi-label"), StringComparison.Ordinal);
        Assert.Contains("--teacher: not with --folds 3", await Refused(3, "--teacher", "x", "--folds", "3"), StringComparison.Ordinal);
        Assert.Contains("only with --teacher", await Refused(3, "--distill-weight", "0.5"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.Workspace["runs"]) && Directory.EnumerateDirectories(_cli.Workspace["runs"]).Any());
    }

    private async Task Pull()
    {
        await _cli.Run("pull", "builtin:shapes");
        Assert.Contains("exit code 0", await _cli.Run("subset", "shapes", "--classes", "circle,square", "--per-class", "20", "--as", "few"), StringComparison.Ordinal);
    }

    private Task<string> Train(string run, params string[] more) =>
        _cli.Run(["train", "few", "--epochs", "1", "--batch-size", "16", "--threads", "2", "--workers", "1", "--run", run, .. more]);

    private async Task<string> Refused(int code, params string[] more)
    {
        var said = await Train("r", more);
        Assert.Contains($"exit code {code}", said, StringComparison.Ordinal);
        return said;
    }

    private Task<string> Read(params string[] path) => File.ReadAllTextAsync(_cli.Workspace[path], TestContext.Current.CancellationToken);

    private Task<byte[]> Bytes(params string[] path) => File.ReadAllBytesAsync(_cli.Workspace[path], TestContext.Current.CancellationToken);
}
