using System.Security.Cryptography;
using DataTools.Catalog;
using DataTools.Connectors.Kaggle;
using DataTools.FakeServices.Kaggle;

namespace DataTools.Connectors.Tests.Kaggle;

public sealed class KaggleSourceTests
{
    [Fact]
    public async Task The_current_version_is_found_out_and_becomes_the_revision()
    {
        await using var scene = await KaggleScene.StartAsync();
        var card = (await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes")).Card;
        Assert.Equal(("tiny-shapes", "Tiny Shapes", "CC0: Public Domain", "https://www.kaggle.com/datasets/visionlab/tiny-shapes"), (card.Name, card.Title, card.License, card.Homepage));
        Assert.Equal(("kaggle:visionlab/tiny-shapes", "2"), (card.Source, card.Revision));
        Assert.Equal("kaggle:visionlab/tiny-shapes@2", References.Pinned(card)!.ToString());
        Assert.Equal(["circle", "square"], card.Classes);
        Assert.Equal(("train", 7), Assert.Single(card.Splits.Select(s => (s.Name, s.Samples))));
        using var entry = scene.Pulls.Store.Open("tiny-shapes");
        Assert.Equal(("circle/006.png", 0), (entry.Split("train").Id(3), entry.Split("train").Label(3)));
        Assert.Equal(KaggleScene.Png(6), entry.Split("train").Image(3).ToArray());
    }

    [Fact]
    public async Task A_few_files_come_one_by_one_and_what_nobody_reads_stays_away()
    {
        await using var scene = await KaggleScene.StartAsync();
        var card = (await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes")).Card;
        Assert.Equal(KaggleScene.Pictures(7).Keys.Order(StringComparer.Ordinal), card.Files.Select(f => f.Name));
        Assert.All(card.Files, f => Assert.Equal($"https://www.kaggle.com/api/v1/datasets/download/visionlab/tiny-shapes/{f.Name.Replace("/", "%2F", StringComparison.Ordinal)}?datasetVersionNumber=2", f.Url));
        Assert.DoesNotContain(scene.Fake.Requests, r => r.PathAndQuery.Contains("model.h5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_files_come_as_one_archive()
    {
        var many = new FakeDataset("a/many", new FakeFiles(KaggleScene.Pictures(250, "data/")));
        await using var scene = await KaggleScene.StartAsync(many);
        var card = (await scene.Pulls.PullAsync("kaggle:a/many")).Card;
        Assert.Equal(250, card.Splits[0].Samples);
        var file = Assert.Single(card.Files);
        Assert.Equal(("archive.zip", many.Versions[0].Archive.LongLength, $"https://www.kaggle.com/api/v1/datasets/download/a/many?datasetVersionNumber=1"), (file.Name, file.Bytes, file.Url));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(many.Versions[0].Archive)), file.Sha256);
        // One page of the list is enough to see that they are many.
        Assert.Single(scene.Fake.Requests, r => r.PathAndQuery.Contains("/datasets/list/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_list_of_files_means_nothing()
    {
        await using var scene = await KaggleScene.StartAsync(KaggleScene.Shapes with { Unlisted = true });
        Assert.Equal("archive.zip", Assert.Single((await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes")).Card.Files).Name);
    }

    [Fact]
    public async Task A_version_is_pulled_exactly_and_again()
    {
        await using var scene = await KaggleScene.StartAsync();
        var first = (await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes@1", new() { As = "one" })).Card;
        Assert.Equal(("1", 6), (first.Revision, first.Splits[0].Samples));
        Assert.True((await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes@1", new() { As = "one" })).AlreadyThere);

        // The current version is another by now: what the card says pulls the same as before, bit by bit.
        Directory.Delete(scene.Pulls.Workspace.Cache, recursive: true);
        var again = (await scene.Pulls.PullAsync(References.Pinned(first)!.ToString(), new() { As = "two" })).Card;
        Assert.Equal((first.Fingerprint, first.Revision, first.Source), (again.Fingerprint, again.Revision, again.Source));
    }

    [Fact]
    public async Task A_new_version_is_told_from_what_is_there()
    {
        await using var scene = await KaggleScene.StartAsync();
        await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes@1");
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes"));
        Assert.Contains("datatools remove tiny-shapes", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_to_come_is_not_there()
    {
        await using var scene = await KaggleScene.StartAsync();
        var error = await Assert.ThrowsAsync<NotFoundException>(() => scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes@3"));
        Assert.Equal(("there is no kaggle:visionlab/tiny-shapes@3", "The current version is kaggle:visionlab/tiny-shapes@2."), (error.Message, error.Hint));
        scene.Pulls.NoEntry();
    }

    [Fact]
    public async Task What_was_pulled_once_is_had_offline()
    {
        await using var scene = await KaggleScene.StartAsync();
        var before = (await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes", new() { As = "before" })).Card;
        var requests = scene.Fake.Requests.Count + scene.Fake.Storage.Requests.Count;
        var offline = (await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes", new() { As = "after", Offline = true })).Card;
        Assert.Equal((before.Fingerprint, before.Revision, before.Title), (offline.Fingerprint, offline.Revision, offline.Title));
        await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes@2", new() { As = "third", Offline = true });
        var error = await Assert.ThrowsAsync<NotFoundException>(() => scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes@1", new() { As = "x", Offline = true }));
        Assert.Contains("kaggle:visionlab/tiny-shapes@1 is not in the cache", error.Message, StringComparison.Ordinal);
        Assert.Equal(requests, scene.Fake.Requests.Count + scene.Fake.Storage.Requests.Count);
    }

    [Fact]
    public async Task A_version_pulled_by_its_number_is_not_the_current_one_offline()
    {
        await using var scene = await KaggleScene.StartAsync();
        await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes", new() { As = "current" });
        await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes@1", new() { As = "first" });
        Assert.Equal("2", (await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes", new() { As = "offline", Offline = true })).Card.Revision);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wrong_bytes_are_told_with_all_that_is_known_and_nothing_is_kept(bool archive)
    {
        var dataset = KaggleScene.Shapes with { Unlisted = archive };
        await using var scene = await KaggleScene.StartAsync(dataset);
        scene.Fake.Storage.Md5 = _ => Convert.ToBase64String(new byte[16]);
        var error = await Assert.ThrowsAsync<CorruptDownloadException>(() => scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes"));
        Assert.StartsWith($"{scene.Fake.Address}/datasets/download/visionlab/tiny-shapes", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected MD5 00000000000000000000000000000000, got MD5 ", error.Message, StringComparison.Ordinal);
        if (archive)
        {
            var bytes = dataset.Versions[1].Archive;
            Assert.EndsWith($"got MD5 {Convert.ToHexStringLower(MD5.HashData(bytes))} ({bytes.Length} bytes)", error.Message, StringComparison.Ordinal);
        }
        Assert.Empty(scene.Pulls.Files("cache/blobs"));
        // Files on their way beside the wrong one may be gone on with.
        if (archive)
            Assert.DoesNotContain(scene.Pulls.Files("cache/partial"), f => !f.EndsWith(".lock", StringComparison.Ordinal));
        scene.Pulls.NoEntry();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hashes_come_in_one_header_or_two(bool separate)
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Fake.Storage.SeparateHashes = separate;
        var file = await scene.Client().ArchiveAsync(KaggleTarget.Of(new KaggleRef("visionlab", "tiny-shapes", 1)), default);
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(KaggleScene.Shapes.Versions[0].Archive)), file.Md5);
        Assert.Equal(KaggleScene.Shapes.Versions[0].Archive.Length, file.Bytes);
    }

    [Theory]
    [InlineData("crc32c=AAAAAA==", null)]
    [InlineData("md5=!", null)]
    [InlineData("md5=AAAA", null)]
    [InlineData("MD5=1B2M2Y8AsgTpgAmY7PhCfg==, crc32c=AAAAAA==", "d41d8cd98f00b204e9800998ecf8427e")]
    public void A_hash_is_base64_or_none(string header, string? md5) => Assert.Equal(md5, KaggleDownloads.Md5([header]));

    [Fact]
    public async Task Without_a_hash_the_size_is_checked()
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Fake.Storage.Md5 = _ => null;
        Assert.Equal(7, (await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes")).Card.Splits[0].Samples);
    }

    [Fact]
    public async Task A_table_that_came_zipped_is_read_all_the_same()
    {
        var files = new Dictionary<string, byte[]>
        {
            ["labels.csv"] = "id,label\n1,cat\n2,dog\n3,cat\n"u8.ToArray(),
            ["images/1.png"] = KaggleScene.Png(1),
            ["images/2.png"] = KaggleScene.Png(2),
            ["images/3.png"] = KaggleScene.Png(3),
        };
        foreach (var zips in new[] { true, false })
        {
            await using var scene = await KaggleScene.StartAsync(new FakeDataset("a/labelled", new FakeFiles(files)));
            scene.Fake.ZipsTables = zips;
            var card = (await scene.Pulls.PullAsync("kaggle:a/labelled")).Card;
            Assert.Equal(["cat", "dog"], card.Classes);
            using var entry = scene.Pulls.Store.Open("labelled");
            Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(entry.Split("train").Label));
        }
    }

    [Fact]
    public async Task A_data_set_without_a_layout_is_told_with_its_files_and_nothing_is_fetched()
    {
        await using var scene = await KaggleScene.StartAsync(new FakeDataset("a/models", new FakeFiles(new Dictionary<string, byte[]> { ["model.h5"] = [1], ["config.json"] = [2] })));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => scene.Pulls.PullAsync("kaggle:a/models"));
        Assert.StartsWith("kaggle:a/models@1: no format that can be read", error.Message, StringComparison.Ordinal);
        Assert.Contains("model.h5", error.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Fake.Storage.Requests);
    }

    [Fact]
    public async Task Names_of_the_server_never_lead_anywhere()
    {
        foreach (var name in new[] { "../../evil.png", "/etc/evil.png", "C:\\evil.png", "a\0b.png" })
        {
            await using var scene = await KaggleScene.StartAsync(new FakeDataset("a/evil", new FakeFiles(new Dictionary<string, byte[]> { [name] = KaggleScene.Png(1) })));
            var error = await Assert.ThrowsAsync<CorruptFileException>(() => scene.Pulls.PullAsync("kaggle:a/evil"));
            Assert.StartsWith("kaggle:a/evil@1: the entry '", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(scene.Pulls.Files("."), f => f.Contains("evil", StringComparison.Ordinal));
            Assert.Empty(scene.Fake.Storage.Requests);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a/b/c")]
    [InlineData("a/b@")]
    [InlineData("a/b@0")]
    [InlineData("a/b@01")]
    [InlineData("a/b@+1")]
    [InlineData("a/b@latest")]
    [InlineData("a/b@99999999999")]
    [InlineData("../b")]
    [InlineData("a/..")]
    [InlineData("a/b?x=1")]
    [InlineData("a /b")]
    [InlineData("/b")]
    public async Task What_is_no_reference_is_told_before_anybody_is_asked(string name)
    {
        await using var scene = await KaggleScene.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => scene.Pulls.PullAsync($"kaggle:{name}"));
        Assert.Contains("is not the name of a Kaggle data set", error.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Fake.Requests);
    }

    [Fact]
    public async Task Options_that_mean_nothing_are_refused()
    {
        await using var scene = await KaggleScene.StartAsync();
        foreach (var options in new PullOptions[] { new() { Config = "c" }, new() { Splits = ["train"] }, new() { From = "f" } })
            await Assert.ThrowsAsync<InvalidInputException>(() => scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes", options));
        Assert.Empty(scene.Fake.Requests);
    }
}
