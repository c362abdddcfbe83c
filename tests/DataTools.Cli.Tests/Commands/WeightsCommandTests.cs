using System.Security.Cryptography;
using System.Text;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Torch;

namespace DataTools.Cli.Tests.Commands;

public sealed class WeightsCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public WeightsCommandTests() => TorchRuntime.Use(2);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_training_begins_with_published_weights_and_says_what_was_done()
    {
        var mirror = Publish();
        await _cli.Run("pull", "builtin:shapes");
        var said = await _cli.Run("train", "shapes", "--epochs", "1", "--batch-size", "512", "--run", "r", "--mirror", mirror, "--pretrained");
        Assert.Contains("The head fc tells 7 classes apart in the file", said, StringComparison.Ordinal);
        Assert.Contains("exit code 0", said, StringComparison.Ordinal);
        var options = await File.ReadAllTextAsync(_cli.Workspace["runs", "r", "options.json"], TestContext.Current.CancellationToken);
        Assert.Contains("\"pretrained\": \"cnn-small.test\"", options, StringComparison.Ordinal);
        Assert.Contains("https://weights.example.org/cnn-", options, StringComparison.Ordinal);
        Assert.Contains("0.485", options, StringComparison.Ordinal);

        // Its settings train it again, with the same beginning; a flag takes the place of that.
        Assert.Contains("The head fc tells 7 classes apart in the file", await _cli.Run("lr-find", "shapes", "--config", "runs/r/config.yaml", "--steps", "20", "--mirror", mirror), StringComparison.Ordinal);
        Assert.Contains("there is no file WORKSPACE", await _cli.Run("train", "shapes", "--config", "runs/r/config.yaml", "--weights", "w.pth"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_begun_with_is_told_and_no_run_is_left()
    {
        Publish();
        await _cli.Run("pull", "builtin:shapes");
        Assert.Contains("Did you mean cnn-small.test?", await _cli.Run("train", "shapes", "--pretrained", "cnn-small.tests"), StringComparison.Ordinal);
        Assert.Contains("are weights of cnn-small, not of resnet20", await _cli.Run("train", "shapes", "--model", "resnet20", "--pretrained", "cnn-small.test"), StringComparison.Ordinal);
        Assert.Contains("offline, and the cache lacks a file", await _cli.Run("train", "shapes", "--offline", "--pretrained"), StringComparison.Ordinal);
        Assert.Contains("both say what to begin with", await _cli.Run("train", "shapes", "--weights", "w.pth", "--pretrained"), StringComparison.Ordinal);
        Assert.Contains("there is no file WORKSPACE", await _cli.Run("train", "shapes", "--weights", "w.pth"), StringComparison.Ordinal);
        _cli.Workspace.Write("w.pth", "<html>"u8.ToArray());
        Assert.Contains("a web page, not weights", await _cli.Run("train", "shapes", "--weights", "w.pth"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.Workspace["runs"]));
    }

    [Fact]
    public async Task Weights_are_converted_with_a_card()
    {
        Publish();
        Directory.CreateDirectory(_cli.Workspace["out"]);
        var said = await _cli.Run("models", "convert", "files/cnn.pth", "out/net.safetensors", "--model", "cnn-small", "--card");
        Assert.Contains("WORKSPACE/out/net.safetensors: ", said.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Contains("They tell 7 classes apart.", said, StringComparison.Ordinal);
        using (var file = WeightsFile.Read(_cli.Workspace["out", "net.safetensors"]))
            Assert.Equal("cnn-small", file.Metadata["model"]);
        var card = await File.ReadAllTextAsync(_cli.Workspace["out", "README.md"], TestContext.Current.CancellationToken);
        Assert.StartsWith("---\nlibrary_name: datatools\n", card, StringComparison.Ordinal);
        Assert.Contains("net.safetensors", card, StringComparison.Ordinal);

        Assert.Contains("there is already a", await _cli.Run("models", "convert", "files/cnn.pth", "out/net.safetensors", "--card"), StringComparison.Ordinal);
        Assert.Contains("does not fit the model", await _cli.Run("models", "convert", "files/cnn.pth", "out/other.safetensors", "--model", "resnet20"), StringComparison.Ordinal);
        Assert.Contains("no name of a safetensors file", await _cli.Run("models", "convert", "files/cnn.pth", "out/net.pth"), StringComparison.Ordinal);
        Assert.Equal(["README.md", "net.safetensors"], Directory.EnumerateFiles(_cli.Workspace["out"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    /// <summary>Weights of a small network for 7 classes and an entry for them in the workspace; gives the mirror that has them.</summary>
    private string Publish()
    {
        using var model = ModelCatalog.Find("cnn-small").Build(new(3, 7, 32));
        var path = _cli.Workspace.Write("files/cnn.pth", []);
        Safetensors.Save(path, model.state_dict());
        var prefix = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))[..8];
        File.Copy(path, _cli.Workspace["files", $"cnn-{prefix}.pth"]);
        _cli.Workspace.Write("catalogs/models/cnn-small.test.json", Encoding.UTF8.GetBytes($$"""
            {"formatVersion":1,"name":"cnn-small.test","title":"A test's own","homepage":"https://example.org","license":"none","model":"cnn-small","default":true,
             "source":"https://weights.example.org/cnn-{{prefix}}.pth","sha256Prefix":"{{prefix}}","classes":7,"classNames":"nothing",
             "preprocessing":{"inputSize":32,"resize":32,"interpolation":"bilinear","mean":[0.485,0.456,0.406],"std":[0.229,0.224,0.225]} }
            """));
        return $"https://weights.example.org/={new Uri(_cli.Workspace["files"]).AbsoluteUri}/";
    }

    [Fact]
    public async Task What_images_of_a_file_went_through_can_be_named_and_is_kept_in_what_is_converted()
    {
        Publish();
        await _cli.Run("pull", "builtin:shapes");
        Assert.Contains("says something about the file of --weights", await _cli.Run("train", "shapes", "--preprocessing", "imagenet"), StringComparison.Ordinal);
        Assert.Contains("Did you mean imagenet?", await _cli.Run("train", "shapes", "--weights", "files/cnn.pth", "--preprocessing", "imagnet"), StringComparison.Ordinal);
        Directory.CreateDirectory(_cli.Workspace["out"]);
        Assert.Contains("the shorter side to 32 (bilinear), the middle 32 x 32, less [0.485, 0.456, 0.406]", await _cli.Run("models", "convert", "files/cnn.pth", "out/net.safetensors", "--model", "cnn-small", "--preprocessing", "cnn-small.test", "--card"), StringComparison.Ordinal);
        Assert.Contains("the shorter side to 32", await File.ReadAllTextAsync(_cli.Workspace["out", "README.md"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var said = await _cli.Run("train", "shapes", "--epochs", "1", "--batch-size", "512", "--run", "r", "--weights", "out/net.safetensors");
        Assert.Contains("Images are prepared as the file says: the shorter side to 32, bilinear, 32 x 32.", said, StringComparison.Ordinal);
        Assert.Contains("0.485", await File.ReadAllTextAsync(_cli.Workspace["runs", "r", "options.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
