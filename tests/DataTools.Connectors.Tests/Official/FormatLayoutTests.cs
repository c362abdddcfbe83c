using System.Text;
using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;
using DataTools.Connectors.Tests.Support;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Official;

/// <summary>Layouts that a format reads: archives made as the official ones are, pulled through their real recipes.</summary>
public sealed class FormatLayoutTests : IDisposable
{
    private readonly Pulls _pulls = new();
    private readonly FileServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _pulls.Dispose();
    }

    [Fact]
    public async Task SVHN_is_read_from_its_MAT_files_and_needs_only_those_of_its_splits()
    {
        var mat = new MadeMat();
        byte[] Of(params byte[] labels) => mat.File(mat.Bytes("X", [32, 32, 3, labels.Length], new byte[3072 * labels.Length]), mat.Bytes("y", [labels.Length, 1], labels));
        Serve("svhn", new() { ["train"] = 2, ["test"] = 1, ["extra"] = 3 }, new() { ["train"] = Of(10, 9), ["test"] = Of(1), ["extra"] = Of(2, 3, 4) });
        var card = (await _pulls.PullAsync("official:svhn", new() { Splits = ["train", "test"] })).Card;
        Assert.Equal([("train", 2), ("test", 1)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal(2, _server.Requests.Count);
        Assert.Equal([("train", "train-000000", 0), ("train", "train-000001", 9), ("test", "test-000000", 1)], Samples("svhn"));
    }

    [Fact]
    public async Task Flowers_are_read_with_their_official_splits()
    {
        var mat = new MadeMat();
        var classes = RecipeJson.Read("flowers102")["classes"]!.AsArray().Count;
        Serve("flowers102", new() { ["train"] = 1, ["validation"] = 1, ["test"] = 2 }, new()
        {
            ["images"] = MadeArchives.TarGz([.. Enumerable.Range(1, 4).Select(i => ($"jpg/image_{i:D5}.jpg", new[] { (byte)i }))]),
            ["labels"] = mat.File(mat.Numbers("labels", [1, 4], [1, 2, 3, classes], MadeMat.UInt8)),
            ["splits"] = mat.File(mat.Numbers("trnid", [1, 1], [3]), mat.Numbers("valid", [1, 1], [1]), mat.Numbers("tstid", [1, 2], [4, 2])),
        });
        await _pulls.PullAsync("official:flowers102");
        Assert.Equal([("train", "image_00003", 2), ("validation", "image_00001", 0), ("test", "image_00002", 1), ("test", "image_00004", 101)], Samples("flowers102"));
        using var entry = _pulls.Store.Open("flowers102");
        Assert.Equal([3, 1, 2, 4], new[] { "train", "validation", "test" }.SelectMany(s => Enumerable.Range(0, entry.Split(s).Count).Select(i => (int)entry.Split(s).Image(i)[0])));
    }

    [Fact]
    public async Task Pets_are_read_with_heads_and_trimaps()
    {
        var breeds = RecipeJson.Read("oxford-pets")["classes"]!.AsArray().Select(c => c!.GetValue<string>()).ToList();
        string List(int number) => string.Join('\n', breeds.Select((b, i) => $"{b}_{number} {i + 1} {(char.IsUpper(b[0]) ? 1 : 2)} 1"));
        Serve("oxford-pets", new() { ["train"] = 37, ["test"] = 37 }, new()
        {
            ["images"] = MadeArchives.TarGz([.. breeds.SelectMany(b => new[] { ($"images/{b}_1.jpg", new byte[] { 1 }), ($"images/{b}_2.jpg", [2]), ($"images/{b}_2.mat", [3]) })]),
            // In another order than the images.
            ["annotations"] = MadeArchives.TarGz(
            [
                ("annotations/list.txt", "#\n"u8.ToArray()), ("annotations/test.txt", Encoding.UTF8.GetBytes(List(2))), ("annotations/trainval.txt", Encoding.UTF8.GetBytes(List(1))),
                .. breeds.AsEnumerable().Reverse().Select(b => ($"annotations/trimaps/{b}_1.png", StoredPng.Encode([1, 2, 3], 3, 1))),
                ("annotations/trimaps/._pug_1.png", [1]),
                ("annotations/xmls/pug_1.xml", "<annotation><object><name>dog</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object></annotation>"u8.ToArray()),
            ]),
        });
        var card = (await _pulls.PullAsync("official:oxford-pets")).Card;
        Assert.All(card.Splits, s => Assert.All(s.ClassCounts, c => Assert.Equal(1, c)));
        using var entry = _pulls.Store.Open("oxford-pets");
        var train = entry.Split("train");
        var pug = Enumerable.Range(0, train.Count).Single(i => train.Id(i) == "pug_1");
        Assert.Equal(("pug", new Box(0, 1, 3, 3)), (card.Classes[train.Label(pug)], Assert.Single(train.Annotations(pug).Objects).Box));
        Assert.Equal(StoredPng.Encode([(byte)(train.Label(pug) + 1), 0, 255], 3, 1), train.Annotations(pug).Segmentation.ToArray());
    }

    [Fact]
    public async Task Caltech_101_is_read_from_the_archives_in_its_zip()
    {
        var classes = RecipeJson.Read("caltech101")["classes"]!.AsArray().Select(c => c!.GetValue<string>()).ToList();
        var mat = new MadeMat();
        var images = MadeArchives.TarGz([("101_ObjectCategories/BACKGROUND_Google/image_0001.jpg", [9]), .. classes.AsEnumerable().Reverse().Select(c => ($"101_ObjectCategories/{c}/image_0001.jpg", new byte[] { 1 }))]);
        var notes = MadeArchives.Tar(("Annotations/Airplanes_Side_2/annotation_0001.mat", mat.File(mat.Numbers("box_coord", [1, 4], [1, 10, 2, 20]), mat.Numbers("obj_contour", [2, 3], [0, 0, 1, 0, 1, 1]))));
        Serve("caltech101", new() { ["train"] = 101 }, new()
        {
            ["archive"] = MadeArchives.Zip(("caltech-101/", []), ("caltech-101/101_ObjectCategories.tar.gz", images), ("caltech-101/Annotations.tar", notes), ("caltech-101/show_annotation.m", [1])),
        });
        var card = (await _pulls.PullAsync("official:caltech101")).Card;
        Assert.Equal(101, card.Splits.Single().Samples);
        using var entry = _pulls.Store.Open("caltech101");
        var train = entry.Split("train");
        var plane = Enumerable.Range(0, 101).Single(i => train.Id(i) == "airplanes/image_0001.jpg");
        Assert.Equal(("airplanes", new Box(1, 0, 19, 10)), (card.Classes[train.Label(plane)], Assert.Single(train.Annotations(plane).Objects).Box));
    }

    [Fact]
    public async Task ImageNet_is_read_from_the_tars_that_the_user_brings()
    {
        const string first = "n01440764", second = "n01443537";
        var files = MadeImageNet.Files();
        _pulls.Adapt("imagenet", new Dictionary<string, int> { ["train"] = 3, ["validation"] = 2 }, files);
        foreach (var (role, name) in new[] { ("train images", "ILSVRC2012_img_train.tar"), ("validation images", "ILSVRC2012_img_val.tar"), ("devkit", "ILSVRC2012_devkit_t12.tar.gz") })
            _pulls.Folder.Write($"mine/{name}", files[role]);
        var card = (await _pulls.PullAsync("official:imagenet", new() { From = "mine" })).Card;
        Assert.Equal(["tench, Tinca tinca", "goldfish"], card.Classes);
        Assert.Equal(
            [
                ("train", $"{second}_1", 1), ("train", $"{first}_2", 0), ("train", $"{first}_3", 0),
                ("validation", "ILSVRC2012_val_00000002", 0), ("validation", "ILSVRC2012_val_00000001", 1),
            ],
            Samples("imagenet"));
    }

    [Fact]
    public async Task Pascal_VOC_2007_is_read_from_both_tars()
    {
        byte[] Xml(string name) => Encoding.UTF8.GetBytes($"<annotation><object><name>{name}</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>3</ymax></bndbox></object></annotation>");
        const string root = "VOCdevkit/VOC2007/";
        Serve("voc-2007", new() { ["train"] = 1, ["validation"] = 1, ["test"] = 1 }, new()
        {
            ["train and validation"] = MadeArchives.Tar(
                (root + "Annotations/000005.xml", Xml("chair")), (root + "Annotations/000007.xml", Xml("car")), (root + "ImageSets/Main/train.txt", "000007\n"u8.ToArray()),
                (root + "ImageSets/Main/val.txt", "000005\n"u8.ToArray()), (root + "ImageSets/Main/trainval.txt", "000005\n000007\n"u8.ToArray()),
                (root + "JPEGImages/000005.jpg", [5]), (root + "JPEGImages/000007.jpg", [7]), (root + "SegmentationClass/000007.png", [77])),
            ["test"] = MadeArchives.Tar((root + "Annotations/000001.xml", Xml("dog")), (root + "ImageSets/Main/test.txt", "000001\n"u8.ToArray()), (root + "JPEGImages/000001.jpg", [1])),
        });
        var card = (await _pulls.PullAsync("official:voc-2007")).Card;
        Assert.Equal([("train", "000007", -1), ("validation", "000005", -1), ("test", "000001", -1)], Samples("voc-2007"));
        using var entry = _pulls.Store.Open("voc-2007");
        Assert.Equal((byte)77, entry.Split("train").Annotations(0).Segmentation.Span[0]);
        Assert.Equal("dog", card.Classes[Assert.Single(entry.Split("test").Annotations(0).Objects).Category]);
    }

    [Fact]
    public async Task COCO_is_read_from_its_zips_for_the_splits_that_are_wanted()
    {
        var names = RecipeJson.Read("coco-2017")["classes"]!.AsArray().Select(c => c!.GetValue<string>()).ToList();
        byte[] Json(string image, bool objects) => Encoding.UTF8.GetBytes(new JsonObject
        {
            ["images"] = new JsonArray(new JsonObject { ["id"] = 1, ["file_name"] = image, ["width"] = 4, ["height"] = 2 }),
            ["annotations"] = objects ? new JsonArray(new JsonObject { ["id"] = 5, ["image_id"] = 1, ["category_id"] = 80, ["bbox"] = new JsonArray(0.5, 0, 2, 1), ["iscrowd"] = 0, ["area"] = 2 }) : [],
            ["categories"] = new JsonArray([.. names.Select((n, i) => new JsonObject { ["id"] = i + 1, ["name"] = n })]),
        }.ToJsonString());
        var files = new Dictionary<string, byte[]>
        {
            ["train images"] = MadeArchives.Zip(("train2017/000000000009.jpg", Png)),
            ["validation images"] = MadeArchives.Zip(("val2017/000000000139.jpg", Png)),
            ["test images"] = MadeArchives.Zip(("test2017/000000000001.jpg", Png)),
            ["annotations"] = MadeArchives.Zip(
                ("annotations/instances_train2017.json", Json("000000000009.jpg", true)), ("annotations/instances_val2017.json", Json("000000000139.jpg", true)), ("annotations/captions_val2017.json", "{}"u8.ToArray())),
            ["test image list"] = MadeArchives.Zip(("annotations/image_info_test-dev2017.json", Json("000000000001.jpg", false)), ("annotations/image_info_test2017.json", Json("000000000001.jpg", false))),
        };
        Serve("coco-2017", new() { ["train"] = 1, ["validation"] = 1, ["test"] = 1 }, files);
        var card = (await _pulls.PullAsync("official:coco-2017", new() { As = "part", Splits = ["validation"] })).Card;
        Assert.Equal([("validation", 1)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal(names, card.Classes);
        await _pulls.PullAsync("official:coco-2017", new() { As = "all" });
        Assert.Equal([("train", "000000000009.jpg", -1), ("validation", "000000000139.jpg", -1), ("test", "000000000001.jpg", -1)], Samples("all"));
        using var entry = _pulls.Store.Open("part");
        var brush = Assert.Single(entry.Split("validation").Annotations(0).Objects);
        Assert.Equal(("toothbrush", new Box(0.5, 0, 2, 1)), (card.Classes[brush.Category], brush.Box));
    }

    [Fact]
    public async Task Classes_that_differ_from_the_recipe_and_damaged_archives_are_told()
    {
        var mat = new MadeMat();
        var files = new Dictionary<string, byte[]>
        {
            ["images"] = MadeArchives.TarGz(("images/pug_1.jpg", [1]), ("images/pug_2.jpg", [1])),
            ["annotations"] = MadeArchives.TarGz(("annotations/list.txt", [35]), ("annotations/trainval.txt", "pug_1 1 2 1"u8.ToArray()), ("annotations/test.txt", "pug_2 1 2 1"u8.ToArray())),
        };
        Serve("oxford-pets", new() { ["train"] = 1, ["test"] = 1 }, files);
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync("official:oxford-pets"));
        Assert.Equal("official:oxford-pets: the classes in its files are not those of its recipe", error.Message);
        foreach (var damaged in new[] { files["images"][..^40], [.. files["images"][..20], 1, 2, 3, 4, 5, .. files["images"][25..]], [0x1F, 0x8B, 1] })
        {
            files["images"] = damaged;
            Serve("oxford-pets", new() { ["train"] = 1, ["test"] = 1 }, files);
            await Assert.ThrowsAnyAsync<DataToolsException>(() => _pulls.PullAsync("official:oxford-pets"));
        }
        Serve("svhn", new() { ["train"] = 2 }, new() { ["train"] = mat.File(mat.Bytes("X", [32, 32, 3, 1], new byte[3072]), mat.Bytes("y", [1, 1], [1])), ["test"] = [1], ["extra"] = [1] }, r => Keep(r, "train"));
        error = await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync("official:svhn"));
        Assert.Equal("official:svhn: the split train has 1 samples, its recipe promises 2", error.Message);
        _pulls.NoEntry();
    }

    private static readonly byte[] Png = StoredPng.Encode(new byte[8], 4, 2);

    private static void Keep(JsonObject recipe, string role) =>
        recipe["files"] = new JsonArray([.. recipe["files"]!.AsArray().Where(f => f!["role"]!.GetValue<string>() == role).Select(f => f!.DeepClone())]);

    private IReadOnlyList<(string Split, string Id, int Label)> Samples(string name)
    {
        using var entry = _pulls.Store.Open(name);
        return [.. entry.Card.Splits.SelectMany(s => Enumerable.Range(0, s.Samples).Select(i => (s.Name, entry.Split(s.Name).Id(i), entry.Split(s.Name).Label(i))))];
    }

    // Each file at an address that ends in its own name.
    private void Serve(string name, Dictionary<string, int> splits, Dictionary<string, byte[]> files, Action<JsonObject>? change = null) => _pulls.Adapt(name, splits, files, recipe =>
    {
        change?.Invoke(recipe);
        foreach (var file in recipe["files"]!.AsArray().Select(f => f!.AsObject()))
        {
            var role = file["role"]!.GetValue<string>();
            file["urls"] = new JsonArray(_server.Serve(new Uri(file["urls"]![0]!.GetValue<string>()).Segments[^1], files[role]));
        }
    });
}
