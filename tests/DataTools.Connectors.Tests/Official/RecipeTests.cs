using System.Text;
using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Connectors.Official;
using DataTools.Connectors.Tests.Support;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Official;

public sealed class RecipeTests : IDisposable
{
    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Fact]
    public void Every_recipe_of_the_program_is_sound_and_built_in()
    {
        var files = Directory.GetFiles(Path.Combine(SharedData.Repository, "catalogs", "official"), "*.json");
        Assert.Equal(files.Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal), Recipes.Names(_pulls.Workspace));
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var recipe = Recipes.Parse(File.ReadAllBytes(file), name, file);
            Assert.Equal(recipe.Revision, Recipes.Read(name, _pulls.Workspace).Revision);
            // The reference's name becomes the entry's.
            _pulls.Store.CheckNew(new DatasetRef("official", name).DefaultEntryName);
            Assert.Equal(name, new DatasetRef("official", name).DefaultEntryName);
        }
    }

    // What official-datasets.json calls a split of ours, where it is neither the same word nor val.
    private static readonly Dictionary<(string Recipe, string Split), string> SplitsElsewhere = new()
    {
        [("oxford-pets", "train")] = "trainval",
        [("voc-2012", "train")] = "detection train",
        [("voc-2012", "validation")] = "detection val",
        [("caltech101", "train")] = "all (without BACKGROUND_Google)",
    };

    // Files that belong to no recipe, and why.
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["cifar-10-python.tar.gz"] = "the pictures of the binary archive, as pickles",
        ["cifar-100-python.tar.gz"] = "the pictures of the binary archive, as pickles",
        ["test2015.zip"] = "pictures without labels, of another year",
        ["image_info_test2015.zip"] = "of test2015.zip",
        ["panoptic_annotations_trainval2017.zip"] = "for another task than boxes and masks of objects",
        ["VOC2012test.tar"] = "pictures without labels, from no official address",
    };

    [Fact]
    public void Recipes_agree_with_the_gathered_facts()
    {
        var facts = JsonNode.Parse(File.ReadAllBytes(SharedData.Path("apis", "official-datasets.json")))!["datasets"]!.AsArray();
        var used = new HashSet<string>();
        foreach (var recipe in Recipes.Names(_pulls.Workspace).Select(n => Recipes.Read(n, _pulls.Workspace)))
        {
            // "Imagenette (v2), 320 px" is a part of "Imagenette (v2)".
            var fact = Assert.Single(facts, f => Text(f!["name"]) == recipe.Title.Split(',')[0])!;
            Assert.Equal(Text(fact["homepage"]), recipe.Homepage);
            if (recipe.Classes.Count > 0)
                Assert.Equal(fact["classes"]!.GetValue<int>(), recipe.Classes.Count);
            if (fact["class_names"] is JsonArray classes)
                Assert.Equal(classes.Select(Text), recipe.Classes);
            Assert.Equal((fact["wnids"] as JsonArray)?.Select(Text), recipe.ClassFolders);
            foreach (var (split, count) in recipe.Splits)
            {
                var theirs = SplitsElsewhere.GetValueOrDefault((recipe.Name, split), split == "validation" ? "val" : split);
                Assert.Equal(fact["splits"]![theirs]!.GetValue<int>(), count);
            }
            foreach (var file in recipe.Files)
            {
                var known = Assert.Single(fact["files"]!.AsArray(), f => FileName(f!) == file.FileName)!;
                Assert.True(used.Add($"{fact["name"]}/{file.FileName}"), file.FileName);
                Assert.Equal(new[] { known["url"] }.Concat(known["mirrors"]?.AsArray() ?? []).OfType<JsonNode>().Select(Text), file.Urls);
                Assert.Equal((Text(known["md5"]), Text(known["sha256"]), known["size_bytes"]?.GetValue<long>()), (file.Md5, file.Sha256, file.Bytes));
                Assert.Equal(Text(known["access"])!.StartsWith("login", StringComparison.Ordinal), recipe.Registration is not null);
            }
        }
        // Every file of every set is in a recipe, or there is a reason.
        var all = facts.SelectMany(f => f!["files"]!.AsArray().Select(file => (Set: Text(f["name"]), Name: FileName(file!))));
        Assert.Equal(LeftOut.Keys.Order(StringComparer.Ordinal), all.Where(f => !used.Contains($"{f.Set}/{f.Name}")).Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private static string FileName(JsonNode file) => Text(file["url"]) is { } url ? new Uri(url).Segments[^1] : Text(file["role"])!;

    [Theory]
    [InlineData("caltech101", 1, 0L, 8_677, 101)]
    [InlineData("cifar10", 1, 170_052_171L, 60_000, 10)]
    [InlineData("cifar100", 1, 168_513_733L, 60_000, 100)]
    [InlineData("coco-2014", 5, 27_069_660_327L, 164_062, 80)]
    [InlineData("coco-2017", 5, 27_053_469_107L, 163_957, 80)]
    [InlineData("fashion-mnist", 4, 30_878_645L, 70_000, 10)]
    [InlineData("flowers102", 3, 344_878_000L, 8_189, 102)]
    [InlineData("food101", 1, 4_996_278_331L, 101_000, 101)]
    [InlineData("imagenet", 3, 154_642_401_280L, 1_331_167, 0)]
    [InlineData("imagenette", 1, 1_556_914_727L, 13_394, 10)]
    [InlineData("imagenette-160", 1, 98_948_031L, 13_394, 10)]
    [InlineData("imagenette-320", 1, 341_553_947L, 13_394, 10)]
    [InlineData("mnist", 4, 11_594_722L, 70_000, 10)]
    [InlineData("oxford-pets", 2, 811_092_049L, 7_349, 37)]
    [InlineData("stl10", 1, 2_640_397_119L, 113_000, 10)]
    [InlineData("svhn", 3, 1_575_594_780L, 630_420, 10)]
    [InlineData("voc-2007", 2, 911_052_800L, 9_963, 20)]
    [InlineData("voc-2012", 1, 1_999_639_040L, 11_540, 20)]
    public void Totals_are_what_they_should_be(string name, int files, long publishedBytes, int samples, int classes)
    {
        var recipe = Recipes.Read(name, _pulls.Workspace);
        Assert.Equal(
            (files, publishedBytes, samples, classes),
            (recipe.Files.Count, recipe.Files.Sum(f => f.Bytes ?? 0), recipe.Splits.Values.Sum(), recipe.Classes.Count));
    }

    [Fact]
    public void Some_splits_need_some_files()
    {
        string[] Files(string name, params string[] splits) => [.. Recipes.Read(name, _pulls.Workspace).Only(splits).Files.Select(f => f.FileName)];
        Assert.Equal(["val2017.zip", "annotations_trainval2017.zip"], Files("coco-2017", "validation"));
        Assert.Equal(["test2017.zip", "image_info_test2017.zip"], Files("coco-2017", "test"));
        Assert.Equal(["VOCtrainval_06-Nov-2007.tar"], Files("voc-2007", "train", "validation"));
        Assert.Equal(["train_32x32.mat", "test_32x32.mat"], Files("svhn", "test", "train"));
        Assert.Equal(["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"], Files("mnist", "test"));
        Assert.Equal(["caltech-101.zip"], Files("caltech101", "train"));
    }

    [Fact]
    public void The_workspace_adds_recipes_and_takes_the_place_of_others()
    {
        Assert.Equal("Fashion-MNIST", Recipes.Read("fashion-mnist", _pulls.Workspace).Title);
        Write("fashion-mnist", r => r["title"] = "Ours");
        Write("mine", r => r["name"] = "mine");
        Assert.Equal("Ours", Recipes.Read("fashion-mnist", _pulls.Workspace).Title);
        Assert.Single(Recipes.Names(_pulls.Workspace), "fashion-mnist");
        Assert.Single(Recipes.Names(_pulls.Workspace), "mine");
        // A broken one is nobody's business but its own.
        Write("broken", r => r["files"] = 7);
        Assert.Equal("mine", Recipes.Read("mine", _pulls.Workspace).Name);
        var error = Assert.Throws<InvalidInputException>(() => Recipes.Read("broken", _pulls.Workspace));
        Assert.Contains(_pulls.Folder["catalogs", "official", "broken.json"], error.Message, StringComparison.Ordinal);
        Assert.Contains("$.files", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_revision_is_that_of_the_content()
    {
        var revision = Recipes.Read("fashion-mnist", _pulls.Workspace).Revision;
        Assert.Equal(revision, Parse(r => r["files"]![0]!["urls"]!.AsArray().Insert(0, "https://mirror.example.org/x.gz")).Revision);
        Assert.Equal(revision, Parse(r => r["citation"] = "better").Revision);
        Assert.NotEqual(revision, Parse(r => r["classes"]![0] = "Shirt with short sleeves").Revision);
        Assert.NotEqual(revision, Parse(r => r["files"]![0]!["sha256"] = new string('0', 64)).Revision);
        Assert.NotEqual(revision, Parse(r => r["splits"]!["test"] = 9_999).Revision);
    }

    [Fact]
    public void All_faults_are_listed_at_once()
    {
        var error = Assert.Throws<InvalidInputException>(() => Parse(r =>
        {
            r["formatVersion"] = 2;
            r["name"] = "other";
            r.Remove("license");
            r["lisence"] = "MIT";
            r["classes"]![1] = "T-shirt/top";
            r["splits"]!["training"] = 0;
            r["splits"]!["../x"] = 3;
            r["layout"] = "id";
            var files = r["files"]!;
            files[0]!["urls"]![0] = "fashion-mnist/train-images";
            files[0]!["bytes"] = -1;
            files[0]!["md5"] = "XYZ";
            files[1]!["role"] = "train images";
            files[1]!.AsObject().Remove("urls");
            files[2]!["sha-256"] = "";
            foreach (var sum in new[] { "md5", "sha256", "contentSha256" })
                files[3]!.AsObject().Remove(sum);
        }));
        string[] faults =
        [
            "formatVersion is 2", "name is 'other'", "license is missing", "'lisence' is no key", "'T-shirt/top' appears twice",
            "'training' should be called train", "'training' must have samples", "'../x' cannot be the name of a split", "'fashion-mnist/train-images' is no http", "bytes must be more than -1",
            "md5 must be 32", "the role 'train images' appears twice", "has no urls", "'sha-256' is no key", "'test labels' has no checksum",
            "no layout 'id'. Did you mean idx?",
        ];
        foreach (var fault in faults)
            Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("test.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layout_says_which_files_it_misses_and_cannot_use()
    {
        var error = Assert.Throws<InvalidInputException>(() => Parse(r => r["files"]![2]!["role"] = "test pictures"));
        Assert.Contains("needs a file 'test images'", error.Message, StringComparison.Ordinal);
        Assert.Contains("no use for the file 'test pictures'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_and_splits_are_checked_against_the_layout()
    {
        var error = Assert.Throws<InvalidInputException>(() => Parse(r =>
        {
            r["classes"]![1] = "T-shirt/top";
            r["classFolders"] = new JsonArray("a", "a");
        }));
        foreach (var fault in new[] { "the class 'T-shirt/top' appears twice", "there are 10 classes, but 2 classFolders", "the class folder 'a' appears twice" })
            Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        var one = Assert.Throws<InvalidInputException>(() => Parse(r => r["classes"] = new JsonArray("a")));
        Assert.Contains("classes must be two names", one.Message, StringComparison.Ordinal);

        var imagenet = Assert.Throws<InvalidInputException>(() => Parse("imagenet", r =>
        {
            r["classes"] = new JsonArray("a", "b");
            r["splits"]!["extra"] = 7;
        }));
        Assert.Contains("the layout imagenet brings its own classes", imagenet.Message, StringComparison.Ordinal);
        Assert.Contains("the layout imagenet has no split 'extra'", imagenet.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_to_be_brought_have_names_and_no_addresses()
    {
        var error = Assert.Throws<InvalidInputException>(() => Parse("imagenet", r =>
        {
            r["registration"] = " ";
            r["files"]![0]!["urls"] = new JsonArray("https://example.org/x.tar");
            r["files"]![1]!.AsObject().Remove("name");
            r["files"]![2]!["name"] = "../devkit";
        }));
        foreach (var fault in new[] { "registration must say where", "'train images' has urls", "'validation images' has no name", "'../devkit' is no name of a file" })
            Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\": null}")]
    [InlineData("{\"name\": \"a\", \"name\": \"b\"}")]
    public void What_is_no_recipe_is_named(string json)
    {
        var error = Assert.Throws<InvalidInputException>(() => Recipes.Parse(Encoding.UTF8.GetBytes(json), "x", "x.json"));
        Assert.StartsWith("x.json is no sound recipe: ", error.Message, StringComparison.Ordinal);
    }

    private static Recipe Parse(Action<JsonObject> change) => Parse("fashion-mnist", change);

    private static Recipe Parse(string name, Action<JsonObject> change)
    {
        var json = RecipeJson.Read(name);
        change(json);
        return Recipes.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), name, "test.json");
    }

    private void Write(string name, Action<JsonObject> change)
    {
        var json = RecipeJson.Read("fashion-mnist");
        change(json);
        _pulls.Folder.Write($"catalogs/official/{name}.json", Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
