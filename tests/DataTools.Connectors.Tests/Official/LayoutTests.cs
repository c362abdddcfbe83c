using System.Text;
using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Official.Layouts;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Official;

/// <summary>Archives made as the official ones are laid out, pulled through their real recipes over HTTP.</summary>
public sealed class LayoutTests : IDisposable
{
    private static readonly byte[] StlClasses = Encoding.UTF8.GetBytes(string.Join('\n', RecipeJson.Read("stl10")["classes"]!.AsArray().Select(c => c!.GetValue<string>())));

    private readonly Pulls _pulls = new();
    private readonly FileServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _pulls.Dispose();
    }

    [Fact]
    public async Task STL_10_is_read_with_its_unlabelled_pictures()
    {
        Serve("stl10", new() { ["train"] = 2, ["test"] = 1, ["unlabeled"] = 3 }, Stl10());
        var card = (await _pulls.PullAsync("official:stl10")).Card;
        Assert.Equal([("train", 2, 0), ("test", 1, 0), ("unlabeled", 3, 3)], card.Splits.Select(s => (s.Name, s.Samples, s.Unlabelled)));
        using var entry = _pulls.Store.Open("stl10");
        Assert.Equal([0, 9], [entry.Split("train").Label(0), entry.Split("train").Label(1)]);
    }

    [Fact]
    public async Task Splits_may_be_chosen_and_make_another_revision()
    {
        Serve("stl10", new() { ["train"] = 2, ["test"] = 1, ["unlabeled"] = 3 }, Stl10());
        var some = (await _pulls.PullAsync("official:stl10", new() { Splits = ["test", "train"] })).Card;
        Assert.Equal(["train", "test"], some.Splits.Select(s => s.Name));
        Assert.True((await _pulls.PullAsync("official:stl10", new() { Splits = ["train", "test"] })).AlreadyThere);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync("official:stl10"));
        Assert.Equal("the entry 'stl10' holds other splits of official:stl10: train, test, not all", error.Message);
        await _pulls.PullAsync("official:stl10", new() { As = "all" });
        Assert.True((await _pulls.PullAsync("official:stl10", new() { As = "all", Splits = ["test", "unlabeled", "train"] })).AlreadyThere);
        Assert.Single(_server.Requests);

        var unknown = await Assert.ThrowsAsync<NotFoundException>(() => _pulls.PullAsync("official:stl10", new() { Splits = ["unlabelled"] }));
        Assert.Equal("official:stl10 has no split 'unlabelled'", unknown.Message);
        Assert.Equal("Did you mean unlabeled?", unknown.Hint);
    }

    [Fact]
    public async Task Imagenette_is_read_by_its_wnids_and_named_by_its_classes()
    {
        Serve("imagenette-160", new() { ["train"] = 2, ["validation"] = 1 }, MadeArchives.TarGz(
            ("imagenette2-160/noisy_imagenette.csv", "path,noisy"u8.ToArray()),
            ("imagenette2-160/val/n03888257/ILSVRC2012_val_1.JPEG", [3]),
            ("imagenette2-160/train/n01440764/n01440764_1.JPEG", [1]),
            ("imagenette2-160/train/n01440764/._n01440764_1.JPEG", [9]),
            ("imagenette2-160/train/n03888257/n03888257_2.JPEG", [2])));
        var card = (await _pulls.PullAsync("official:imagenette-160")).Card;
        Assert.Equal(["tench", "parachute"], [card.Classes[0], card.Classes[9]]);
        using var entry = _pulls.Store.Open("imagenette-160");
        var train = entry.Split("train");
        Assert.Equal(
            [("train/n01440764/n01440764_1.JPEG", 0, 1), ("train/n03888257/n03888257_2.JPEG", 9, 2)],
            Enumerable.Range(0, train.Count).Select(i => (train.Id(i), train.Label(i), (int)train.Image(i)[0])));
        Assert.Equal((9, 3), (entry.Split("validation").Label(0), entry.Split("validation").Image(0)[0]));
    }

    [Fact]
    public async Task A_class_folder_that_the_recipe_does_not_know_is_refused()
    {
        Serve("imagenette", new() { ["train"] = 1, ["validation"] = 1 }, MadeArchives.TarGz(("imagenette2/train/n00000000/x.JPEG", [1])));
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync("official:imagenette"));
        Assert.Contains("imagenette2/train/n00000000/x.JPEG", error.Message, StringComparison.Ordinal);
        _pulls.NoEntry();
    }

    [Fact]
    public async Task Food_101_is_read_by_its_lists()
    {
        Serve("food101", new() { ["train"] = 2, ["test"] = 1 }, Food("apple_pie/1\nwaffles/2\n", "waffles/3\n"));
        await _pulls.PullAsync("official:food101");
        using var entry = _pulls.Store.Open("food101");
        var (train, test) = (entry.Split("train"), entry.Split("test"));
        Assert.Equal([("waffles/2", 100), ("apple_pie/1", 0)], [(train.Id(0), train.Label(0)), (train.Id(1), train.Label(1))]);
        Assert.Equal(("waffles/3", 30), (test.Id(0), test.Image(0)[0]));
    }

    [Fact]
    public async Task A_picture_that_a_list_names_and_the_archive_lacks_is_told()
    {
        Serve("food101", new() { ["train"] = 3, ["test"] = 1 }, Food("apple_pie/1\nwaffles/2\nwaffles/9\n", "waffles/3\n"));
        var error = await Assert.ThrowsAsync<BadSampleException>(() => _pulls.PullAsync("official:food101"));
        Assert.Equal("bad sample official:food101: waffles/9: the image is missing (food-101/meta/train.txt, line 3)", error.Message);
        _pulls.NoEntry();
    }

    [Fact]
    public async Task An_archive_without_the_file_that_is_read_is_told_and_so_is_a_damaged_one()
    {
        Serve("stl10", new() { ["train"] = 1 }, MadeArchives.TarGz(("stl10_binary/class_names.txt", StlClasses), ("stl10_binary/train_y.bin", [1])));
        var missing = await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync("official:stl10"));
        Assert.Contains("train_X.bin", missing.Message, StringComparison.Ordinal);

        var noise = new byte[200_000];
        new Random(3).NextBytes(noise);
        var whole = MadeArchives.TarGz(("stl10_binary/other.bin", noise), ("stl10_binary/train_y.bin", [1]));
        foreach (var damaged in new[] { whole[..100_000], [.. whole[..90_000], .. new byte[100], .. whole[90_100..]], noise, [0] })
        {
            Serve("stl10", new() { ["train"] = 1 }, damaged);
            await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync("official:stl10"));
            _pulls.NoEntry();
        }
    }

    [Fact]
    public void Layouts_have_distinct_names_and_say_what_they_read()
    {
        Assert.Equal(LayoutCatalog.All.Select(l => l.Name).Distinct(), LayoutCatalog.All.Select(l => l.Name));
        Assert.All(LayoutCatalog.All, l => Assert.True(l.Reads is null != l.Format is null, l.Name));
        Assert.All(LayoutCatalog.All, l => Assert.True(l.Format is not { } format || DatasetFormats.Named(format.Name).Name == format.Name, l.Name));
    }

    private void Serve(string name, Dictionary<string, int> splits, byte[] archive) => _pulls.Adapt(
        name, splits, new Dictionary<string, byte[]> { ["archive"] = archive },
        recipe => recipe["files"]![0]!["urls"] = new JsonArray(_server.Serve("archive", archive)));

    private static byte[] Stl10()
    {
        byte[] Pictures(int count) => new byte[count * 3 * 96 * 96];
        return MadeArchives.TarGz(
            ("stl10_binary/test_X.bin", Pictures(1)), ("stl10_binary/test_y.bin", [5]), ("stl10_binary/train_X.bin", Pictures(2)),
            ("stl10_binary/train_y.bin", [1, 10]), ("stl10_binary/unlabeled_X.bin", Pictures(3)), ("stl10_binary/class_names.txt", StlClasses), ("stl10_binary/fold_indices.txt", "0 1"u8.ToArray()));
    }

    private static byte[] Food(string train, string test) => MadeArchives.TarGz(
        ("food-101/images/waffles/3.jpg", [30]), ("food-101/images/waffles/2.jpg", [20]), ("food-101/images/apple_pie/1.jpg", [10]),
        ("food-101/images/apple_pie/unlisted.jpg", [40]),
        ("food-101/meta/classes.txt", Encoding.UTF8.GetBytes(string.Join('\n', RecipeJson.Read("food101")["classes"]!.AsArray().Select(c => c!.GetValue<string>())))),
        ("food-101/meta/train.txt", Encoding.UTF8.GetBytes(train)), ("food-101/meta/test.txt", Encoding.UTF8.GetBytes(test)));
}
