using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Tests;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Training.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private static readonly TrainOptions Complete = new()
    {
        Entry = "e",
        EntryFingerprint = "sha256:0",
        Classes = ["a", "b"],
        ImageSize = 28,
        Channels = 3,
        Mean = [0.1, 0.2, 0.3],
        Std = [1, 1, 1],
    };

    private readonly TemporaryFolder _folder = new();
    private readonly Workspace _workspace;

    public RunFolderTests() => _workspace = Workspace.Locate(_folder.Path, "/", _ => null);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Options_that_are_written_are_read() => Assert.Equivalent(Complete, Saved(Complete).ReadOptions(), strict: true);

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("-f1")]
    [InlineData("two\nlines")]
    [InlineData("\u001b[2J")]
    [InlineData("ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé")]
    public void A_name_that_is_no_folder_or_no_argument_is_refused(string name)
    {
        Assert.Contains("--run", Assert.Throws<InvalidInputException>(() => RunFolder.Create(_workspace, name, Complete)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => FoldGroup.RunName(name, Complete, 1));
        Assert.Throws<NotFoundException>(() => RunFolder.Open(_workspace, name));
        Assert.Null(FoldGroup.Find(_workspace, name));
        Assert.False(Directory.Exists(_workspace.Runs));
    }

    // Runs outlive defaults.
    [Fact]
    public void Options_of_an_older_version_are_read() => Assert.Equal(4, Saved(Complete with { DistillTemperature = 4 }).ReadOptions().DistillTemperature);

    [Fact]
    public void A_name_is_free_until_there_is_a_run_of_it()
    {
        // What a kill may leave before the options are written.
        foreach (var left in new[] { "training.lock", "teacher.arrow" })
        {
            Directory.CreateDirectory(_folder["runs", "r"]);
            File.WriteAllText(_folder["runs", "r", left], "");
        }
        var run = RunFolder.Create(_workspace, "r", Complete);
        Assert.Equal("r", run.Name);
        File.WriteAllText(Path.Combine(run.Path, "notes.txt"), "mine");
        Assert.Equal("there is already a run 'r'", Assert.Throws<InvalidInputException>(() => RunFolder.Create(_workspace, "r", Complete)).Message);
    }

    [Fact]
    public void Weights_that_cannot_be_read_are_told_as_such()
    {
        var run = Saved(Complete);
        using var held = new FileStream(run.BestWeights, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("best.safetensors", Assert.Throws<StorageException>(() => RunWeights.Best(run).Sha256()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entryFingerprint", "\"\"")]
    [InlineData("classes", "null")]
    [InlineData("classes", "[null, \"b\"]")]
    [InlineData("channels", "7")]
    [InlineData("imageSize", "-5")]
    [InlineData("mean", "[0.1, 0.2]")]
    [InlineData("std", "[1, 0, 1]")]
    [InlineData("std", "[1, 1e400, 1]")]
    [InlineData("workers", "0")]
    [InlineData("epochs", "\"ten\"")]
    [InlineData("model", "null")]
    public void Options_that_no_training_wrote_are_a_damaged_file(string key, string value)
    {
        var run = Saved(Complete);
        var path = Path.Combine(run.Path, "options.json");
        // As text: a JSON number may be larger than any double.
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        json[key] = "HERE";
        File.WriteAllText(path, json.ToJsonString().Replace("\"HERE\"", value, StringComparison.Ordinal));
        var error = Assert.Throws<CorruptFileException>(run.ReadOptions);
        Assert.Equal(path, error.Path);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"entry\": \"e\"}")]
    public void A_broken_file_of_options_is_told(string json)
    {
        var run = Saved(Complete);
        File.WriteAllText(Path.Combine(run.Path, "options.json"), json);
        Assert.Throws<CorruptFileException>(run.ReadOptions);
    }

    [Fact]
    public void Only_runs_are_suggested()
    {
        Saved(Complete);
        Directory.CreateDirectory(Path.Combine(_workspace.Runs, "quickstart"));
        var error = Assert.Throws<NotFoundException>(() => RunFolder.Open(_workspace, "nothing"));
        Assert.Contains("e-cnn-small-s0", error.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("quickstart", error.Hint, StringComparison.Ordinal);
    }

    private RunFolder Saved(TrainOptions options)
    {
        var run = RunFolder.Create(_workspace, null, options);
        run.WriteOptions(options);
        return run;
    }
}
