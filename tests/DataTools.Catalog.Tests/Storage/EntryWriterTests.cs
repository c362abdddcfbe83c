using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Tests.Storage;

/// <summary>An entry appears whole or not at all.</summary>
public sealed class EntryWriterTests : IDisposable
{
    private readonly TestCatalog _catalog = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public void Nothing_is_seen_before_the_commit_and_nothing_left_without_it()
    {
        using (var writer = _catalog.Store.Create("a", TestCatalog.Classes))
        {
            writer.WriteSplit(TestCatalog.Split("train", TestCatalog.Some(10)), null, Token);
            Assert.False(_catalog.Store.Exists("a"));
            Assert.Empty(_catalog.Store.List());
            Assert.NotEmpty(_catalog.Everything());
        }
        Assert.Empty(_catalog.Everything());
    }

    [Fact]
    public void A_fault_of_the_samples_comes_out_as_it_is_and_leaves_nothing()
    {
        static IEnumerable<Sample> Failing(Exception fault) => TestCatalog.Some(1500).Append(null!).Select(s => s ?? throw fault);

        Exception[] faults = [new InvalidDataException("x"), new UnauthorizedAccessException("source"), new IOException("source"), new BadSampleException("s", "x")];
        foreach (var fault in faults)
        {
            var content = new DatasetContent(TestCatalog.Classes, [TestCatalog.Split("test", TestCatalog.Some(9)), new("train", null, Failing(fault))]);
            Assert.Same(fault, Record.Exception(() => _catalog.Store.Write(TestCatalog.Draft("a"), content, null, Token)));
            Assert.Empty(_catalog.Everything());
        }
    }

