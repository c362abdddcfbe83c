using System.Buffers.Binary;
using CsCheck;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Tests.Annotations;

namespace DataTools.Catalog.Tests.Storage;

/// <summary>Whatever happens to an entry's files: a <see cref="CorruptFileException"/>, or an entry that can be read to its end.</summary>
public sealed class DamagedEntryTests : IDisposable
{
    private static readonly Sample[] Samples = [.. TestCatalog.Some(40).Select((s, i) => i % 13 == 0 ? s with { Annotations = Said(i) } : s)];

    private readonly TestCatalog _catalog = new();

    public DamagedEntryTests()
    {
        using var writer = _catalog.Store.Create("a", new DatasetContent(TestCatalog.Classes, []) { Kinds = AnyAnnotations.All });
        writer.WriteSplit(TestCatalog.Split("train", Samples), null, TestContext.Current.CancellationToken);
        writer.WriteSplit(TestCatalog.Split("test", TestCatalog.Some(3)), null, TestContext.Current.CancellationToken);
        writer.Commit(TestCatalog.Draft("a"));
    }

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public void Any_byte_of_a_shard_may_be_wrong()
    {
        var path = Shard();
        var good = File.ReadAllBytes(path);
        var refused = 0;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            for (var at = 0; at < good.Length; at++)
            {
                foreach (var wrong in new byte[] { 0x00, 0xff, (byte)(good[at] ^ 0x81) })
                {
                    file.Position = at;
                    file.WriteByte(wrong);
                    refused += Refused() ? 1 : 0;
                }
                file.Position = at;
                file.WriteByte(good[at]);
            }
        }
        Assert.True(refused > good.Length / 4, $"only {refused} of {3 * good.Length} were noticed");
        Assert.False(Refused());
    }

    [Fact]
    public void Any_number_in_a_shard_may_be_wrong()
    {
        var path = Shard();
        var good = File.ReadAllBytes(path);
        int[] wrong = [-1, int.MinValue, 0x10000, 0x7ffffff0];
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            Span<byte> number = stackalloc byte[4];
            for (var at = 0; at + 4 <= good.Length; at += 4)
            {
                foreach (var value in wrong)
                {
                    file.Position = at;
                    BinaryPrimitives.WriteInt32LittleEndian(number, value);
                    file.Write(number);
                    Refused();
                }
                file.Position = at;
                file.Write(good, at, 4);
            }
        }
        Assert.False(Refused());
    }

    [Fact]
    public void Random_damage_to_any_file_is_survived()
    {
        var files = Directory.GetFiles(_catalog["a"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => (Path: f, Good: File.ReadAllBytes(f))).ToArray();
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Select(Gen.Double.Unit, Gen.Byte).Array[1, 8]).Sample((index, damages) =>
        {
            var (path, good) = files[index];
            var bad = (byte[])good.Clone();
            foreach (var (at, value) in damages)
                bad[(int)(at * (bad.Length - 1))] = value;
            File.WriteAllBytes(path, bad);
            Refused();
            File.WriteAllBytes(path, good);
        }, iter: 1000, threads: 1);
        Assert.False(Refused());
    }

    [Fact]
    public void A_shard_cut_anywhere_is_refused()
    {
        var path = Shard();
        var good = File.ReadAllBytes(path);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            for (var length = good.Length - 1; length >= 0; length--)
            {
                file.SetLength(length);
                Assert.True(Refused(), $"cut to {length} of {good.Length} bytes");
            }
        }
        File.WriteAllBytes(path, [.. good, 0]);
        Assert.True(Refused());
    }

    [Theory]
    [InlineData("dataset.json")]
    [InlineData("train/state.json")]
    public void A_JSON_file_cut_anywhere_is_refused(string file)
    {
        var path = _catalog["a", file];
        var good = File.ReadAllBytes(path);
        for (var length = good.Length - 2; length >= 0; length--)
        {
            File.WriteAllBytes(path, good.AsSpan(0, length));
            Assert.True(Refused(), $"cut to {length} of {good.Length} bytes");
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"_data_files": null}""")]
    [InlineData("""{"_data_files": 1}""")]
    [InlineData("""{"_data_files": [null]}""")]
    [InlineData("""{"_data_files": [{}]}""")]
    [InlineData("""{"_data_files": [{"filename": null}]}""")]
    [InlineData("""{"_data_files": [{"filename": ""}]}""")]
    [InlineData("""{"_data_files": [{"filename": ".."}]}""")]
    [InlineData("""{"_data_files": [{"filename": "\ud800"}]}""")]
    [InlineData("""{"_data_files": [{"filename": "a\u0000"}]}""")]
    [InlineData("""{"_data_files": []}""")]
    [InlineData("""{"_data_files": [{"filename": "data-00000-of-00001.arrow"}, {"filename": "data-00000-of-00001.arrow"}]}""")]
    [InlineData("""{"_data_files": [{"filename": "../test/data-00000-of-00001.arrow"}, {"filename": "state.json"}]}""")]
    public void A_state_of_another_shape_is_refused(string json)
    {
        File.WriteAllText(_catalog["a", "train", "state.json"], json);
        Assert.True(Refused());
    }

    [Theory]
    [InlineData("\"train\"", "\"../a/train\"")]
    [InlineData("\"train\"", "\"test\"")]
    [InlineData("\"train\"", "null")]
    [InlineData("\"samples\": 40", "\"samples\": 41")]
    [InlineData("\"unlabelled\": 10", "\"unlabelled\": -10")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 0")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2")]
    [InlineData("\"classes\": [", "\"classes\": [null,")]
    [InlineData("\"splits\": [", "\"splits\": [null,")]
    [InlineData("\"splits\": [", "\"splits\": null, \"x\": [")]
    [InlineData("\"classes\": [", "\"classes\": [\"more\",")]
    [InlineData("\"files\": [", "\"files\": [null")]
    [InlineData("\"files\": [", "\"files\": [{\"name\": \"x\"}")]
    [InlineData("\"source\"", "\"sauce\"")]
    [InlineData("\"splits\"", "\"spits\"")]
    [InlineData("\"classes\"", "\"glasses\"")]
    public void A_card_of_another_shape_is_refused(string old, string changed)
    {
        var path = _catalog["a", "dataset.json"];
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, changed, StringComparison.Ordinal));
        Assert.True(Refused());
        Assert.Throws<CorruptFileException>(() => _catalog.Store.List());
    }

    [Fact]
    public void Missing_files_are_told_and_the_entry_can_be_removed()
    {
        string[] files = ["train/state.json", "train/data-00000-of-00001.arrow"];
        foreach (var file in files)
        {
            File.Move(_catalog["a", file], _catalog["a", "hidden"]);
            var fault = Assert.Throws<CorruptFileException>(() => _catalog.Store.Open("a"));
            Assert.Contains("datatools remove a`", fault.Hint, StringComparison.Ordinal);
            File.Move(_catalog["a", "hidden"], _catalog["a", file]);
        }
        Directory.Delete(_catalog["a", "train"], recursive: true);
        Assert.Throws<CorruptFileException>(() => _catalog.Store.Open("a"));
        _catalog.Store.Remove("a");
        Assert.Empty(_catalog.Everything());
    }

    [Fact]
    public void The_shards_of_two_splits_cannot_be_exchanged_unseen()
    {
        File.Copy(_catalog["a", "test", "data-00000-of-00001.arrow"], Shard(), overwrite: true);
        var fault = Assert.Throws<CorruptFileException>(() => _catalog.Store.Open("a"));
        Assert.Contains("3 samples, the card says 40", fault.Message, StringComparison.Ordinal);
    }

    private static SampleAnnotations Said(int i) => new()
    {
        Labels = [0, 2],
        Objects =
        [
            new(i % 3, new(1, 2, 3, 4)) { Mask = RleMask.FromRuns(2, 2, [1, 3]), Keypoints = [new(1, 2, 2)], Area = 5 },
            new(0, new(0, 0, i, i)) { Polygons = [[0, 0, 4, 0, 4, 4]], Flags = ObjectFlags.Truncated },
        ],
        Segmentation = new byte[] { 1, 2, 3 },
        License = "CC0-1.0",
        SourceUrl = i > 0 ? "https://example.org/" : null,
    };

    private string Shard() => _catalog["a", "train", "data-00000-of-00001.arrow"];

    // Reads everything there is; anything thrown but the one exception fails the test.
    private bool Refused()
    {
        try
        {
            using var entry = _catalog.Store.Open("a");
            foreach (var split in entry.Splits)
            {
                for (var i = 0; i < split.Count; i++)
                {
                    Assert.InRange(split.Label(i), -1, TestCatalog.Classes.Length - 1);
                    _ = split.Id(i);
                    _ = split.Path(i);
                    _ = Sum(split.Image(i));
                    Assert.All(split.Annotations(i).Objects, o => Assert.InRange(o.Category, 0, TestCatalog.Classes.Length - 1));
                }
            }
            return false;
        }
        catch (CorruptFileException e)
        {
            Assert.NotEmpty(e.Message);
            Assert.NotNull(e.Hint);
            return true;
        }
    }

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var b in bytes)
            sum += b;
        return sum;
    }
}
