using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Exports;
using DataTools.Catalog.Storage;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.HuggingFace;

/// <summary>Data sets of the Hub as entries.</summary>
public sealed class HubSourceTests
{
    [Fact]
    public async Task The_real_cats_and_dogs_become_an_entry()
    {
        await using var scene = await HubScene.StartAsync();
        scene.CatsAndDogs("pets/cats_vs_dogs");
        var card = (await scene.PullAsync("hf:pets/cats_vs_dogs")).Card;
        Assert.Equal("cats_vs_dogs", card.Name);
        Assert.Equal(["cat", "dog"], card.Classes);
        var split = Assert.Single(card.Splits);
        Assert.Equal(("train", 100), (split.Name, split.Samples));
        Assert.Equal([50, 50], split.ClassCounts);
        using var entry = scene.Pulls.Store.Open(card.Name);
        // The files' own names say what they show.
        Assert.All(entry.Splits[0].Samples(), s => Assert.StartsWith(card.Classes[s.Label], s.Path, StringComparison.Ordinal));
        Assert.Equal("train-00000", entry.Splits[0].Id(0));
        Assert.Equal("train-00099", entry.Splits[0].Id(99));
    }

    [Fact]
    public async Task An_export_that_is_uploaded_comes_back_with_its_ids_and_objects()
    {
        await using var scene = await HubScene.StartAsync();
        Sample[] samples = [.. Enumerable.Range(0, 12).Select(i => new Sample($"photos/é {i}", HubScene.Picture(i), (i % 3) - 1)
        {
            Annotations = new() { Labels = [i % 2], Objects = [new(i % 2, new(0, 0.25, 1, 1)) { Area = 1, Flags = ObjectFlags.Difficult }], License = "CC0-1.0" },
        })];
        var made = scene.Pulls.Store.Write(
            new() { Name = "made", Title = "Made: 🐕", License = "mit", Source = "test:made" },
            new(["cat", "dog"], [new("train", 8, samples[..8]), new("test", 4, samples[8..])]) { Kinds = AnnotationKinds.Labels | AnnotationKinds.Objects | AnnotationKinds.Origin });
        using (var entry = scene.Pulls.Store.Open("made"))
            Assert.Empty(DatasetExports.Named("parquet").Run(entry, scene.Folder("me/made"), null, TestContext.Current.CancellationToken).Losses);
        var card = (await scene.PullAsync("hf:me/made", new() { As = "again" })).Card;
        Assert.Equal(made.Fingerprint, card.Fingerprint);
        Assert.Equal(("Made: 🐕", "mit"), (card.Title, card.License));
        Assert.Empty(scene.Warnings);
    }

