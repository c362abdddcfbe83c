using CsCheck;
using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Tests.Storage;

public sealed class FingerprintTests : IDisposable
{
    private static readonly Sample[] Base = TestCatalog.Some(30);

    private readonly TestCatalog _catalog = new();
    private int _entries;

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public void It_does_not_depend_on_shards_names_time_paths_or_the_order_of_splits() =>
        Gen.Select(TestCatalog.AnySamples, TestCatalog.AnySamples, Gen.Long[2000, 9000]).Sample((train, test, shardBytes) =>
        {
            var one = Of(TestCatalog.Classes, 1 << 20, [("train", train), ("test", test)]);
            var moved = train.Select(s => s with { Path = "elsewhere" }).ToArray();
            Assert.Equal(one, Of(TestCatalog.Classes, shardBytes, [("test", test), ("train", moved)], DateTimeOffset.UnixEpoch));
            Assert.Matches("^sha256:[0-9a-f]{64}$", one);
        }, iter: 20);

    [Fact]
    public void It_changes_with_any_content()
    {
        var changed = Base[7].Image.ToArray();
        changed[^1] ^= 1;
        string[] all =
        [
            Of(TestCatalog.Classes, Base),
            Of(TestCatalog.Classes, With(Base[7] with { Image = changed })),
            Of(TestCatalog.Classes, With(Base[7] with { Label = 1 })),
            Of(TestCatalog.Classes, With(Base[7] with { Id = "é/x" })),
            Of(TestCatalog.Classes, [.. Base.Reverse()]),
            Of(TestCatalog.Classes, Base[..^1]),
            Of(["T-shirt", "Σκύλος", "犬 🐕"], Base),
            Of(["Σκύλος", "T-shirt/top", "犬 🐕"], Base),
            Of([.. TestCatalog.Classes, "more"], Base),
            Of(TestCatalog.Classes, 1 << 20, [("test", Base)]),
            Of(TestCatalog.Classes, 1 << 20, [("train", Base), ("test", [])]),
            Of(TestCatalog.Classes, 1 << 20, [("train", Base[..10]), ("test", Base[10..])]),
            // Bytes that move from one field to the next.
            Of(TestCatalog.Classes, [new("ab", "c"u8.ToArray(), 0)]),
            Of(TestCatalog.Classes, [new("a", "bc"u8.ToArray(), 0)]),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void It_is_what_it_was_when_the_format_was_made()
    {
        // Worked out apart from ours. A change of these digits makes every entry on every disk look different from its own recipe.
        Assert.Equal(
            "sha256:02c993c4bbe6ac881abdcb7fa35400468500b33634a8b52f9395222b02782842",
            Of(["a", "b"], 1 << 20, [("train", [new("1", "image"u8.ToArray(), 1), new("2", default, -1)])]));
    }

    private static Sample[] With(Sample seventh) => [.. Base[..7], seventh, .. Base[8..]];

    private string Of(string[] classes, Sample[] samples) => Of(classes, 1 << 20, [("train", samples)]);

    private string Of(string[] classes, long shardBytes, (string Name, Sample[] Samples)[] splits, DateTimeOffset time = default)
    {
        var name = $"entry-{_entries++}";
        using var writer = _catalog.Store.Create(name, classes, shardBytes);
        foreach (var (split, samples) in splits)
            writer.WriteSplit(TestCatalog.Split(split, samples), null, TestContext.Current.CancellationToken);
        return writer.Commit(new DatasetCard { Name = name, Source = $"test:{name}", CreatedAt = time }).Fingerprint;
    }
}
