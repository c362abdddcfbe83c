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

    [Fact]
    public void Recipes_agree_with_the_gathered_facts()
    {
        var facts = JsonNode.Parse(File.ReadAllBytes(SharedData.Path("apis", "official-datasets.json")))!["datasets"]!.AsArray();
        foreach (var name in Recipes.Names(_pulls.Workspace))
        {
            var recipe = Recipes.Read(name, _pulls.Workspace);
            var fact = Assert.Single(facts, f => f!["name"]!.GetValue<string>() == recipe.Title)!;
            Assert.Equal(fact["class_names"]!.AsArray().Select(c => c!.GetValue<string>()), recipe.Classes);
            Assert.Equal(fact["splits"]!.AsObject().Select(s => (s.Key, s.Value!.GetValue<int>())), recipe.Splits.Select(s => (s.Key, s.Value)));
            Assert.Equal(
                fact["files"]!.AsArray().Select(f => (f!["role"]!.GetValue<string>(), f["url"]!.GetValue<string>(), f["md5"]?.GetValue<string>(), f["sha256"]?.GetValue<string>(), f["size_bytes"]?.GetValue<long>())),
                recipe.Files.Select(f => (f.Role, f.Urls[0], f.Md5, f.Sha256, f.Bytes)));
        }
    }

    [Fact]
    public void The_workspace_adds_recipes_and_takes_the_place_of_others()
    {
        Assert.Equal("Fashion-MNIST", Recipes.Read("fashion-mnist", _pulls.Workspace).Title);
        Write("fashion-mnist", r => r["title"] = "Ours");
        Write("mine", r => r["name"] = "mine");
        Assert.Equal("Ours", Recipes.Read("fashion-mnist", _pulls.Workspace).Title);
        Assert.Equal(["fashion-mnist", "mine"], Recipes.Names(_pulls.Workspace));
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
            "'training' should be", "'training' must have samples", "'fashion-mnist/train-images' is no http", "bytes must be more than -1",
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

    private static JsonObject Example() =>
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "catalogs", "official", "fashion-mnist.json")))!.AsObject();

    private static Recipe Parse(Action<JsonObject> change)
    {
        var json = Example();
        change(json);
        return Recipes.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), "fashion-mnist", "test.json");
    }

    private void Write(string name, Action<JsonObject> change)
    {
        var json = Example();
        change(json);
        _pulls.Folder.Write($"catalogs/official/{name}.json", Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
