using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Tests;
using DataTools.Training.Prediction;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Prediction;

public sealed class FilePredictionsTests : IDisposable
{
    private readonly TinyEntry _tiny = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _tiny.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_file_gets_the_probabilities_that_the_same_sample_of_an_entry_gets()
    {
        var run = new Trainer(_tiny.Workspace, TimeProvider.System).Start("run", _tiny.Options, AugmentationPolicy.Load("none", "."), null, default).Run;
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var test = new RunPredictions(_tiny.Workspace, TimeProvider.System).On(run, entry, SplitNames.Test, 1, null, default);
        for (var i = 0; i < test.Count; i++)
            _folder.Write($"in/{test.Ids[i]}.png", ImageCodec.EncodePng(TinyEntry.Picture(test.Ids[i], test.Labels[i])));
        _folder.Write("in/bad.png", "no image"u8.ToArray());

        var scores = FilePredictions.Of(run, ImageFiles.Find(["in"], _folder.Path), null, default);
        Assert.Equal(test.Count + 1, scores.Count);
        var bad = Assert.Single(scores, s => s.Fault is not null);
        Assert.Equal("bad.png", Path.GetFileName(bad.Id));
        var expected = new double[TinyEntry.Classes];
        for (var i = 0; i < test.Count; i++)
        {
            test.Probabilities(i, expected);
            var found = scores.Single(s => Path.GetFileNameWithoutExtension(s.Id) == test.Ids[i]);
            Assert.All(expected.Zip(found.Probabilities), p => Assert.Equal(p.First, p.Second, 1e-5));
        }

        // The same images as an entry of no class.
        _tiny.Store.Write(new DatasetCard { Name = "unlabelled", Source = "test" }, new([], [new(SplitNames.Test, test.Count, test.Ids.Select((id, i) =>
            new Sample(id, ImageCodec.EncodePng(TinyEntry.Picture(id, test.Labels[i])), Sample.Unlabelled)))]));
        using var unlabelled = _tiny.Store.Open("unlabelled");
        var same = new RunPredictions(_tiny.Workspace, TimeProvider.System).On(run, unlabelled, SplitNames.Test, 1, null, default);
        Assert.Equal(test.Logits, same.Logits);
        Assert.Equal(test.Classes, same.Classes);
        Assert.All(same.Labels, l => Assert.Equal(Sample.Unlabelled, l));
    }

    [Fact]
    public void Files_folders_and_patterns_are_found_in_order_and_once()
    {
        foreach (var name in (string[])["b.jpg", "a.png", "deep/c.JPG", "notes.txt"])
            _folder.Write($"in/{name}", [1]);
        string[] Names(params string[] wanted) => [.. ImageFiles.Find(wanted, _folder.Path).Select(p => Path.GetRelativePath(_folder["in"], p).Replace('\\', '/'))];
        Assert.Equal(["a.png", "b.jpg", "deep/c.JPG"], Names("in"));
        Assert.Equal(["b.jpg", "a.png"], Names("in/b.jpg", "in/?.*g", "in/b.jpg"));
        Directory.CreateDirectory(_folder["empty"]);
        var message = Assert.Throws<NotFoundException>(() => Names("in", "empty", "gone.png", "in/*.gif")).Message;
        Assert.Contains("empty has no image in it", message, StringComparison.Ordinal);
        Assert.Contains("there is no gone.png", message, StringComparison.Ordinal);
        Assert.Contains("there is no in/*.gif", message, StringComparison.Ordinal);
    }
}
