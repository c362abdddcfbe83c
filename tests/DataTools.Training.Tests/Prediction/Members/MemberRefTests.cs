using DataTools.Catalog;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Prediction.Members;

public sealed class MemberRefTests : IDisposable
{
    private readonly TinyEntry _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("run", "run", null)]
    [InlineData("run@last", "run", "last")]
    [InlineData("run@mean", "run", "mean")]
    [InlineData("run@epoch-5", "run", "epoch-5")]
    [InlineData("run@snapshot-2", "run", "snapshot-2")]
    [InlineData("run@snapshots", "run", "snapshots")]
    [InlineData("run@epochs", "run", "epochs")]
    [InlineData("run@onnx", "run", "onnx")]
    [InlineData("run@int8", "run", "int8")]
    [InlineData("a@b@last", "a@b", "last")]
    // A name of its own, as any other.
    [InlineData("run@epoch-0", "run@epoch-0", null)]
    [InlineData("run@best-friend", "run@best-friend", null)]
    [InlineData("@last", "@last", null)]
    public void A_reference_is_read_and_written(string text, string name, string? which)
    {
        var member = MemberRef.Parse(text);
        Assert.Equal((name, which, false, text), (member.Name, member.Which, member.IsFile, member.ToString()));
    }

    [Fact]
    public void A_file_is_named_with_those_of_the_held_out_samples()
    {
        var member = Assert.IsType<FileMember>(Assert.Single(MemberRef.Parse("file:p/a.arrow,b.arrow").Resolve(_tiny.Workspace, "/x")));
        Assert.Equal(("a", Path.GetFullPath("/x/p/a.arrow"), Path.GetFullPath("/x/b.arrow")), (member.Name, member.Path, member.HeldOutPath));
        Assert.Throws<InvalidInputException>(() => MemberRef.Parse("file:"));
    }

    [Fact]
    public void Members_of_one_name_are_told_apart_or_refused_and_one_place_is_one_member()
    {
        string[] Names(params string[] texts) => [.. MemberRef.All(texts, _tiny.Workspace, _tiny.Workspace.Root).Select(m => m.Name)];
        Assert.Equal(["x/test.csv", "y/test.csv", "other"], Names("file:x/test.csv", "file:y/test.csv", "file:other.csv", "file:x/test.csv", "file:y/../y/test.csv"));
        Assert.Equal(["a/x/test.csv", "b/x/test.csv"], Names("file:a/x/test.csv", "file:b/x/test.csv"));
        Assert.Equal(["p.csv", "p.npy"], Names("file:p.csv", "file:p.npy"));
        var error = Assert.Throws<InvalidInputException>(() => Names("file:p.csv", "file:p.csv,held.csv"));
        Assert.StartsWith("2 members are named p: ", error.Message, StringComparison.Ordinal);

        using var elsewhere = new TinyEntry();
        var runs = new[] { _tiny, elsewhere }.Select(t => RunFolder.Create(t.Workspace, "r", t.Options)).ToList();
        runs.ForEach(r => r.WriteOptions(_tiny.Options with { EntryFingerprint = "f", Classes = ["a", "b"], ImageSize = 8, Channels = 1, Mean = [0], Std = [1] }));
        Assert.Equal(["r"], Names("r", runs[0].Path, "r"));
        Assert.Contains(runs[1].Path, Assert.Throws<InvalidInputException>(() => Names("r", runs[1].Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_stands_for_the_weights_that_are_there_and_what_is_not_is_told()
    {
        var run = RunFolder.Create(_tiny.Workspace, "r", _tiny.Options);
        run.WriteOptions(_tiny.Options with { EntryFingerprint = "f", Classes = ["a", "b"], ImageSize = 8, Channels = 1, Mean = [0], Std = [1] });
        foreach (var path in new[] { run.BestWeights, run.LastWeights, run.EpochWeights(10), run.EpochWeights(9), run.SnapshotWeights(2) })
            File.WriteAllText(path, "");
        (string Name, string Path)[] Members(string text) => [.. MemberRef.Parse(text).Resolve(_tiny.Workspace, "/").Cast<RunMember>().Select(m => (m.Name, m.Weights.Path))];
        Assert.Equal([("r", run.BestWeights)], Members("r"));
        Assert.Equal([("r@last", run.LastWeights)], Members("r@last"));
        Assert.Equal([("r@epoch-9", run.EpochWeights(9))], Members("r@epoch-9"));
        Assert.Equal([("r@epoch-9", run.EpochWeights(9)), ("r@epoch-10", run.EpochWeights(10))], Members("r@epochs"));
        Assert.Equal([("r@snapshot-2", run.SnapshotWeights(2))], Members("r@snapshots"));
        var error = Assert.Throws<NotFoundException>(() => Members("r@mean"));
        Assert.Equal("r has no mean", error.Message);
        Assert.StartsWith("Besides its best weights it has last, epoch-9, epoch-10, snapshot-2.", error.Hint, StringComparison.Ordinal);
        Assert.Throws<NotFoundException>(() => Members("r@snapshot-1"));
        Assert.Contains("Did you mean r?", Assert.Throws<NotFoundException>(() => Members("rr")).Hint, StringComparison.Ordinal);
        // A run may be called so.
        Directory.Move(run.Path, Path.Combine(_tiny.Workspace.Runs, "r@last"));
        Assert.Equal("r@last", Assert.Single(Members("r@last")).Name);
        Assert.Equal("r@last@last", Assert.Single(Members("r@last@last")).Name);
    }
}
