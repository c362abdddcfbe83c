using CsCheck;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Storage;

/// <summary>A workspace of a test's own, and entries to put into it.</summary>
internal sealed class TestCatalog : IDisposable
{
    private readonly TemporaryFolder? _folder;

    public TestCatalog(string? root = null)
    {
        _folder = root is null ? new() : null;
        Workspace = Workspace.Locate(root ?? _folder!.Path, "/", _ => null);
        Store = new(Workspace);
    }

    public static string[] Classes { get; } = ["T-shirt/top", "Σκύλος", "犬 🐕"];

    public Workspace Workspace { get; }

    public EntryStore Store { get; }

    public string this[params string[] parts] => Path.Combine([Workspace.Catalogs, .. parts]);

    /// <summary>Everything in the catalog's folder, temporary names included.</summary>
    public string[] Everything() => !Directory.Exists(Workspace.Catalogs) ? [] :
        [.. Directory.EnumerateFileSystemEntries(Workspace.Catalogs).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];

    public DatasetCard Save(string name, params SplitContent[] splits) => Save(name, EntryWriter.DefaultShardBytes, splits);

    public DatasetCard Save(string name, long shardBytes, params SplitContent[] splits)
    {
        using var writer = Store.Create(name, Classes, shardBytes);
        foreach (var split in splits)
            writer.WriteSplit(split, null, TestContext.Current.CancellationToken);
        return writer.Commit(Draft(name));
    }

    // One of the files has no address: the user brought it along.
    public static DatasetCard Draft(string name) => new()
    {
        Name = name,
        Source = "test:samples",
        Files = [new("a.tar", 3, "00ff"), new("b.tar", 4, "11ee", "https://example.org/b.tar")],
    };

    public static SplitContent Split(string name, params Sample[] samples) => new(name, samples.Length, samples);

    /// <summary>Samples without chance: sizes from 0, all labels, with and without a path.</summary>
    public static Sample[] Some(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Sample($"é/{i}", Bytes(i, i * 7 % 50), (i % 4) - 1, i % 3 == 0 ? null : $"photos/{i}.png"))];

    public static byte[] Bytes(int seed, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((seed * 31) + i))];

    /// <summary>Any samples that may stand in one split.</summary>
    public static Gen<Sample[]> AnySamples { get; } =
        Gen.Select(
                Gen.OneOf(Gen.String[Gen.Char['\u0020', '\ud7ff'], 0, 12], Gen.String[Gen.Char.AlphaNumeric, 0, 300]),
                Gen.Byte.Array[0, 400],
                Gen.Int[-1, 2],
                Gen.String[Gen.Char['\u0001', '\u07ff'], 0, 20].Null())
            .Select((id, image, label, path) => new Sample(id, image, label, path))
            .Array[0, 60]
            .Select(samples => samples.DistinctBy(s => s.Id, StringComparer.Ordinal).ToArray());

    public static void AssertSame(Sample[] expected, EntrySplit split)
    {
        Assert.Equal(expected.Length, split.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Id, split.Id(i));
            Assert.Equal(expected[i].Label, split.Label(i));
            Assert.Equal(expected[i].Path, split.Path(i));
            Assert.True(expected[i].Image.Span.SequenceEqual(split.Image(i)), $"the bytes of image {i}");
        }
    }

    public void Dispose() => _folder?.Dispose();
}
