using System.Security.Cryptography;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Downloads;

/// <summary>The cache as it lies on disk, seen, checked and cleared.</summary>
public sealed class CacheInventoryTests : IDisposable
{
    private readonly Pulls _pulls = new();

    private CacheInventory Inventory => new(_pulls.Workspace, TimeProvider.System);

    public void Dispose() => _pulls.Dispose();

    [Fact]
    public async Task An_empty_workspace_has_an_empty_cache()
    {
        Assert.Equal(0, Inventory.List(_ => { }).Bytes);
        Assert.Empty((await Inventory.VerifyAsync(null, CancellationToken.None)).Damaged);
        Assert.Empty((await Inventory.PruneAsync(dryRun: false, CancellationToken.None)).Removed);
        Assert.Empty(_pulls.Files(""));
    }

    [Fact]
    public void Files_are_listed_with_their_entries_and_addresses()
    {
        var used = Blob("used by an entry", "https://user:secret@example.org/a.gz?key=secret");
        var idle = Blob("idle");
        Entry("one", used);
        Entry("two", used);
        var listing = Inventory.List(_ => { });
        Assert.Equal(
            [(used, "https://example.org/a.gz", "one, two"), (idle, null, "")],
            listing.Files.Select(f => (f.Sha256, f.From, string.Join(", ", f.Entries))));
        Assert.Equal(_pulls.Files("cache").Sum(f => new FileInfo(_pulls.Folder["cache", f]).Length), listing.Bytes);
        Assert.Equal(20, listing.Files.Sum(f => f.Bytes));
    }

    [Fact]
    public async Task Damaged_files_are_found_and_removed()
    {
        var (good, bad, cut) = (Blob("good"), Blob("bad"), Blob("cut off"));
        File.WriteAllText(BlobPath(bad), "b@d");
        File.WriteAllText(BlobPath(cut), "cut");
        var check = await Inventory.VerifyAsync(null, CancellationToken.None);
        Assert.Equal(3, check.Files);
        Assert.True(check.Removed);
        Assert.Equal(new[] { bad, cut }.Order(StringComparer.Ordinal), check.Damaged.Select(d => Path.GetFileName(d.Path)));
        Assert.Contains($"its SHA-256 is {Sha256("b@d")}", check.Damaged.Single(d => d.Path == BlobPath(bad)).Message, StringComparison.Ordinal);
        Assert.Equal([good], _pulls.Files("cache/blobs"));
        Assert.Empty((await Inventory.VerifyAsync(null, CancellationToken.None)).Damaged);
    }

    [Fact]
    public async Task What_no_entry_needs_is_removed_and_counted()
    {
        var (used, idle) = (Blob("used", "https://example.org/a"), Blob("idle!", "https://example.org/b"));
        Entry("one", used);
        _pulls.Folder.Write("cache/partial/abc.part", new byte[7]);
        _pulls.Folder.Write("cache/partial/abc.part.json", "{}"u8.ToArray());
        _pulls.Folder.Write("cache/unpacked/x/y/z.png", new byte[11]);
        _pulls.Folder.Write("cache/pulling/killed.lock", []);
        _pulls.Folder.Write("cache/README.md", new byte[3]);
        var before = _pulls.Files("cache");

        var dry = await Inventory.PruneAsync(dryRun: true, CancellationToken.None);
        Assert.Equal(before.Except(["pulling/killed.lock"]), _pulls.Files("cache").Except(["clearing.lock"]));

        var size = Inventory.List(_ => { }).Bytes;
        var pruning = await Inventory.PruneAsync(dryRun: false, CancellationToken.None);
        Assert.False(pruning.PullsRun);
        Assert.Equal(dry.Removed, pruning.Removed);
        Assert.Equal(
            [(PrunedKind.File, 5L), (PrunedKind.Partial, 2), (PrunedKind.Partial, 7), (PrunedKind.Unpacked, 11)],
            pruning.Removed.Where(r => r.Kind != PrunedKind.Note).Select(r => (r.Kind, r.Bytes)).Order());
        Assert.Equal([$"index/{idle[..8]}.json"], pruning.Removed.Where(r => r.Kind == PrunedKind.Note).Select(r => r.Path));
        Assert.Equal(size - Inventory.List(_ => { }).Bytes, pruning.Bytes);
        Assert.Equal(["README.md", $"blobs/{used}", "clearing.lock", $"index/{used[..8]}.json"], _pulls.Files("cache"));
        Assert.Empty((await Inventory.PruneAsync(dryRun: false, CancellationToken.None)).Removed);
    }

