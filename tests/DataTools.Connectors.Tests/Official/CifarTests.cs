using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Connectors.Tests.Support;
using DataTools.Imaging.Codecs;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Official;

/// <summary>Real pictures of CIFAR in the official layout; a part of them, so that counts and checksums are their own.</summary>
public sealed class CifarTests : IDisposable
{
    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Fact]
    public async Task CIFAR_10_is_read_pixel_by_pixel()
    {
        var archive = SharedData.Path("data", "cifar10", "cifar-10-binary.tar.gz");
        var rows = File.ReadLines(SharedData.Path("data", "cifar10", "index.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        Adapt("cifar10", archive, train: 1000, test: 500);
        var card = (await PullAsync("cifar10", archive)).Card;
        Assert.Equal([("train", 1000), ("test", 500)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", Assert.Single(card.Files).Url);

        using var entry = _pulls.Store.Open("cifar10");
        Assert.Equal(1500, rows.Count);
        foreach (var row in rows)
        {
            var (split, i) = (entry.Split(row[0]), int.Parse(row[1], CultureInfo.InvariantCulture));
            Assert.Equal((int.Parse(row[2], CultureInfo.InvariantCulture), row[3]), (split.Label(i), card.Classes[split.Label(i)]));
            Assert.Equal(row[^1], PlanesMd5(split.Image(i), split.Id(i)));
        }
    }

    [Fact]
    public async Task CIFAR_100_is_read_with_its_fine_labels()
    {
        var archive = SharedData.Path("data", "cifar100", "cifar-100-binary.tar.gz");
        Adapt("cifar100", archive, train: 1000, test: 500);
        var card = (await PullAsync("cifar100", archive)).Card;
        Assert.Equal([("train", 1000), ("test", 500)], card.Splits.Select(s => (s.Name, s.Samples)));

        // Read here in the plainest way: coarse, fine, planes.
        using var gzip = new System.IO.Compression.GZipStream(File.OpenRead(archive), System.IO.Compression.CompressionMode.Decompress);
        using var tar = new System.Formats.Tar.TarReader(gzip);
        using var entry = _pulls.Store.Open("cifar100");
        var compared = 0;
        while (tar.GetNextEntry() is { } file)
        {
            if (!file.Name.EndsWith(".bin", StringComparison.Ordinal))
                continue;
            var split = entry.Split(Path.GetFileNameWithoutExtension(file.Name));
            var record = new byte[3074];
            for (var i = 0; i < split.Count; i++, compared++)
            {
                file.DataStream!.ReadExactly(record);
                Assert.Equal(record[1], split.Label(i));
                Assert.Equal(Convert.ToHexStringLower(MD5.HashData(record.AsSpan(2))), PlanesMd5(split.Image(i), split.Id(i)));
            }
        }
        Assert.Equal(1500, compared);
    }

    [Fact]
    public async Task Classes_in_another_order_than_the_archive_s_are_refused()
    {
        var archive = SharedData.Path("data", "cifar10", "cifar-10-binary.tar.gz");
        Adapt("cifar10", archive, train: 1000, test: 500, r => (r["classes"]![0], r["classes"]![1]) = ("automobile", "airplane"));
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => PullAsync("cifar10", archive));
        Assert.Contains("official:cifar10: the classes in its files are not those of its recipe", error.Message, StringComparison.Ordinal);
        _pulls.NoEntry();
    }

    [Fact]
    public async Task The_part_of_the_set_is_not_taken_for_the_whole()
    {
        var archive = SharedData.Path("data", "cifar10", "cifar-10-binary.tar.gz");
        var error = await Assert.ThrowsAnyAsync<DataToolsException>(() => PullAsync("cifar10", archive));
        Assert.Contains("c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", error.Message, StringComparison.Ordinal);
        Assert.Empty(_pulls.Files("cache"));
    }

    private void Adapt(string name, string archive, int train, int test, Action<JsonObject>? change = null) => _pulls.Adapt(
        name,
        new Dictionary<string, int> { ["train"] = train, ["test"] = test },
        new Dictionary<string, byte[]> { ["archive"] = File.ReadAllBytes(archive) },
        change);

    // Both addresses of the recipe lead to the same folder.
    private Task<PullResult> PullAsync(string name, string archive) => _pulls.PullAsync($"official:{name}", new()
    {
        Mirrors =
        [
            $"https://www.cs.toronto.edu/~kriz/=file://{Path.GetDirectoryName(archive)}/",
            $"https://cave.cs.toronto.edu/kriz/=file://{Path.GetDirectoryName(archive)}/",
        ],
    });

    private static string PlanesMd5(ReadOnlySpan<byte> png, string id)
    {
        var image = ImageCodec.Decode(png, id);
        Assert.Equal((32, 32, 3), (image.Width, image.Height, image.Channels));
        var pixels = image.Pixels.ToArray();
        return Convert.ToHexStringLower(MD5.HashData([.. Enumerable.Range(0, 3).SelectMany(c => Enumerable.Range(0, 1024).Select(i => pixels[(3 * i) + c]))]));
    }
}
