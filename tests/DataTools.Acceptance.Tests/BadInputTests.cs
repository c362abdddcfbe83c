using System.Text;

namespace DataTools.Acceptance.Tests;

/// <summary>A user's mistakes: one clear message, the documented exit code, nothing half-written, no stack trace.</summary>
public sealed class BadInputTests : IDisposable
{
    private const int NotFound = 2, InvalidInput = 3, Corrupt = 4;

    private readonly Datatools _datatools = new();

    public void Dispose() => _datatools.Dispose();

    [Fact]
    public void An_unknown_verb_is_suggested()
    {
        var outcome = _datatools.Run("pul", "builtin:shapes");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("pull", outcome.Out + outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_entry_is_suggested()
    {
        _datatools.Run("pull", "builtin:shapes").Ok();
        var outcome = _datatools.Run("show", "shape").Refused(NotFound);
        Assert.Contains("Did you mean shapes?", outcome.Error, StringComparison.Ordinal);
        _datatools.Run("train", "shapse").Refused(NotFound);
        _datatools.Run("remove", "shapse").Refused(NotFound);
        _datatools.Run("augment", "shapse").Refused(NotFound);
    }

    [Theory]
    [InlineData("official:fashion-mnits", "fashion-mnist")]
    [InlineData("oficial:fashion-mnist", "official")]
    [InlineData("builtin:shape", "shapes")]
    public void An_unknown_reference_is_suggested(string reference, string suggestion)
    {
        var outcome = _datatools.Run("pull", reference);
        Assert.True(outcome.ExitCode is NotFound or InvalidInput, outcome.Error);
        Assert.Contains(suggestion, outcome.Error, StringComparison.Ordinal);
        NothingWritten();
    }

    [Fact]
    public void A_bare_name_is_the_official_data_set_and_one_near_it_is_suggested()
    {
        var found = _datatools.Run("pull", "fashion-mnist", "--mirror", "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/=file:///nowhere/");
        Assert.Equal(NotFound, found.ExitCode);
        Assert.StartsWith("fashion-mnist is official:fashion-mnist.\n", found.Error, StringComparison.Ordinal);
        Assert.Contains("/nowhere/", found.Error, StringComparison.Ordinal);
        var near = _datatools.Run("pull", "fashion-mnits", "--offline").Refused(NotFound);
        Assert.Contains("Did you mean official:fashion-mnist?", near.Error, StringComparison.Ordinal);
        NothingWritten();
    }

    [Fact]
    public void A_missing_folder_or_mirror_is_named()
    {
        var folder = _datatools.Run("pull", "folder:./nowhere").Refused(NotFound);
        Assert.Contains("nowhere", folder.Error, StringComparison.Ordinal);
        var mirror = _datatools.Run("pull", "official:fashion-mnist", "--mirror", "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/=file:///nowhere/");
        mirror.Refused(NotFound);
        Assert.Contains("/nowhere/", mirror.Error, StringComparison.Ordinal);
        NothingWritten();
    }

    [Fact]
    public void A_wrong_checksum_names_what_was_expected()
    {
        var folder = _datatools.Workspace["mirror"];
        foreach (var name in new[] { "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1" })
            _datatools.Workspace.Write($"mirror/{name}-ubyte.gz", Encoding.ASCII.GetBytes("not what it should be"));
        var outcome = _datatools.Run("pull", "official:fashion-mnist", "--mirror", $"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/=file://{folder}/").Refused(Corrupt);
        Assert.Contains("expected", outcome.Error, StringComparison.Ordinal);
        NothingWritten();
        Assert.Empty(Files("cache/blobs"));
    }

    [Fact]
    public void A_text_file_named_jpg_stops_the_pull_or_is_skipped()
    {
        Photo("photos/cat/good-1.png");
        Photo("photos/dog/good-2.png");
        _datatools.Workspace.Write("photos/dog/text.jpg", Encoding.ASCII.GetBytes("I am no picture"));
        var stopped = _datatools.Run("pull", "folder:photos").Refused(Corrupt);
        Assert.Contains("text.jpg", stopped.Error, StringComparison.Ordinal);
        NothingWritten();

        var skipped = _datatools.Run("pull", "folder:photos", "--on-bad-sample", "skip").Ok();
        Assert.Contains("text.jpg", skipped.Error, StringComparison.Ordinal);
        Assert.Contains("train 2", skipped.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_folder_and_one_class_only_are_refused()
    {
        Directory.CreateDirectory(_datatools.Workspace["empty"]);
        _datatools.Run("pull", "folder:empty").Refused(InvalidInput);
        Photo("lonely/cat/1.png");
        var one = _datatools.Run("pull", "folder:lonely").Refused(InvalidInput);
        Assert.Contains("cat", one.Error, StringComparison.Ordinal);
        NothingWritten();
    }

    [Fact]
    public void All_faults_of_a_policy_are_listed_at_once()
    {
        _datatools.Run("pull", "builtin:shapes").Ok();
        _datatools.Workspace.Write("policy.yaml", Encoding.UTF8.GetBytes("""
            operations:
              - horizontal_flop
              - rotation: { degrees: 400 }
              - brightness: { factr: 0.2 }
            """));
        var outcome = _datatools.Run("augment", "shapes", "--policy", "policy.yaml").Refused(InvalidInput);
        Assert.Contains("horizontal_flip", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("degrees", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("factor", outcome.Error, StringComparison.Ordinal);
        _datatools.Run("augment", "shapes", "--policy", "nowhere.yaml").Refused(NotFound);
        _datatools.Run("train", "shapes", "--augment", "policy.yaml").Refused(InvalidInput);
        Assert.Equal(["shapes"], Entries());
        Assert.False(Directory.Exists(_datatools.Workspace["runs"]));
    }

    [Fact]
    public void Options_out_of_range_are_listed_and_make_no_run()
    {
        _datatools.Run("pull", "builtin:shapes").Ok();
        var outcome = _datatools.Run("train", "shapes", "--epochs", "0", "--lr", "-1", "--schedule", "triangle").Refused(InvalidInput);
        foreach (var option in new[] { "--epochs", "--lr", "--schedule" })
            Assert.Contains(option, outcome.Error, StringComparison.Ordinal);
        _datatools.Run("train", "shapes", "--model", "resnet-20").Refused(NotFound);
        _datatools.Run("train", "shapes", "--device", "tpu").Refused(InvalidInput);
        _datatools.Run("evaluate", "nothing").Refused(NotFound);
        _datatools.Run("resume", "nothing").Refused(NotFound);
        Assert.False(Directory.Exists(_datatools.Workspace["runs"]));
    }

    [Fact]
    public void A_broken_settings_file_is_explained()
    {
        _datatools.Workspace.Write("datatools.json", Encoding.UTF8.GetBytes("""{"mirors": {}}"""));
        var outcome = _datatools.Run("list").Refused(InvalidInput);
        Assert.Contains("datatools.json", outcome.Error, StringComparison.Ordinal);
    }

    // The smallest PNG there is: one gray pixel.
    private void Photo(string path) => _datatools.Workspace.Write(path, Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="));

    private void NothingWritten() => Assert.Empty(Entries());

    private IEnumerable<string> Entries() => Directory.Exists(_datatools.Workspace["catalogs"])
        ? Directory.EnumerateFileSystemEntries(_datatools.Workspace["catalogs"]).Select(p => Path.GetFileName(p)!)
        : [];

    private IEnumerable<string> Files(string folder) => Directory.Exists(_datatools.Workspace[folder])
        ? Directory.EnumerateFiles(_datatools.Workspace[folder], "*", SearchOption.AllDirectories)
        : [];
}
