using DataTools.Catalog;
using DataTools.FakeServices.Kaggle;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Kaggle;

/// <summary>Real data of Kaggle, served as Kaggle does, becomes the entries that its makers meant. Counts are those of its manifest.</summary>
public sealed class KaggleRealDataTests
{
    private static readonly string[] Cifar = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    [Theory]
    [InlineData("kaggle:kaggle/dogs-vs-cats")]
    [InlineData("kaggle-competition:dogs-vs-cats")]
    public async Task Dogs_and_cats_are_told_by_their_files_names(string reference)
    {
        var files = FakeFiles.Of(SharedData.Path("data", "kaggle", "dogs-vs-cats"));
        await using var scene = new KaggleScene(await FakeKaggle.StartAsync([new("kaggle/dogs-vs-cats", files)], [new("dogs-vs-cats", files)])).WithToken();
        var card = (await scene.Pulls.PullAsync(reference)).Card;
        Assert.Equal(["cat", "dog"], card.Classes);
        Assert.Equal([("train", 420, 0), ("test", 30, 30)], card.Splits.Select(s => (s.Name, s.Samples, s.Unlabelled)));
        Assert.Equal([210, 210], card.Splits[0].ClassCounts);
        Assert.Equal(0, card.SkippedSamples);
        Assert.Equal("archive.zip", Assert.Single(card.Files).Name);
        using var entry = scene.Pulls.Store.Open(card.Name);
        var train = entry.Split("train");
        foreach (var i in Enumerable.Range(0, 420))
        {
            Assert.Equal(train.Id(i).StartsWith("train/dog.", StringComparison.Ordinal) ? 1 : 0, train.Label(i));
            Assert.Equal(files.Find(train.Id(i)), train.Image(i).ToArray());
        }
    }

    [Fact]
    public async Task Cifar_comes_as_zips_with_a_table_for_more_images_than_there_are()
    {
        var files = FakeFiles.Of(SharedData.Path("data", "kaggle", "cifar-10"));
        var labels = Labels(SharedData.Path("data", "kaggle", "cifar-10-unpacked", "train.csv"));
        await using var scene = new KaggleScene(await FakeKaggle.StartAsync([], [new("cifar-10", files)])).WithToken();
        var card = (await scene.Pulls.PullAsync("kaggle-competition:cifar-10")).Card;
        Assert.Equal(["test_tiny.zip", "trainLabels.csv.zip", "train_tiny.zip"], card.Files.Select(f => f.Name));
        Assert.Equal([("train", 100, 0), ("test", 1, 1)], card.Splits.Select(s => (s.Name, s.Samples, s.Unlabelled)));
        Assert.Equal(labels.Values.Distinct().Order(StringComparer.Ordinal), card.Classes);
        Assert.Equal(Cifar, card.Classes);
        using var entry = scene.Pulls.Store.Open("cifar-10");
        var train = entry.Split("train");
        foreach (var i in Enumerable.Range(0, 100))
        {
            var number = Path.GetFileNameWithoutExtension(train.Id(i));
            Assert.Equal(labels[number], card.Classes[train.Label(i)]);
            Assert.Equal(File.ReadAllBytes(SharedData.Path("data", "kaggle", "cifar-10-unpacked", "train", $"{number}.png")), train.Image(i).ToArray());
        }
    }

    [Fact]
    public async Task Cifar_unpacked_comes_as_one_archive_with_a_table()
    {
        var folder = SharedData.Path("data", "kaggle", "cifar-10-unpacked");
        var labels = Labels(Path.Combine(folder, "train.csv"));
        await using var scene = new KaggleScene(await FakeKaggle.StartAsync([new("d2l/cifar-10-tiny", FakeFiles.Of(folder))]));
        var card = (await scene.Pulls.PullAsync("kaggle:d2l/cifar-10-tiny")).Card;
        Assert.Equal(Cifar, card.Classes);
        Assert.Equal(("train", 100), Assert.Single(card.Splits.Select(s => (s.Name, s.Samples))));
        using var entry = scene.Pulls.Store.Open(card.Name);
        var train = entry.Split("train");
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(labels[Path.GetFileNameWithoutExtension(train.Id(i))], card.Classes[train.Label(i)]));
    }

    private static Dictionary<string, string> Labels(string csv) =>
        File.ReadLines(csv).Skip(1).Select(l => l.Split(',')).ToDictionary(f => f[0], f => f[1]);
}
