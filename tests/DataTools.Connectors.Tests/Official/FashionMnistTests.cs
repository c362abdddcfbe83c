using System.Diagnostics;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Connectors.Tests.Support;
using DataTools.Imaging.Codecs;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Official;

/// <summary>The real Fashion-MNIST, from the folder of Debian's package: 70,000 images, without the internet.</summary>
public sealed class FashionMnistTests : IDisposable
{
    private const string Site = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Fact]
    public async Task The_whole_set_is_pulled_once()
    {
        var folder = SharedData.FashionMnist();
        var stages = new List<PullProgress>();
        var result = await _pulls.PullAsync(
            "official:fashion-mnist", new() { Mirrors = [$"{Site}=file://{folder}/"] }, progress: new Recorder(stages));

        Assert.False(result.AlreadyThere);
        var card = result.Card;
        Assert.Equal([("train", 60_000), ("test", 10_000)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.All(card.Splits[0].ClassCounts, c => Assert.Equal(6_000, c));
        Assert.All(card.Splits[1].ClassCounts, c => Assert.Equal(1_000, c));
        Assert.Equal("official:fashion-mnist", card.Source);
        Assert.Equal("MIT", card.License);
        Assert.StartsWith("sha256:", card.Revision, StringComparison.Ordinal);

        // Debian compressed the files anew: what lies there is recorded, and the content that made it right.
        var images = Assert.Single(card.Files, f => f.Name == "train-images-idx3-ubyte.gz");
        Assert.Equal($"{Site}train-images-idx3-ubyte.gz", images.Url);
        Assert.Equal(new FileInfo(Path.Combine(folder, images.Name)).Length, images.Bytes);
        Assert.Equal("c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888", images.ContentSha256);

        var downloading = stages.Where(s => s.Stage == PullStage.Downloading).ToList();
        Assert.Equal(card.Files.Sum(f => f.Bytes), downloading[^1].Done);
        Assert.Equal(downloading[^1].Done, downloading[^1].Total);
        Assert.Equal(new("fashion-mnist", PullStage.Writing, 70_000, 70_000), stages[^1]);

        // The fingerprint reproduces on every machine: our PNG bytes depend on no compressor.
        Assert.Equal(Fingerprint, card.Fingerprint);
        using (var entry = _pulls.Store.Open("fashion-mnist"))
            ComparePixels(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), entry.Split("test"));

        // Without the mirror: nothing is fetched, or it would fail. And at once.
        var clock = Stopwatch.StartNew();
        var again = await _pulls.PullAsync("official:fashion-mnist");
        Assert.True(again.AlreadyThere);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{clock.Elapsed}");

        // Under another name the cache alone is enough, and the content is the same.
        var copy = await _pulls.PullAsync("official:fashion-mnist", new() { As = "copy" });
        Assert.Equal(card.Fingerprint, copy.Card.Fingerprint);
        Assert.Equal(images, copy.Card.Files.Single(f => f.Name == images.Name));
    }

    // Computed by an independent program (Python: struct, zlib at level 0, hashlib) from the same files.
    private const string Fingerprint = "sha256:194b975f4f5dbdbbdf972283da7441be5240fee9789e5e18ee2ebc226d08fcdd";

    // Byte for byte what the IDX file holds, read here in the plainest way.
    private static void ComparePixels(string path, EntrySplit split)
    {
        using var file = new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress);
        var header = new byte[16];
        file.ReadExactly(header);
        var expected = new byte[28 * 28];
        for (var i = 0; i < split.Count; i++)
        {
            file.ReadExactly(expected);
            var image = ImageCodec.Decode(split.Image(i), split.Id(i));
            Assert.Equal((28, 28, 1), (image.Width, image.Height, image.Channels));
            Assert.True(expected.AsSpan().SequenceEqual(image.Pixels), split.Id(i));
        }
    }
}
