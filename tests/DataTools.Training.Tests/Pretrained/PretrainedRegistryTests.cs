using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Tests;
using DataTools.Training.Models;
using DataTools.Training.Pretrained;

namespace DataTools.Training.Tests.Pretrained;

public sealed class PretrainedRegistryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Workspace Workspace => Workspace.Locate(_folder.Path, _folder.Path, _ => null);

    [Fact]
    public void Every_entry_is_of_a_network_that_there_is_and_that_takes_its_images()
    {
        var names = PretrainedRegistry.Names(Workspace);
        Assert.Equal(
            Directory.EnumerateFiles(Path.Combine(SharedData.Repository, "catalogs", "models"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal), names);
        foreach (var entry in names.Select(n => PretrainedRegistry.Read(n, Workspace)))
        {
            var model = ModelCatalog.Find(entry.Model);
            model.Check(new(3, entry.Classes, entry.Preprocessing.InputSize));
            Assert.Equal((model.Classes, model.InputSize), (entry.Classes, entry.Preprocessing.InputSize));
            Assert.StartsWith($"{entry.Model}.", entry.Name, StringComparison.Ordinal);
        }
        Assert.All(names.Select(n => PretrainedRegistry.Read(n, Workspace)).GroupBy(e => e.Model), g => Assert.Single(g, e => e.Default));
    }

    [Fact]
    public void A_network_has_usual_weights_or_says_which_networks_have_some()
    {
        Assert.Equal("resnet18.tv_in1k", PretrainedRegistry.Default("resnet18", Workspace).Name);
        var error = Assert.Throws<NotFoundException>(() => PretrainedRegistry.Default("cnn-small", Workspace));
        Assert.Contains("no pretrained weights are known of cnn-small", error.Message, StringComparison.Ordinal);
        Assert.Contains("resnet18", error.Hint, StringComparison.Ordinal);
        Assert.Contains("Did you mean", Assert.Throws<NotFoundException>(() => PretrainedRegistry.Read("resnet18.tv_in1", Workspace)).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_workspaces_own_entry_adds_to_them()
    {
        var text = File.ReadAllText(Path.Combine(SharedData.Repository, "catalogs", "models", "resnet18.a1_in1k.json")).Replace("resnet18.a1_in1k\",\n  \"title", "resnet18.mine\",\n  \"title", StringComparison.Ordinal);
        _folder.Write("catalogs/models/resnet18.mine.json", Encoding.UTF8.GetBytes(text));
        Assert.Contains("resnet18.mine", PretrainedRegistry.Names(Workspace));
        Assert.Equal("hf:timm/resnet18.a1_in1k", PretrainedRegistry.Read("resnet18.mine", Workspace).Source);
    }

    [Fact]
    public void The_two_usual_preprocessings_for_ImageNet_have_names()
    {
        Assert.Equal(PretrainedPreprocessing.ImageNet, PretrainedRegistry.Preprocessing("imagenet", Workspace));
        var inception = PretrainedRegistry.Preprocessing("imagenet-inception", Workspace);
        Assert.Equal("the shorter side to 256 (bilinear), the middle 224 x 224, less [0.5, 0.5, 0.5], divided by [0.5, 0.5, 0.5]", inception.ToString());
        Assert.Empty(PretrainedChecks.PreprocessingFaults(inception, 3));
        Assert.Contains("Did you mean imagenet-inception?", Assert.Throws<NotFoundException>(() => PretrainedRegistry.Preprocessing("imagenet-incepton", Workspace)).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_an_entry_are_told_at_once()
    {
        const string json = """
            {"formatVersion":2,"name":"other","title":"","homepage":"x","license":"x","model":"resnet18","source":"https://example.org/a.pth","sha256Prefix":"12345678","revision":"main",
             "names":"nobody","classes":0,"classNames":"x","preprocessing":{"inputSize":224,"resize":200,"interpolation":"nearest","mean":[1,2],"std":[0,0,0]},"surprise":1}
            """;
        var message = Assert.Throws<InvalidInputException>(() => PretrainedRegistry.Parse(Encoding.UTF8.GetBytes(json), "mine", "mine.json")).Message;
        foreach (var fault in new[] { "formatVersion is 2", "name is 'other'", "title is missing", "'surprise' is no key", "classes must be", "map of names 'nobody'", "revision and file", "sha256Prefix 12345678 is not in the name", "preprocessing.resize", "preprocessing.interpolation", "preprocessing.mean" })
            Assert.Contains(fault, message, StringComparison.Ordinal);
    }
}
