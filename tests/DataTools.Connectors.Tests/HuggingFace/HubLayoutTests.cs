using System.IO.Compression;
using DataTools.Catalog;

namespace DataTools.Connectors.Tests.HuggingFace;

/// <summary>The shapes in which data sets lie on the Hub.</summary>
public sealed class HubLayoutTests
{
    [Fact]
    public async Task Image_files_in_folders_are_read()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        var card = (await scene.PullAsync("hf:a/b")).Card;
        Assert.Equal(["circle", "square"], card.Classes);
        Assert.Equal([("train", 4), ("test", 2)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal(("mit", "Two Kinds"), (card.License, card.Title));
    }

    [Fact]
    public async Task Splits_are_where_the_card_says()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Write("a/b/README.md", "---\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n    path: pics/one/**\n  - split: test\n    path: pics/two/**\n---\n");
        foreach (var (path, number) in new[] { ("one/cat/1", 1), ("one/dog/2", 2), ("two/cat/3", 3), ("two/dog/4", 4) })
            scene.Write($"a/b/pics/{path}.png", HubScene.Picture(number));
        var card = (await scene.PullAsync("hf:a/b")).Card;
        Assert.Equal(["cat", "dog"], card.Classes);
        Assert.Equal([("train", 2), ("test", 2)], card.Splits.Select(s => (s.Name, s.Samples)));
    }

    [Fact]
    public async Task A_table_beside_the_images_gives_them_their_labels()
    {
        await using var scene = await HubScene.StartAsync();
        for (var i = 0; i < 4; i++)
            scene.Write($"a/b/train/{i}.png", HubScene.Picture(i));
        scene.Write("a/b/train/metadata.csv", "file_name,label\n0.png,x\n1.png,y\n2.png,x\n3.png,x\n");
        var card = (await scene.PullAsync("hf:a/b")).Card;
        Assert.Equal(["x", "y"], card.Classes);
        Assert.Equal([3, 1], card.Splits.Single().ClassCounts);
    }