    [Fact]
    public void A_cancelled_write_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var samples = TestCatalog.Some(3000).Select((s, i) =>
        {
            if (i == 2000)
                cancellation.Cancel();
            return s;
        });
        Assert.Throws<OperationCanceledException>(() =>
            _catalog.Store.Write(TestCatalog.Draft("a"), new(TestCatalog.Classes, [new("train", null, samples)]), null, cancellation.Token));
        Assert.Empty(_catalog.Everything());
    }

    [Fact]
    public void Half_a_split_cannot_be_committed()
    {
        using var writer = _catalog.Store.Create("a", TestCatalog.Classes);
        Assert.Throws<InvalidOperationException>(() => writer.Commit(TestCatalog.Draft("a")));
        writer.WriteSplit(TestCatalog.Split("test", TestCatalog.Some(3)), null, Token);
        Assert.Throws<BadSampleException>(() => writer.WriteSplit(TestCatalog.Split("train", new Sample("x", default, 99)), null, Token));
        Assert.Throws<InvalidOperationException>(() => writer.Commit(TestCatalog.Draft("a")));
    }

    [Fact]
    public void A_sample_is_checked()
    {
        string Fault(params Sample[] samples)
        {
            using var writer = _catalog.Store.Create("a", TestCatalog.Classes);
            return Assert.Throws<BadSampleException>(() => writer.WriteSplit(TestCatalog.Split("train", samples), null, Token)).Message;
        }
        Assert.Equal("bad sample x: label 3 is not one of the 3 classes", Fault(new Sample("x", default, 3)));
        Assert.Equal("bad sample x: label -2 is not one of the 3 classes", Fault(new Sample("x", default, -2)));
        Assert.Equal("bad sample x: the id appears twice in the split train", Fault(new("x", default, 0), new("y", default, 0), new("x", default, 1)));
        Assert.Equal("bad sample x: 536870913 bytes are more than an image may have (512 MiB)", Fault(new Sample("x", new byte[(512 << 20) + 1], 0)));
        Assert.Empty(_catalog.Everything());
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a.")]
    [InlineData("a-b")]
    [InlineData("dataset.json")]
    [InlineData("dataset_dict.json")]
    public void Some_names_of_splits_cannot_be(string name)
    {
        using var writer = _catalog.Store.Create("a", TestCatalog.Classes);
        Assert.Throws<InvalidInputException>(() => writer.WriteSplit(TestCatalog.Split(name, TestCatalog.Some(1)), null, Token));
    }

    [Fact]
    public void Splits_and_classes_appear_once()
    {
        Assert.Throws<InvalidInputException>(() => _catalog.Store.Create("a", ["x", "y", "x"]));
        using var writer = _catalog.Store.Create("a", TestCatalog.Classes);
        writer.WriteSplit(TestCatalog.Split("train", TestCatalog.Some(3)), null, Token);
        Assert.Throws<InvalidInputException>(() => writer.WriteSplit(TestCatalog.Split("train"), null, Token));
        Assert.Throws<InvalidInputException>(() => writer.WriteSplit(TestCatalog.Split("Train"), null, Token));
        writer.Commit(TestCatalog.Draft("a"));
        Assert.Equal(3, _catalog.Store.Card("a").Splits[0].Samples);
    }

    [Fact]
    public void Progress_counts_the_samples()
    {
        var counts = new Counts();
        _catalog.Store.Write(
            TestCatalog.Draft("a"), new(TestCatalog.Classes, [TestCatalog.Split("train", TestCatalog.Some(5)), TestCatalog.Split("test")]),
            s => s.Name == "train" ? counts : null, Token);
        Assert.Equal([1, 2, 3, 4, 5], counts.Seen);
    }

    [Fact]
    public void Of_two_writers_of_the_same_content_both_succeed()
    {
        using var slow = _catalog.Store.Create("a", TestCatalog.Classes);
        slow.WriteSplit(TestCatalog.Split("train", TestCatalog.Some(20)), null, Token);
        var first = _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(20)));
        var second = slow.Commit(TestCatalog.Draft("a") with { Title = "the slower" });
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.Null(second.Title);
    }

    [Fact]
    public void Of_two_writers_of_different_content_the_slower_fails()
    {
        using (var slow = _catalog.Store.Create("a", TestCatalog.Classes))
        {
            slow.WriteSplit(TestCatalog.Split("train", TestCatalog.Some(21)), null, Token);
            _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(20)));
            Assert.Throws<InvalidInputException>(() => slow.Commit(TestCatalog.Draft("a")));
        }
        Assert.Equal(["a"], _catalog.Everything());
        Assert.Equal(20, _catalog.Store.Card("a").Splits[0].Samples);
    }

    [Fact]
    public void What_has_come_into_the_way_meanwhile_stays()
    {
        using (var writer = _catalog.Store.Create("a", TestCatalog.Classes))
        {
            writer.WriteSplit(TestCatalog.Split("train", TestCatalog.Some(2)), null, Token);
            Directory.CreateDirectory(_catalog["a"]);
            Assert.Throws<InvalidInputException>(() => writer.Commit(TestCatalog.Draft("a")));
            Directory.Delete(_catalog["a"]);
            File.WriteAllText(_catalog["a"], "mine");
            Assert.Throws<InvalidInputException>(() => writer.Commit(TestCatalog.Draft("a")));
        }
        Assert.Equal(["a"], _catalog.Everything());
    }

    [Fact]
    public void Many_threads_write_the_same_and_other_entries_at_once()
    {
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            try
            {
                _catalog.Save($"entry-{i % 5}", TestCatalog.Split("train", TestCatalog.Some(100 + (i % 5))));
            }
            catch (InvalidInputException e) when (e.Message.StartsWith("there is already", StringComparison.Ordinal))
            {
                // The name was taken when this one began.
            }
        });
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"entry-{i}"), _catalog.Everything());
        foreach (var card in _catalog.Store.List())
        {
            using var entry = _catalog.Store.Open(card.Name);
            TestCatalog.AssertSame(TestCatalog.Some(100 + (card.Name[^1] - '0')), entry.Splits[0]);
        }
    }

    [Fact]
    public void The_entry_has_the_name_it_was_begun_with()
    {
        using var writer = _catalog.Store.Create("a", TestCatalog.Classes);
        writer.WriteSplit(TestCatalog.Split("train"), null, Token);
        Assert.Equal("a", writer.Commit(TestCatalog.Draft("../b")).Name);
        Assert.True(_catalog.Store.Exists("a"));
    }

    private sealed class Counts : IProgress<long>
    {
        public List<long> Seen { get; } = [];

        public void Report(long value) => Seen.Add(value);
    }
}
