using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Augmentation;

/// <summary>An augmentation that was stopped goes on behind the files that were finished, and nobody can tell by the result.</summary>
public sealed class AugmentResumeTests : IDisposable
{
    private const int Images = 4, Copies = 2, Total = (Images * (1 + Copies)) + 2;

    private readonly TemporaryFolder _folder = new();
    private readonly EntryStore _store;

    public AugmentResumeTests()
    {
        _store = new(Workspace.Locate(_folder.Path, _folder.Path, _ => null));
        Make();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Stopped_after_any_sample_it_ends_byte_for_byte_as_without()
    {
        var whole = Augment();
        var expected = Files();
        Assert.InRange(expected.Count(f => f.Key.EndsWith(".arrow", StringComparison.Ordinal)), 5, Total);
        var shards = new HashSet<int>();
        for (var stop = 1; stop <= Total; stop++)
        {
            _store.Remove("more");
            Stop(after: stop);
            Resumption? there = null;
            var result = EntryAugmenter.Augment(_store, Request(threads: 3), new Epoch(), null, t => there = t, CancellationToken.None);
            Assert.Equal(expected, Files());
            Assert.Equal((whole.Counts, whole.Card.Fingerprint), (result.Counts, result.Card.Fingerprint));
            Assert.Equal(whole.Card.Splits.Select(s => string.Join(' ', s.ClassCounts.Concat(s.ObjectCounts!))), result.Card.Splits.Select(s => string.Join(' ', s.ClassCounts.Concat(s.ObjectCounts!))));
            if (there is not null)
                Assert.InRange(there.Samples, 1, Math.Min(stop, there.Total - 1));
            shards.Add(there?.Shards ?? 0);
            Assert.Empty(_store.Unfinished());
        }
        // Whatever number of files can be whole while one is being written was once what there was.
        Assert.True(shards.IsSupersetOf(Enumerable.Range(0, 4)), string.Join(' ', shards));
    }

    [Fact]
    public void Stopped_again_and_again_it_still_ends()
    {
        Augment();
        var expected = Files();
        _store.Remove("more");
        var there = new List<int>();
        for (var stop = 5; stop < Total; stop += 5)
            Stop(after: stop, t => there.Add(t.Shards));
        Assert.Equal(there.Distinct().Order(), there);
        Assert.NotEmpty(there);
        Augment();
        Assert.Equal(expected, Files());
    }

    [Fact]
    public void Kept_files_that_are_damaged_cut_off_or_gone_are_made_again()
    {
        Augment();
        var expected = Files();
        Action<string>[] damages =
        [
            path => Flip(path, 700),
            path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^9]),
            path => File.WriteAllBytes(path, []),
            File.Delete,
            path => File.Delete(Path.ChangeExtension(path, ".json")),
            path => File.WriteAllText(Path.ChangeExtension(path, ".json"), "{\"hash\":"),
            path => File.WriteAllText(Path.ChangeExtension(path, ".json"), "null"),
            path => Flip(Path.ChangeExtension(path, ".json"), 60),
        ];
        foreach (var damage in damages)
        {
            _store.Remove("more");
            Stop(after: Total - 1);
            var kept = Directory.GetFiles(Unfinished(), "train-*.arrow").Order(StringComparer.Ordinal).ToList();
            damage(kept[2]);
            Resumption? there = null;
            EntryAugmenter.Augment(_store, Request(2), new Epoch(), null, t => there = t, CancellationToken.None);
            Assert.Equal(2, there!.Shards);
            Assert.Equal(expected, Files());
        }
    }

    [Fact]
    public void Another_request_does_not_go_on_from_there_and_prune_may_remove_it()
    {
        Stop(after: Total - 1);
        var left = Unfinished();
        foreach (var other in new[] { Request(2) with { Seed = 8 }, Request(2) with { Copies = 4 }, Request(2) with { Format = PictureFormat.Jpeg }, Request(2) with { Tool = "DataTools next" } })
        {
            EntryAugmenter.Augment(_store, other, new Epoch(), null, _ => Assert.Fail("it went on"), CancellationToken.None);
            _store.Remove("more");
        }
        var unfinished = Assert.Single(_store.Unfinished());
        Assert.Equal(left, unfinished.Folder);
        Assert.True(unfinished.Bytes > 1000);
        Assert.True(_store.Remove(unfinished));
        Assert.Equal(["pets"], Directory.GetFileSystemEntries(_folder["catalogs"]).Select(Path.GetFileName));
    }

    [Fact]
    public void What_a_living_run_works_on_is_not_pruned_and_does_not_harm_it_if_it_is()
    {
        Augment();
        var expected = Files();
        _store.Remove("more");
        Stop(after: Total / 2);
        var left = Unfinished();
        EntryAugmenter.Augment(_store, Request(2), new Epoch(), new Watch(_ =>
        {
            Assert.Empty(_store.Unfinished());
            // As where the disk's locks are not to be relied on.
            if (Directory.Exists(left))
                Directory.Delete(left, recursive: true);
        }), null, CancellationToken.None);
        Assert.Equal(expected, Files());
    }

    [Fact]
    public void Two_at_once_both_end_well()
    {
        var first = Augment();
        var expected = Files();
        _store.Remove("more");
        Stop(after: Total / 2);
        using var both = new Barrier(2);
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, _ =>
        {
            both.SignalAndWait();
            // Both have begun before either ends.
            var result = EntryAugmenter.Augment(_store, Request(1), new Epoch(), null, _ => both.SignalAndWait(), CancellationToken.None);
            Assert.Equal(first.Card.Fingerprint, result.Card.Fingerprint);
        });
        Assert.Equal(expected, Files());
        Assert.Empty(_store.Unfinished());
    }

    private AugmentResult Augment() => EntryAugmenter.Augment(_store, Request(2), new Epoch(), null, null, CancellationToken.None);

    // As Ctrl-C does; what a kill leaves beside that is a folder for the next writer to sweep.
    private void Stop(int after, Action<Resumption>? goingOn = null)
    {
        using var source = new CancellationTokenSource();
        var watch = new Watch(n =>
        {
            if (n >= after)
                source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => EntryAugmenter.Augment(_store, Request(2), new Epoch(), watch, goingOn, source.Token));
    }

    private string Unfinished() => Assert.Single(Directory.GetDirectories(_folder["catalogs"], ".unfinished-*"));

    private SortedDictionary<string, string> Files() => new(Directory.EnumerateFiles(_folder["catalogs", "more"], "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(_folder["catalogs", "more"], f), f => Convert.ToBase64String(File.ReadAllBytes(f))), StringComparer.Ordinal);

    private static void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 1;
        // A file of its own: the kept one may be a second name of another's.
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
    }

    private static AugmentRequest Request(int threads) =>
        new("pets", AugmentationPolicy.Load("cifar", "/"), Copies, 7, "more", threads, "DataTools test") { ShardBytes = 16_000 };

    private void Make()
    {
        Sample Sample(int i, string split) => new($"{split}{i}", ImageCodec.EncodePng(Pictures.Noise(32, 32, 3, (ulong)i)), i % 2, null)
        {
            Annotations = new() { Objects = [new(i % 2, new(i, 3, 14, 11)), new(0, new(0, 0, 2, 2))] },
        };
        _store.Write(
            new DatasetCard { Name = "pets", Source = "folder:pets", Fingerprint = "" },
            new(["cat", "dog"], [new(SplitNames.Train, Images, [.. Enumerable.Range(0, Images).Select(i => Sample(i, "a"))]), new(SplitNames.Test, 2, [Sample(0, "b"), Sample(1, "b")])])
            {
                Kinds = AnnotationKinds.Objects,
            });
    }

    private sealed class Watch(Action<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen(value);
    }

    private sealed class Epoch : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