    [Fact]
    public async Task Lines_of_json_beside_the_images_give_them_their_labels()
    {
        await using var scene = await HubScene.StartAsync();
        for (var i = 0; i < 4; i++)
            scene.Write($"a/b/train/{i}.png", HubScene.Picture(i));
        scene.Write("a/b/train/metadata.jsonl", """
            {"file_name": "0.png", "label": "x, \"quoted\"", "boxes": [1, 2]}
            {"file_name": "1.png", "label": "y"}
            {"file_name": "2.png", "label": "y", "extra": 1.5}
            {"file_name": "3.png", "label": "y"}

            """);
        var card = (await scene.PullAsync("hf:a/b")).Card;
        Assert.Equal(["x, \"quoted\"", "y"], card.Classes);
        Assert.Equal([1, 3], card.Splits.Single().ClassCounts);
        scene.Write("a/b/train/metadata.jsonl", "{\"file_name\": \"0.png\", \"label\": \"x\"}\n[1]\n");
        Assert.Contains("line 2", (await Assert.ThrowsAsync<CorruptFileException>(() => scene.PullAsync("hf:a/b", new() { As = "c" }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_file_with_other_bytes_than_its_git_id_is_refused()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Write("a/b/train/metadata.csv", "file_name,label\n0.png,x\n");
        scene.Hub.Spoil = (path, bytes) => path.EndsWith(".csv", StringComparison.Ordinal) ? [.. bytes[..^1], (byte)'!'] : bytes;
        var fault = await scene.FailsAsync<CorruptDownloadException>("hf:a/b");
        Assert.Contains("git SHA-1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("metadata.csv", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zips_of_splits_are_read()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Write("a/b/data/train.zip", Zip(("stuff/cat/1.png", 1), ("stuff/dog/2.png", 2), ("stuff/dog/3.png", 3)));
        scene.Write("a/b/data/test.zip", Zip(("cat/1.png", 4), ("dog/2.png", 5)));
        var card = (await scene.PullAsync("hf:a/b")).Card;
        Assert.Equal(["cat", "dog"], card.Classes);
        Assert.Equal([("train", 3), ("test", 2)], card.Splits.Select(s => (s.Name, s.Samples)));
    }

    [Fact]
    public async Task One_zip_with_everything_tells_its_own_splits()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Write("a/b/images.zip", Zip(("all/train/cat/1.png", 1), ("all/train/dog/2.png", 2), ("all/test/cat/3.png", 3), ("all/test/dog/4.png", 4)));
        Assert.Equal([("train", 2), ("test", 2)], (await scene.PullAsync("hf:a/b")).Card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal([("test", 2)], (await scene.PullAsync("hf:a/b", new() { As = "part", Splits = ["test"] })).Card.Splits.Select(s => (s.Name, s.Samples)));
    }

    [Fact]
    public async Task The_hubs_conversion_is_read_where_the_files_are_not()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Write("a/b/README.md", "---\nlicense: mit\n---\n");
        scene.Write("a/b/b.py", "raise SystemExit");
        scene.Real("a/b@refs%2Fconvert%2Fparquet/plain_text/train/0000.parquet", "hf-parquet", "cifar10", "plain_text", "train-00000-of-00002.parquet");
        scene.Real("a/b@refs%2Fconvert%2Fparquet/plain_text/partial-test/0000.parquet", "hf-parquet", "cifar10", "plain_text", "test-00000-of-00001.parquet");
        var card = (await scene.PullAsync("hf:a/b")).Card;
        Assert.Equal([("train", 200), ("test", 100)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal(("hf:a/b", "mit"), (card.Source, card.License));
        Assert.Contains("converted", scene.Warnings, StringComparison.Ordinal);
        Assert.Contains("beginning of test only", scene.Warnings, StringComparison.Ordinal);
        var again = (await scene.PullAsync(References.Pinned(card)!.ToString(), new() { As = "again" })).Card;
        Assert.Equal((card.Fingerprint, card.Revision), (again.Fingerprint, again.Revision));
        Assert.Equal(card.Fingerprint, (await scene.PullAsync("hf:a/b", new() { As = "offline", Offline = true })).Card.Fingerprint);
    }

    [Fact]
    public async Task What_nothing_reads_is_listed()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Write("a/b/train.jsonl", "{}");
        scene.Write("a/b/more.tar", "x");
        var fault = await scene.FailsAsync<InvalidInputException>("hf:a/b");
        Assert.Contains("train.jsonl", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Parquet", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_split_by_itself_fetches_nothing_else()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Cifar("a/b");
        var card = (await scene.PullAsync("hf:a/b", new() { Splits = ["test"] })).Card;
        Assert.Equal([("test", 100)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.All(scene.Hub.CdnRequests, r => Assert.Contains("test-00000", r.PathAndQuery, StringComparison.Ordinal));
        var fault = await Assert.ThrowsAsync<InvalidInputException>(() => scene.PullAsync("hf:a/b"));
        Assert.Contains("other splits", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_is_not_the_default_has_a_name_of_its_own()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Cifar("a/b");
        scene.CatsAndDogs("a/b");
        scene.Write("a/b/README.md", "---\nconfigs:\n- config_name: small\n  data_files: data/*\n  default: true\n- config_name: ten\n  data_files:\n  - split: train\n    path: plain_text/train-*\n---\n");
        var small = (await scene.PullAsync("hf:a/b")).Card;
        Assert.Equal(("b", "hf:a/b#small", 100), (small.Name, small.Source, small.Splits.Single().Samples));
        var ten = (await scene.PullAsync("hf:a/b#ten")).Card;
        Assert.Equal(("b-ten", "hf:a/b#ten", 400), (ten.Name, ten.Source, ten.Splits.Single().Samples));
        Assert.True((await scene.PullAsync("hf:a/b", new() { Config = "ten" })).AlreadyThere);
        await Assert.ThrowsAsync<InvalidInputException>(() => scene.PullAsync("hf:a/b#ten", new() { Config = "small" }));
    }

    private static byte[] Zip(params (string Path, int Picture)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, picture) in entries)
            {
                using var entry = zip.CreateEntry(path).Open();
                entry.Write(HubScene.Picture(picture));
            }
        }
        return bytes.ToArray();
    }
}