    [Fact]
    public async Task What_a_running_pull_may_use_stays()
    {
        var (idle, damaged) = (Blob("idle"), Blob("damaged"));
        File.WriteAllText(BlobPath(damaged), "x");
        _pulls.Folder.Write("cache/partial/held.part", new byte[7]);
        _pulls.Folder.Write("cache/partial/held.journal", new byte[7]);
        _pulls.Folder.Write("cache/partial/left.part", new byte[7]);
        _pulls.Folder.Write("cache/unpacked/x.png", new byte[11]);
        using (await CacheUse.PullAsync(_pulls.Workspace.Cache, TimeProvider.System, CancellationToken.None))
        using (await FileLock.AcquireAsync(_pulls.Folder["cache", "partial", "held.lock"], () => { }, TimeProvider.System, CancellationToken.None))
        {
            var pruning = await Inventory.PruneAsync(dryRun: false, CancellationToken.None);
            Assert.True(pruning.PullsRun);
            Assert.Equal(["partial/left.part"], pruning.Removed.Select(r => r.Path.Replace('\\', '/')));
            Assert.False((await Inventory.VerifyAsync(null, CancellationToken.None)).Removed);
            Assert.Equal(new[] { idle, damaged }.Order(StringComparer.Ordinal), _pulls.Files("cache/blobs"));
        }
        await Inventory.PruneAsync(dryRun: false, CancellationToken.None);
        Assert.Equal(["clearing.lock"], _pulls.Files("cache"));
    }

    [Fact]
    public async Task What_is_being_removed_cannot_be_gone_on_with_meanwhile()
    {
        // A download that broke off without a lock of its own, and one that begins while it is removed.
        var lockPath = _pulls.Folder["cache", "partial", "left.lock"];
        for (var i = 0; i < 200; i++)
        {
            _pulls.Folder.Write("cache/partial/left.part", new byte[7]);
            _pulls.Folder.Write("cache/partial/left.part.json", new byte[7]);
            var pruning = Task.Run(() => Inventory.PruneAsync(dryRun: false, CancellationToken.None));
            using (await FileLock.AcquireAsync(lockPath, () => { }, TimeProvider.System, CancellationToken.None))
            {
                // Both or neither, and it stays so while the lock is ours.
                var before = Parts();
                Assert.Contains(before.Count, new[] { 0, 2 });
                await Task.Delay(1);
                Assert.Equal(before, Parts());
            }
            await pruning;
        }
        IReadOnlyList<string> Parts() => [.. _pulls.Files("cache/partial").Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task A_pull_waits_for_a_clearing_under_way()
    {
        Task<IDisposable>? pull = null;
        Blob("x");
        await CacheUse.ClearAsync(
            _pulls.Workspace.Cache,
            _ =>
            {
                pull = CacheUse.PullAsync(_pulls.Workspace.Cache, TimeProvider.System, CancellationToken.None);
                Assert.False(pull.Wait(TimeSpan.FromMilliseconds(300)));
                return 0;
            },
            TimeProvider.System, CancellationToken.None);
        (await pull!.WaitAsync(TimeSpan.FromSeconds(10))).Dispose();
        Assert.Empty(_pulls.Files("cache/pulling"));
    }

    [Fact]
    public async Task Pulls_and_clearings_never_meet()
    {
        // Each pull brings a file that no entry names and looks for it while it runs; clearings go on all the time.
        Directory.CreateDirectory(_pulls.Workspace.Cache);
        using var stop = new CancellationTokenSource();
        var clearing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await Inventory.PruneAsync(dryRun: false, CancellationToken.None);
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                using var use = await CacheUse.PullAsync(_pulls.Workspace.Cache, TimeProvider.System, CancellationToken.None);
                var blob = Blob($"{worker} {i}");
                await Task.Delay(2);
                Assert.True(File.Exists(BlobPath(blob)));
            }
        })));
        await stop.CancelAsync();
        await clearing;
    }

    [Fact]
    public async Task A_card_that_cannot_be_read_keeps_everything()
    {
        Blob("perhaps used");
        Entry("broken", Sha256("x"));
        File.WriteAllText(_pulls.Folder["catalogs", "broken", "dataset.json"], "{");
        var told = new List<CorruptFileException>();
        Assert.Single(Inventory.List(told.Add).Files);
        Assert.Single(told);
        await Assert.ThrowsAsync<CorruptFileException>(() => Inventory.PruneAsync(dryRun: false, CancellationToken.None));
        Assert.Single(_pulls.Files("cache/blobs"));
    }

    private string Blob(string content, string? url = null)
    {
        var sha256 = Sha256(content);
        _pulls.Folder.Write($"cache/blobs/{sha256}", Encoding.UTF8.GetBytes(content));
        if (url is not null)
            _pulls.Folder.Write($"cache/index/{sha256[..8]}.json", Encoding.UTF8.GetBytes($$"""{"url": "{{url}}", "sha256": "{{sha256}}", "bytes": {{content.Length}}}"""));
        return sha256;
    }

    private void Entry(string name, string sha256)
    {
        using var writer = _pulls.Store.Create(name, ["a", "b"]);
        writer.WriteSplit(new("train", 0, []), null, CancellationToken.None);
        writer.Commit(new DatasetCard { Name = name, Source = "test:x", Files = [new("f", 1, sha256)] });
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_told()
    {
        // In place of a folder without permission, which root would write all the same.
        Directory.CreateDirectory(_pulls.Folder["cache", "clearing.lock"]);
        await Assert.ThrowsAsync<StorageException>(() => Inventory.PruneAsync(dryRun: false, CancellationToken.None));
    }

    private string BlobPath(string sha256) => _pulls.Folder["cache", "blobs", sha256];

    private static string Sha256(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
