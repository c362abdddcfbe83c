using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Tests.Storage;

public sealed class EntryStoreTests : IDisposable
{
    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public void An_empty_workspace_has_no_entries()
    {
        Assert.Empty(_catalog.Store.List());
        Assert.False(_catalog.Store.Exists("a"));
        var fault = Assert.Throws<NotFoundException>(() => _catalog.Store.Open("a"));
        Assert.Contains("datatools pull", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_are_listed_by_name_and_nothing_else_is()
    {
        foreach (var name in new[] { "b", "a-2", "a" })
            _catalog.Save(name, TestCatalog.Split("train", TestCatalog.Some(3)));
        // Recipes, a folder that is no entry, and one whose name nobody can ask for.
        foreach (var other in new[] { "official", "photos", "Upper" })
            Directory.CreateDirectory(_catalog[other]);
        foreach (var other in new[] { "official", "Upper" })
            File.Copy(_catalog["a", "dataset.json"], _catalog[other, "dataset.json"]);
        Assert.Equal(["a", "a-2", "b"], _catalog.Store.Names());
        Assert.Equal(["a", "a-2", "b"], _catalog.Store.List().Select(c => c.Name));
    }

    [Fact]
    public void An_unknown_name_is_told_with_the_nearest()
    {
        _catalog.Save("fashion-mnist", TestCatalog.Split("train"));
        Assert.Equal("Did you mean fashion-mnist?", Assert.Throws<NotFoundException>(() => _catalog.Store.Open("fashion-mnst")).Hint);
        Assert.Equal("Did you mean fashion-mnist?", Assert.Throws<NotFoundException>(() => _catalog.Store.Remove("FASHION-MNIST")).Hint);
        Assert.Equal("Entries: fashion-mnist.", Assert.Throws<NotFoundException>(() => _catalog.Store.Card("cifar10")).Hint);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("-option")]
    [InlineData("a/b")]
    [InlineData("../a")]
    [InlineData("a\\b")]
    [InlineData("Upper")]
    [InlineData("é")]
    [InlineData("a b")]
    [InlineData("a\0")]
    [InlineData("official")]
    public void Some_names_cannot_be(string name)
    {
        Assert.Throws<InvalidInputException>(() => _catalog.Store.CheckNew(name));
        Assert.Throws<InvalidInputException>(() => _catalog.Store.Create(name, ["x"]));
        Assert.Throws<NotFoundException>(() => _catalog.Store.Open(name));
        Assert.Throws<NotFoundException>(() => _catalog.Store.Remove(name));
        Assert.Empty(_catalog.Everything());
    }

    [Fact]
    public void Names_have_a_greatest_length()
    {
        _catalog.Store.CheckNew(new('a', 100));
        Assert.Throws<InvalidInputException>(() => _catalog.Store.CheckNew(new('a', 101)));
    }

    [Fact]
    public void A_name_is_taken_once()
    {
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(3)));
        var fault = Assert.Throws<InvalidInputException>(() => _catalog.Store.Create("a", ["x"]));
        Assert.Contains("datatools remove a", fault.Hint, StringComparison.Ordinal);
        Assert.Equal(["a"], _catalog.Everything());
    }

    [Fact]
    public void A_folder_that_is_no_entry_is_in_the_way_and_stays()
    {
        Directory.CreateDirectory(_catalog["photos"]);
        File.WriteAllText(_catalog["file"], "mine");
        Assert.Contains("no entry", Assert.Throws<InvalidInputException>(() => _catalog.Store.Create("photos", ["x"])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => _catalog.Store.Create("file", ["x"]));
        Assert.Throws<NotFoundException>(() => _catalog.Store.Remove("photos"));
        Assert.Equal(["file", "photos"], _catalog.Everything());
    }

    [Fact]
    public void A_removed_entry_is_gone_and_can_be_written_again()
    {
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(3)));
        _catalog.Save("b", TestCatalog.Split("train", TestCatalog.Some(3)));
        _catalog.Store.Remove("a");
        Assert.Equal(["b"], _catalog.Everything());
        Assert.Throws<NotFoundException>(() => _catalog.Store.Remove("a"));
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(4)));
        Assert.Equal(4, _catalog.Store.Card("a").Splits[0].Samples);
    }

    [Fact]
    public void An_open_entry_outlives_its_removal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not delete mapped files");
        var samples = TestCatalog.Some(2000);
        _catalog.Save("a", TestCatalog.Split("train", samples));
        using var entry = _catalog.Store.Open("a");
        _catalog.Store.Remove("a");
        TestCatalog.AssertSame(samples, entry.Splits[0]);
    }

    [Fact]
    public void A_renamed_folder_is_an_entry_of_that_name()
    {
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(3)));
        Directory.Move(_catalog["a"], _catalog["b"]);
        using var entry = _catalog.Store.Open("b");
        Assert.Equal("b", entry.Card.Name);
        Assert.Equal(["b"], _catalog.Store.List().Select(c => c.Name));
    }

    [Fact]
    public void A_card_with_few_keys_has_defaults()
    {
        Directory.CreateDirectory(_catalog["a"]);
        File.WriteAllText(_catalog["a", "dataset.json"], """
            {"name": "a", "source": "x:y", "unknown": {},
             "splits": [{"name": "train", "samples": 0, "bytes": 0, "classCounts": [], "unlabelled": 0}]}
            """);
        var card = _catalog.Store.Card("a");
        Assert.Equal((1, "image-classification", ""), (card.FormatVersion, card.Task, card.Fingerprint));
        Assert.Empty(card.Classes);
        Assert.Empty(card.Files);
        Assert.Equal(0, Assert.Single(card.Splits).Samples);
    }

    [Fact]
    public async Task Removing_and_writing_while_others_read_shows_whole_entries_only()
    {
        var token = TestContext.Current.CancellationToken;
        var few = TestCatalog.Some(30);
        var many = TestCatalog.Some(1500);
        var done = false;
        var changes = Task.Run(() =>
        {
            for (var i = 0; i < 30; i++)
            {
                _catalog.Save("a", TestCatalog.Split("train", i % 2 == 0 ? few : many), TestCatalog.Split("test", i % 2 == 0 ? many : few));
                _catalog.Store.Remove("a");
            }
            Volatile.Write(ref done, true);
        }, token);
        var seen = 0;
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!Volatile.Read(ref done))
            {
                Assert.InRange(_catalog.Store.List().Count, 0, 1);
                try
                {
                    using var entry = _catalog.Store.Open("a");
                    var small = entry.Card.Splits[0].Samples == few.Length;
                    TestCatalog.AssertSame(small ? few : many, entry.Splits[0]);
                    TestCatalog.AssertSame(small ? many : few, entry.Splits[1]);
                    Interlocked.Increment(ref seen);
                }
                catch (NotFoundException)
                {
                    // Between two lives.
                }
            }
        }, token)).ToArray();
        await Task.WhenAll([changes, .. readers]);
        Assert.True(seen > 0, "no reader was ever in time");
        Assert.Empty(_catalog.Everything());
    }

    [Fact]
    public void A_catalogs_folder_that_is_a_file_is_explained()
    {
        using var folder = new DataTools.Tests.TemporaryFolder();
        folder.Write("catalogs", "mine"u8.ToArray());
        using var catalog = new TestCatalog(folder.Path);
        Assert.Throws<StorageException>(() => catalog.Store.Create("a", ["x"]));
    }
}
