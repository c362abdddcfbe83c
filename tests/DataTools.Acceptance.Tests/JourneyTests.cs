using System.Text.Json;
using DataTools.Tests;

namespace DataTools.Acceptance.Tests;

/// <summary>The whole road with the real program: pull, look, augment, train, evaluate, remove.</summary>
public sealed class JourneyTests : IDisposable
{
    private readonly Datatools _datatools = new();

    public void Dispose() => _datatools.Dispose();

    [Fact]
    public void From_a_reference_to_an_evaluated_ensemble()
    {
        var first = _datatools.Run("pull", "builtin:shapes").Ok();
        var second = _datatools.Run("pull", "builtin:shapes").Ok();
        Assert.Contains("already there", second.Out, StringComparison.Ordinal);
        Assert.Equal(Fingerprint(first.Out), Fingerprint(second.Out));

        _datatools.Run("augment", "shapes", "--copies", "1", "--threads", "1", "--as", "one").Ok();
        _datatools.Run("augment", "shapes", "--copies", "1", "--threads", "8", "--as", "eight").Ok();
        _datatools.Run("augment", "shapes", "--copies", "1", "--seed", "1", "--as", "other").Ok();
        Assert.Equal(Card("one").GetProperty("fingerprint").GetString(), Card("eight").GetProperty("fingerprint").GetString());
        Assert.NotEqual(Card("one").GetProperty("fingerprint").GetString(), Card("other").GetProperty("fingerprint").GetString());
        Assert.Equal("shapes", Card("one").GetProperty("parent").GetProperty("card").GetProperty("name").GetString());

        var sheet = _datatools.Workspace["sheet.png"];
        _datatools.Run("show", "shapes", "--grid", sheet).Ok();
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(sheet)[..4]);

        foreach (var seed in new[] { "0", "1" })
            _datatools.Run("train", "shapes", "--epochs", "2", "--seed", seed, "--augment", "standard").Ok();
        _datatools.Run("train", "shapes", "--epochs", "2", "--seed", "1", "--augment", "standard", "--run", "again").Ok();
        Assert.Equal(Bytes("shapes-cnn-small-s1", "best.safetensors"), Bytes("again", "best.safetensors"));
        Assert.NotEqual(Bytes("shapes-cnn-small-s0", "best.safetensors"), Bytes("again", "best.safetensors"));
        foreach (var file in new[] { "options.json", "metrics.csv", "last.safetensors" })
            Assert.True(File.Exists(_datatools.Workspace["runs", "again", file]), file);
        Assert.Single(Directory.GetFiles(_datatools.Workspace["runs", "again"], "events.out.tfevents.*"));

        var table = _datatools.Run("evaluate", "shapes-cnn-small-s0", "shapes-cnn-small-s1").Ok();
        foreach (var row in new[] { "shapes-cnn-small-s0", "shapes-cnn-small-s1", "mean", "weighted", "vote" })
            Assert.Contains(row, table.Out, StringComparison.Ordinal);

        var json = _datatools.Run("evaluate", "shapes-cnn-small-s0", "shapes-cnn-small-s1", "--format", "json").Ok();
        var rows = JsonDocument.Parse(json.Out).RootElement.GetProperty("rows");
        // Two members and five fusions, each with 1 and with 10 crops.
        Assert.Equal(14, rows.GetArrayLength());
        Assert.All(rows.EnumerateArray(), row => Assert.InRange(row.GetProperty("figures").GetProperty("top1").GetDouble(), 0, 1));

        _datatools.Run("remove", "shapes").Ok();
        Assert.DoesNotContain("builtin:shapes", _datatools.Run("list").Ok().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_real_Fashion_MNIST_without_the_internet()
    {
        var mirror = $"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/=file://{SharedData.FashionMnist()}/";
        var pulled = _datatools.Run("pull", "official:fashion-mnist", "--mirror", mirror).Ok();
        Assert.Contains("train 60,000, test 10,000; 10 classes", pulled.Out, StringComparison.Ordinal);
        // Downloads nothing: the mirror is not even named.
        Assert.Contains("already there", _datatools.Run("pull", "official:fashion-mnist").Ok().Out, StringComparison.Ordinal);
        var card = _datatools.Run("show", "fashion-mnist").Ok().Out;
        Assert.Contains("Ankle boot", card, StringComparison.Ordinal);
        Assert.Contains("6,000", card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_photo_folder_with_splits_is_read()
    {
        var photos = SharedData.Path("data", "kaggle", "dogs-vs-cats", "train");
        foreach (var (file, index) in Directory.GetFiles(photos).Order(StringComparer.Ordinal).Select((f, i) => (f, i)).Where(f => f.i % 10 == 0))
        {
            var name = Path.GetFileName(file);
            var split = index % 40 == 0 ? "val" : "train";
            _datatools.Workspace.Write($"pets/{split}/{name.Split('.')[0]}/{name}", File.ReadAllBytes(file));
        }
        var pulled = _datatools.Run("pull", "folder:pets").Ok();
        Assert.Contains("validation", pulled.Out, StringComparison.Ordinal);
        Assert.Contains("2 classes", pulled.Out, StringComparison.Ordinal);
        _datatools.Run("train", "pets", "--epochs", "1", "--batch-size", "8", "--image-size", "48").Ok();
    }

    private static string Fingerprint(string output) => output[output.IndexOf("sha256:", StringComparison.Ordinal)..].Trim();

    private JsonElement Card(string name) =>
        JsonDocument.Parse(_datatools.Run("show", name, "--format", "json").Ok().Out).RootElement;

    private byte[] Bytes(string run, string file) => File.ReadAllBytes(_datatools.Workspace["runs", run, file]);
}
