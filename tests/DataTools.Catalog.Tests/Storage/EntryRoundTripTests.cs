using CsCheck;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Tests.Storage;

public sealed class EntryRoundTripTests : IDisposable
{
    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public void What_is_saved_is_loaded_whatever_the_samples_and_shards() =>
        Gen.Select(TestCatalog.AnySamples, TestCatalog.AnySamples, Gen.Frequency((1, Gen.Long[1, 10]), (4, Gen.Long[1000, 9000]))).Sample((train, test, shardBytes) =>
        {
            var name = $"e{Guid.NewGuid():N}";
            _catalog.Save(name, shardBytes, TestCatalog.Split("test", test), TestCatalog.Split("train", train));
            using var entry = _catalog.Store.Open(name);
            Assert.Equal(["train", "test"], entry.Splits.Select(s => s.Name));
            Assert.Equal(TestCatalog.Classes, entry.Card.Classes);
            TestCatalog.AssertSame(train, entry.Split("train"));
            TestCatalog.AssertSame(test, entry.Split("test"));
            Assert.Equal(train.Select(s => (s.Id, s.Label, s.Path)), entry.Split("train").Samples().Select(s => (s.Id, s.Label, s.Path)));
        }, iter: 40);

    [Fact]
    public void The_card_counts_what_was_written()
    {
        var card = _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(41)), TestCatalog.Split("extra.b", TestCatalog.Some(0)));
        var train = card.Splits[0];
        Assert.Equal(("train", 41, 11), (train.Name, train.Samples, train.Unlabelled));
        Assert.Equal([10, 10, 10], train.ClassCounts);
        Assert.Equal(TestCatalog.Some(41).Sum(s => (long)s.Image.Length), train.Bytes);
        Assert.Equal(("extra.b", 0, 0), (card.Splits[1].Name, card.Splits[1].Samples, card.Splits[1].Unlabelled));
        Assert.Equivalent(card, _catalog.Store.Card("a"), strict: true);
    }

    [Fact]
    public void A_split_of_many_batches_is_read_in_any_order()
    {
        var samples = TestCatalog.Some(2500);
        _catalog.Save("a", TestCatalog.Split("train", samples));
        using var entry = _catalog.Store.Open("a");
        TestCatalog.AssertSame(samples, entry.Splits[0]);
        foreach (var i in new[] { 2499, 0, 1000, 999, 2000, 1999, 1 })
            Assert.Equal(samples[i].Id, entry.Splits[0].Id(i));
        Assert.Throws<ArgumentOutOfRangeException>(() => entry.Splits[0].Label(2500));
        Assert.Throws<ArgumentOutOfRangeException>(() => entry.Splits[0].Label(-1));
    }

    [Fact]
    public void A_shard_exceeds_its_size_only_for_a_single_sample()
    {
        const int limit = 100_000;
        Sample[] samples = [.. Enumerable.Range(0, 300).Select(i => new Sample($"{i}", TestCatalog.Bytes(i, i == 150 ? 3 * limit : 997), 0))];
        _catalog.Save("a", limit, TestCatalog.Split("train", samples));

        var sizes = Shards().Select(f => new FileInfo(f).Length).ToArray();
        Assert.True(sizes.Length > 4, $"{sizes.Length} shards");
        Assert.InRange(Assert.Single(sizes, s => s > limit), 3 * limit, (3 * limit) + 5000);
        using var entry = _catalog.Store.Open("a");
        TestCatalog.AssertSame(samples, entry.Splits[0]);
    }

    [Fact]
    public void A_batch_of_large_images_is_cut_by_its_bytes()
    {
        // Were it cut by rows alone, it would fill the memory and exceed the shard.
        Sample[] samples = [.. Enumerable.Range(0, 5).Select(i => new Sample($"{i}", TestCatalog.Bytes(i, 10 << 20), 0))];
        _catalog.Save("a", 25 << 20, TestCatalog.Split("train", samples));
        Assert.Equal([2, 2, 1], Shards().Select(f => (int)(new FileInfo(f).Length / (10 << 20))));
        using var entry = _catalog.Store.Open("a");
        TestCatalog.AssertSame(samples, entry.Splits[0]);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(2500)));
        using var entry = _catalog.Store.Open("a");
        var split = entry.Splits[0];
        var sum = ReadAll(split);
        var before = GC.GetAllocatedBytesForCurrentThread();
        sum += ReadAll(split);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, sum);
    }

    [Fact]
    public void Many_threads_read_at_once()
    {
        var samples = TestCatalog.Some(2500);
        _catalog.Save("a", 20_000, TestCatalog.Split("train", samples));
        using var entry = _catalog.Store.Open("a");
        Parallel.For(0, 8, _ => TestCatalog.AssertSame(samples, entry.Splits[0]));
    }

    [Fact]
    public void A_closed_entry_cannot_be_read()
    {
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(5)));
        var entry = _catalog.Store.Open("a");
        entry.Dispose();
        entry.Dispose();
        Assert.Throws<ObjectDisposedException>(() => entry.Splits[0].Image(4).Length);
        Assert.Throws<ObjectDisposedException>(() => entry.Splits[0].Label(0));
    }

    [Fact]
    public void An_unknown_split_is_told_with_those_there_are()
    {
        _catalog.Save("a", TestCatalog.Split("train"), TestCatalog.Split("test"));
        using var entry = _catalog.Store.Open("a");
        Assert.Null(entry.FindSplit("val"));
        Assert.Equal("Did you mean train?", Assert.Throws<NotFoundException>(() => entry.Split("trian")).Hint);
        Assert.Equal("Its splits are: test, train.", Assert.Throws<NotFoundException>(() => entry.Split("validation")).Hint);
    }

    private string[] Shards() => [.. Directory.EnumerateFiles(_catalog["a", "train"], "*.arrow").Order(StringComparer.Ordinal)];

    private static long ReadAll(EntrySplit split)
    {
        var sum = 0L;
        for (var i = 0; i < split.Count; i++)
            sum += split.Image(i).Length + split.Label(i) + split.IdUtf8(i).Length;
        return sum;
    }
}
