using DataTools.Catalog;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Tests;

namespace DataTools.Imaging.Tests;

/// <summary>The snippets of the README: they compile, do what is said there, and stand there word for word.</summary>
public sealed class LibraryExamples
{
    [Fact]
    public void One_image()
    {
        using var folder = new TemporaryFolder();
        var (input, output) = (folder["in.jpg"], folder["out.png"]);
        File.WriteAllBytes(input, ImageCodec.EncodeJpeg(Pictures.Waves(120, 80, 3), 90));
        // README: one image
        var policy = AugmentationPolicy.Load("standard", ".");
        var image = ImageCodec.Decode(File.ReadAllBytes(input), input);
        var plan = policy.Draw(new(image.Width, image.Height), seed: 1, sample: RandomStream.KeyOf(input), view: 0);
        File.WriteAllBytes(output, ImageCodec.EncodePng(plan.Apply(image)));
        // README: end
        Pictures.Same(plan.Apply(image), ImageCodec.Decode(File.ReadAllBytes(output), "x"));
        InReadme("one image");
    }

    [Fact]
    public void A_batch()
    {
        using var folder = new TemporaryFolder();
        var store = new EntryStore(Workspace.Locate(folder.Path, folder.Path, _ => null));
        store.Write(new() { Name = "photos", Source = "folder:x" }, new(["a"], [new("train", 8, Enumerable.Range(0, 8).Select(i => new Sample($"{i}", ImageCodec.EncodeJpeg(Pictures.Waves(300 + i, 200, 3), 90), 0)))]));
        using var entry = store.Open("photos");
        var (train, epoch) = (entry.Split("train"), 0u);
        // README: a batch
        var policy = AugmentationPolicy.Load("imagenet", ".");
        var batch = new float[8 * 3 * 224 * 224];
        Parallel.For(0, 8, i =>
        {
            using var image = ImageCodec.Open(train.Image(i), train.Id(i));
            var plan = policy.Draw(image.Size, seed: 1, sample: RandomStream.KeyOf(train.IdUtf8(i)), view: epoch);
            image.Apply(plan, channels: 3, batch.AsSpan(i * 3 * 224 * 224, 3 * 224 * 224));
        });
        // README: end
        Assert.All(batch.Chunk(3 * 224 * 224), planes => Assert.InRange(planes.Average(), 0.2f, 0.8f));
        Assert.All(batch, value => Assert.InRange(value, 0, 1));
        InReadme("a batch");
    }

    private static void InReadme(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(SharedData.Repository, "tests", "DataTools.Imaging.Tests", "LibraryExamples.cs"));
        var start = Array.FindIndex(lines, l => l.Trim() == $"// README: {name}") + 1;
        var snippet = string.Join('\n', lines[start..Array.FindIndex(lines, start, l => l.Trim() == "// README: end")].Select(l => l.Length > 8 ? l[8..] : l));
        Assert.Contains($"```csharp\n{snippet}\n```", File.ReadAllText(Path.Combine(SharedData.Repository, "README.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
