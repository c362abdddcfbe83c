using System.Text.RegularExpressions;
using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Tests.Support;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Cli.Tests.Commands;

public sealed partial class AugmentCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Parts_come_together_and_are_made_again_from_the_card()
    {
        Make();
        var text = "";
        foreach (var line in new[]
        {
            "augment pets --policy cifar --copies 2 --format jpeg --quality 90 --as whole",
            "augment pets --policy cifar --copies 2 --format jpeg --quality 90 --shard 1/2",
            "merge pets-augmented-1of2 --as merged",
            "augment pets --policy cifar --copies 2 --format jpeg --quality 90 --shard 2/2",
            "merge pets-augmented-2of2 pets-augmented-1of2 --as merged",
            "merge pets-augmented-2of2 pets --as other",
            "show pets-augmented-2of2",
            "augment pets --balance --copies 0 --as equal --min-visible 0.5",
        })
        {
            text += await _cli.Run(line.Split(' ')) + "\n";
        }
        Snapshot.Matches(Fingerprint().Replace(text, "sha256:FINGERPRINT"), "augment-parts");
        var store = new EntryStore(Workspace.Locate(_cli.Workspace.Path, _cli.Workspace.Path, _ => null));
        Assert.Equal(store.Card("whole").Fingerprint, store.Card("merged").Fingerprint);
    }

    [Theory]
    [InlineData("sheet.png")]
    [InlineData("page.html")]
    public async Task A_preview_is_drawn(string file)
    {
        Make();
        var said = await _cli.Run("augment", "preview", "pets", "--policy", "cifar", "--samples", "2", "--views", "3", "--cell", "64", "--out", file);
        Assert.Contains($"2 samples, 3 views of each: WORKSPACE/{file}", said.Replace('\\', '/'), StringComparison.Ordinal);
        var bytes = await File.ReadAllBytesAsync(_cli.Workspace[file]);
        if (file.EndsWith("png", StringComparison.Ordinal))
        {
            var sheet = ImageCodec.Decode(bytes, "x");
            Assert.Equal(6 + (4 * 70), sheet.Width);
            return;
        }
        var page = System.Text.Encoding.UTF8.GetString(bytes);
        Assert.Equal(8, Picture().Count(page));
        foreach (var part in new[] { "view 3", "random_crop", "cat/0.png" })
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transforms_of_other_libraries_become_policies()
    {
        _cli.Workspace.Write("transform.txt", "Compose(\n    RandomHorizontalFlip(p=0.3)\n    FiveCrop(size=(4, 4))\n    ToTensor()\n)\n"u8.ToArray());
        _cli.Workspace.Write("transform.json", """{ "transform": { "__class_fullname__": "Compose", "transforms": [{ "__class_fullname__": "HorizontalFlip", "p": 0.3 }, { "__class_fullname__": "Spatter", "p": 1 }] } }"""u8.ToArray());
        _cli.Workspace.Write("notes.txt", "hello"u8.ToArray());
        var text = "";
        foreach (var file in new[] { "transform.txt", "transform.json", "notes.txt", "nowhere.txt" })
            text += await _cli.Run("augment", "import", file) + "\n";
        Snapshot.Matches(text, "augment-import");
    }

    [Fact]
    public async Task Faults_of_a_preview_are_told_together()
    {
        Make();
        Snapshot.Matches(await _cli.Run("augment", "preview", "pets", "--samples", "0", "--views", "51", "--cell", "3", "--out", "x.bmp"), "augment-preview-faults");
        Assert.Contains("exit code 2", await _cli.Run("augment", "preview", "pets", "--split", "nowhere", "--out", "x.png"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bench_says_how_fast_a_policy_is()
    {
        Make();
        var said = await _cli.Run("augment", "bench", "pets", "--policy", "cifar", "--threads", "2", "--seconds", "0.2");
        foreach (var part in new[] { "cifar on 6 images in memory, 2 threads", "img/s", "geometry", "allocated", "exit code 0" })
            Assert.Contains(part, said, StringComparison.Ordinal);
        Assert.Contains("exit code 3", await _cli.Run("augment", "bench", "--threads", "0"), StringComparison.Ordinal);
    }

    // Six pictures of two classes with a box each.
    private void Make()
    {
        var store = new EntryStore(Workspace.Locate(_cli.Workspace.Path, _cli.Workspace.Path, _ => null));
        var samples = Enumerable.Range(0, 6).Select(i =>
        {
            var image = new PixelImage(48, 32, 3);
            for (var p = 0; p < image.Pixels.Length; p++)
                image.Pixels[p] = (byte)((p * (i + 3)) ^ (p >> 5));
            return new Sample($"cat/{i}.png", ImageCodec.EncodePng(image), i < 4 ? 0 : 1, $"cat/{i}.png")
            {
                Annotations = new() { Objects = [new(i % 2, new(2 * i, 3, 14, 11))] },
            };
        });
        store.Write(
            new DatasetCard { Name = "pets", Source = "folder:pets", Fingerprint = "" },
            new(["cat", "dog"], [new(SplitNames.Train, 6, [.. samples])]) { Kinds = AnnotationKinds.Objects });
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Fingerprint();

    [GeneratedRegex("src=\"data:image/png;base64,", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Picture();
}