    [Fact]
    public async Task The_real_cifar_subset_becomes_an_entry_of_two_splits()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Cifar("uoft/cifar10");
        scene.Write("uoft/cifar10/README.md", "---\nlicense: unknown\npretty_name: Cifar10\ntask_categories:\n- image-classification\nconfigs:\n- config_name: plain_text\n  data_files:\n  - split: train\n    path: plain_text/train-*\n  - split: test\n    path: plain_text/test-*\n---\n");
        var card = (await scene.PullAsync("hf:uoft/cifar10")).Card;
        Assert.Equal(["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"], card.Classes);
        Assert.Equal([("train", 400), ("test", 100)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal("Cifar10", card.Title);
        Assert.Equal("unknown", card.License);
        Assert.Equal("hf:uoft/cifar10", card.Source);
        Assert.Matches("^[0-9a-f]{40}$", card.Revision);
        Assert.Equal("https://huggingface.co/datasets/uoft/cifar10", card.Homepage);
        Assert.All(card.Files, f => Assert.StartsWith($"https://huggingface.co/datasets/uoft/cifar10/resolve/{card.Revision}/plain_text/", f.Url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_again_is_already_there_and_another_copy_downloads_nothing()
    {
        await using var scene = await HubScene.StartAsync();
        scene.CatsAndDogs("pets/cats");
        var first = await scene.PullAsync("hf:pets/cats");
        var fetched = scene.Hub.CdnRequests.Count;
        Assert.True((await scene.PullAsync("hf:pets/cats")).AlreadyThere);
        var copy = await scene.PullAsync("hf:pets/cats", new() { As = "copy" });
        Assert.Equal(fetched, scene.Hub.CdnRequests.Count);
        Assert.Equal(first.Card.Fingerprint, copy.Card.Fingerprint);
    }

    [Fact]
    public async Task Offline_a_data_set_that_was_pulled_before_asks_nobody()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Cifar("uoft/cifar10");
        var first = await scene.PullAsync("hf:uoft/cifar10");
        var asked = scene.Hub.Requests.Count + scene.Hub.CdnRequests.Count;
        var copy = await scene.PullAsync("hf:uoft/cifar10", new() { As = "copy", Offline = true });
        Assert.Equal(first.Card.Fingerprint, copy.Card.Fingerprint);
        Assert.Equal(asked, scene.Hub.Requests.Count + scene.Hub.CdnRequests.Count);
    }

    [Fact]
    public async Task Offline_what_is_missing_is_named()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Cifar("uoft/cifar10");
        await scene.FailsAsync<NotFoundException>("hf:uoft/cifar10", new() { Offline = true });
        var part = (await scene.PullAsync("hf:uoft/cifar10", new() { Splits = ["test"], As = "part" })).Card;
        Assert.Equal($"datatools pull hf:uoft/cifar10@{part.Revision} --split test", References.PullAgain(part));
        var fault = await Assert.ThrowsAsync<NetworkException>(() => scene.PullAsync("hf:uoft/cifar10", new() { Offline = true, As = "whole" }));
        Assert.Contains("train-00000-of-00002.parquet", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("test-00000-of-00001.parquet", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_pulls_the_same_again_when_the_repository_has_moved_on()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        var before = (await scene.PullAsync("hf:a/b")).Card;
        // What was the default branch is now a branch of another name, at the same commit.
        foreach (var file in Directory.EnumerateFiles(scene.Folder("a/b"), "*", SearchOption.AllDirectories))
            scene.Write($"a/b@{before.Revision}/{Path.GetRelativePath(scene.Folder("a/b"), file)}", await File.ReadAllBytesAsync(file));
        scene.Write("a/b/train/circle/9.png", HubScene.Picture(9));

        var fault = await Assert.ThrowsAsync<InvalidInputException>(() => scene.PullAsync("hf:a/b"));
        Assert.Contains("datatools remove", fault.Hint, StringComparison.Ordinal);
        Assert.NotEqual(before.Fingerprint, (await scene.PullAsync("hf:a/b", new() { As = "new" })).Card.Fingerprint);
        Directory.Delete(scene.Pulls.Workspace.Cache, recursive: true);
        var again = (await scene.PullAsync(References.Pinned(before)!.ToString(), new() { As = "again" })).Card;
        Assert.Equal((before.Fingerprint, before.Source), (again.Fingerprint, again.Source));
    }

    [Fact]
    public async Task Everything_is_asked_of_the_commit()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        var commit = (await scene.PullAsync("hf:a/b")).Card.Revision!;
        Assert.All(scene.Hub.Requests.Where(r => r.PathAndQuery.Contains("/tree/", StringComparison.Ordinal) || r.PathAndQuery.Contains("/resolve/", StringComparison.Ordinal)),
            r => Assert.Contains(commit, r.PathAndQuery, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_revision_by_name_is_pinned()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Pictures("a/b@pr%2F7");
        scene.Write("a/b@pr%2F7/train/circle/9.png", HubScene.Picture(9));
        var card = (await scene.PullAsync("hf:a/b@pr/7")).Card;
        Assert.Equal(5, card.Splits[0].Samples);
        Assert.Equal("hf:a/b", card.Source);
        Assert.Contains(scene.Hub.Requests, r => r.PathAndQuery == "/api/datasets/a/b/revision/pr%2F7");
    }

    [Fact]
    public async Task A_data_set_under_its_old_name_is_found_under_the_new_one()
    {
        await using var scene = await HubScene.StartAsync(token: true);
        scene.Pictures("ylecun/mnist");
        scene.Hub.Renamed["mnist"] = "ylecun/mnist";
        var card = (await scene.PullAsync("hf:mnist")).Card;
        Assert.Equal("hf:ylecun/mnist", card.Source);
        Assert.Contains("hf:mnist is now called hf:ylecun/mnist", scene.Warnings, StringComparison.Ordinal);
        // The redirect is relative: the token goes along.
        Assert.All(scene.Hub.Requests, r => Assert.Equal($"Bearer {scene.Hub.Token}", r.Headers["Authorization"]));
    }

    [Fact]
    public async Task Trees_come_in_pages()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Hub.PageSize = 3;
        var card = (await scene.PullAsync("hf:a/b")).Card;
        Assert.Equal([("train", 4), ("test", 2)], card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.True(scene.Hub.Requests.Count(r => r.PathAndQuery.Contains("/tree/", StringComparison.Ordinal)) > 3);
    }

    [Fact]
    public async Task A_mirror_that_does_not_state_sizes_and_hashes_will_do()
    {
        await using var scene = await HubScene.StartAsync();
        scene.CatsAndDogs("a/b");
        scene.Hub.SaysLinked = false;
        Assert.Equal(100, (await scene.PullAsync("hf:a/b")).Card.Splits[0].Samples);
    }

    [Fact]
    public async Task A_large_file_with_other_bytes_than_its_hash_is_refused()
    {
        await using var scene = await HubScene.StartAsync();
        scene.CatsAndDogs("a/b");
        scene.Hub.Spoil = (_, bytes) =>
        {
            var spoilt = (byte[])bytes.Clone();
            spoilt[1000] ^= 1;
            return spoilt;
        };
        var fault = await scene.FailsAsync<CorruptDownloadException>("hf:a/b");
        Assert.Contains("SHA-256", fault.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Pulls.Files("cache/blobs"));
    }

    [Fact]
    public async Task An_interrupted_pull_goes_on_where_it_broke_off()
    {
        await using var scene = await HubScene.StartAsync();
        scene.CatsAndDogs("a/b");
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop);
        var patience = Pulls.Hasty with { ChunkBytes = 256 << 10, Connections = 1 };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.Pulls.PullAsync("hf:a/b", patience: patience, progress: progress, cancellation: stop.Token));
        var before = scene.Hub.CdnRequests.Count;
        Assert.Equal(100, (await scene.Pulls.PullAsync("hf:a/b", patience: patience)).Card.Splits[0].Samples);
        var ranges = scene.Hub.CdnRequests.Skip(before).Select(r => r.Headers.GetValueOrDefault("Range")).ToList();
        Assert.DoesNotContain(ranges, r => r is null || r.StartsWith("bytes=0-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_range_that_is_refused_does_not_end_the_pull()
    {
        await using var scene = await HubScene.StartAsync();
        scene.CatsAndDogs("a/b");
        var patience = Pulls.Hasty with { ChunkBytes = 256 << 10, Connections = 1 };
        scene.Hub.RefuseNextRanges(1);
        Assert.Equal(100, (await scene.Pulls.PullAsync("hf:a/b", patience: patience)).Card.Splits[0].Samples);
    }

    [Fact]
    public async Task A_signed_link_that_has_expired_is_asked_for_anew()
    {
        await using var scene = await HubScene.StartAsync();
        scene.CatsAndDogs("a/b");
        var requests = 0;
        // Each link serves two ranges.
        scene.Hub.LinksExpired = () => ++requests % 3 == 0;
        var card = (await scene.Pulls.PullAsync("hf:a/b", patience: Pulls.Hasty with { ChunkBytes = 256 << 10, Connections = 1 })).Card;
        Assert.Equal(100, card.Splits[0].Samples);
        Assert.True(requests > 9);
    }

    [Fact]
    public async Task An_image_that_cannot_be_decoded_is_a_bad_sample()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("a/b");
        scene.Write("a/b/train/circle/broken.png", "no picture"u8.ToArray());
        var fault = await scene.FailsAsync<BadSampleException>("hf:a/b");
        Assert.Contains("hf:a/b: train/circle/broken.png", fault.Message, StringComparison.Ordinal);
        var card = (await scene.PullAsync("hf:a/b", new() { OnBadSample = Catalog.Formats.OnBadSample.Skip })).Card;
        Assert.Equal((1, 4), (card.SkippedSamples, card.Splits[0].Samples));
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<PullProgress>
    {
        public void Report(PullProgress value)
        {
            if (value.Done > 700_000)
                stop.Cancel();
        }
    }
}
