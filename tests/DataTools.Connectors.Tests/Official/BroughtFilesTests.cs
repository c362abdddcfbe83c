using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Connectors.Tests.Support;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Official;

/// <summary>Files that the user has already: of ImageNet, which no program may fetch, and of any other set.</summary>
public sealed class BroughtFilesTests : IDisposable
{
    private static readonly Dictionary<string, int> Counts = new() { ["train"] = 3, ["validation"] = 2 };

    private static readonly Dictionary<string, byte[]> Tars = new()
    {
        ["train images"] = new byte[3000],
        ["validation images"] = [1, 2, 3],
        ["devkit"] = [4, 5, 6, 7],
    };

    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Fact]
    public async Task ImageNet_says_which_files_to_bring_and_how()
    {
        var error = await Assert.ThrowsAsync<NotFoundException>(() => _pulls.PullAsync("official:imagenet"));
        Assert.Equal(
            """
            official:imagenet is only for registered users, so that you bring its files along:
            - ILSVRC2012_img_train.tar: 147,897,477,120 bytes, MD5 1d675b47d978889d74fa0da5fadfb00e
            - ILSVRC2012_img_val.tar: 6,744,924,160 bytes, MD5 29b22e2961454d5413ddabcf34fc5622
            - ILSVRC2012_devkit_t12.tar.gz: size not published, MD5 fa75699e90414af021442c21a62c3abf
            """.ReplaceLineEndings("\n"),
            error.Message);
        Assert.Equal(
            "Register at https://image-net.org/signup.php, accept the terms of access, and download the files from " +
            "https://image-net.org/challenges/LSVRC/2012/2012-downloads.php. " +
            "Put them into one folder as they are, and run `datatools pull official:imagenet --from FOLDER`.",
            error.Hint);
        _pulls.NoEntry();
    }

    [Fact]
    public async Task All_that_is_missing_is_listed_at_once()
    {
        _pulls.Folder.Write("brought/ILSVRC2012_img_val.tar", [1]);
        var error = await Assert.ThrowsAsync<NotFoundException>(() => _pulls.PullAsync("official:imagenet", new() { From = "brought" }));
        Assert.StartsWith($"{_pulls.Folder["brought"]} lacks 2 files of official:imagenet:\n- ILSVRC2012_img_train.tar: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n- ILSVRC2012_devkit_t12.tar.gz: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ILSVRC2012_img_val.tar", error.Message, StringComparison.Ordinal);

        var none = await Assert.ThrowsAsync<NotFoundException>(() => _pulls.PullAsync("official:imagenet", new() { From = "nowhere" }));
        Assert.Equal($"there is no folder {_pulls.Folder["nowhere"]}", none.Message);
    }

    [Fact]
    public async Task Only_the_files_of_the_wanted_splits_are_needed()
    {
        var error = await Assert.ThrowsAsync<NotFoundException>(() => _pulls.PullAsync("official:imagenet", new() { Splits = ["validation"] }));
        Assert.DoesNotContain("ILSVRC2012_img_train.tar", error.Message, StringComparison.Ordinal);
        Assert.Contains("ILSVRC2012_img_val.tar", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_size_is_told_before_anything_is_read()
    {
        Bring();
        _pulls.Folder.Write("brought/ILSVRC2012_img_val.tar", [1, 2]);
        var reports = new List<PullProgress>();
        var error = await Assert.ThrowsAsync<CorruptFileException>(
            () => _pulls.PullAsync("official:imagenet", new() { From = "brought" }, progress: new Recorder(reports)));
        Assert.Contains("ILSVRC2012_img_val.tar: not the official file: expected 3 bytes, got another size (2 bytes)", error.Message, StringComparison.Ordinal);
        Assert.Empty(reports);
    }

    [Fact]
    public async Task A_wrong_checksum_names_the_file_and_both_sums()
    {
        Bring();
        _pulls.Folder.Write("brought/ILSVRC2012_img_val.tar", [1, 2, 4]);
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync("official:imagenet", new() { From = "brought" }));
        Assert.Equal(
            $"{_pulls.Folder["brought", "ILSVRC2012_img_val.tar"]}: not the official file: " +
            "expected MD5 5289df737df57326fcdd22597afb1fac, got MD5 57db60e93fb52657521f8f99cbc7398f (3 bytes)",
            error.Message);
        Assert.Equal("Download it again: it is damaged or not complete.", error.Hint);
    }

    [Fact]
    public async Task Right_files_are_used_where_they_lie_and_nothing_is_copied()
    {
        var files = MadeImageNet.Files();
        Bring(files);
        var reports = new List<PullProgress>();
        var card = (await _pulls.PullAsync("official:imagenet", new() { From = "brought" }, progress: new Recorder(reports))).Card;
        Assert.Equal([("train", 3), ("validation", 2)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal(["ILSVRC2012_img_train.tar", "ILSVRC2012_img_val.tar", "ILSVRC2012_devkit_t12.tar.gz"], card.Files.Select(f => f.Name));
        Assert.Equal(files.Values.Sum(f => f.Length), reports.Last(r => r.Stage == PullStage.Downloading).Done);
        Assert.Empty(_pulls.Files("cache"));
    }

    [Fact]
    public async Task Any_set_may_take_its_files_from_a_folder()
    {
        // Debian compressed the files anew: content that is right is enough here too.
        var folder = SharedData.FashionMnist();
        var card = (await _pulls.PullAsync("official:fashion-mnist", new() { From = folder, Splits = ["test"] })).Card;
        Assert.Equal(("test", 10_000), Assert.Single(card.Splits.Select(s => (s.Name, s.Samples))));
        Assert.Equal(["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"], card.Files.Select(f => f.Name));
        Assert.All(card.Files, f => Assert.NotNull(f.ContentSha256));
        Assert.Empty(_pulls.Files("cache"));
    }

    [Fact]
    public async Task What_is_not_in_the_folder_is_fetched_and_what_is_wrong_there_is_told()
    {
        using var server = new FileServer();
        byte[] Tar(string split, string id) => MadeArchives.Tar(
            ($"VOCdevkit/VOC2007/Annotations/{id}.xml", "<annotation/>"u8.ToArray()), ($"VOCdevkit/VOC2007/JPEGImages/{id}.jpg", [1]),
            ($"VOCdevkit/VOC2007/ImageSets/Main/{split}.txt", [.. id.Select(c => (byte)c)]));
        var files = new Dictionary<string, byte[]> { ["train and validation"] = Tar("train", "000012"), ["test"] = Tar("test", "000001") };
        _pulls.Adapt("voc-2007", new Dictionary<string, int> { ["train"] = 1, ["test"] = 1 }, files, recipe =>
        {
            recipe["files"]![0]!["urls"] = new JsonArray(server.Serve("trainval.tar", files["train and validation"]));
            recipe["files"]![1]!["urls"] = new JsonArray(server.Serve("test.tar", files["test"]));
        });
        _pulls.Folder.Write("brought/trainval.tar", files["train and validation"]);
        var card = (await _pulls.PullAsync("official:voc-2007", new() { From = "brought" })).Card;
        Assert.Equal([("train", 1), ("test", 1)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal("test.tar", Assert.Single(server.Requests).Path);

        _pulls.Folder.Write("brought/trainval.tar", [1, 2, 4]);
        var wrong = await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync("official:voc-2007", new() { From = "brought", As = "again" }));
        Assert.Equal("Remove it from the folder to have it downloaded.", wrong.Hint);
    }

    private void Bring(Dictionary<string, byte[]>? files = null)
    {
        files ??= Tars;
        _pulls.Adapt("imagenet", Counts, files);
        foreach (var (role, name) in new[] { ("train images", "ILSVRC2012_img_train.tar"), ("validation images", "ILSVRC2012_img_val.tar"), ("devkit", "ILSVRC2012_devkit_t12.tar.gz") })
            _pulls.Folder.Write($"brought/{name}", files[role]);
    }
}
