using CsCheck;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Derived;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Derived;

public sealed class ShardMergeTests : IDisposable
{
    private static readonly DatasetCard Parent = new() { Name = "pets", Source = "folder:pets", Fingerprint = "sha256:1" };

    private readonly TemporaryFolder _folder = new();
    private readonly EntryStore _store;

    public ShardMergeTests() => _store = new(Workspace.Locate(_folder.Path, _folder.Path, _ => null));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parts_of_a_sequence_are_the_sequence_and_about_as_long() => Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[1, 10_000]).Sample((length, count) =>
    {
        var parts = Enumerable.Range(1, count).Select(i => new ShardNumber(i, count).Of(length)).ToList();
        Assert.Equal((0, length), (parts[0].From, parts[^1].To));
        Assert.All(parts.Zip(parts.Skip(1)), p => Assert.Equal(p.First.To, p.Second.From));
        Assert.True(parts.Max(p => p.To - p.From) - parts.Min(p => p.To - p.From) <= 1);
    }, iter: 50);

    [Theory]
    [InlineData("2/8", 2, 8)]
    [InlineData("1/1", 1, 1)]
    [InlineData("0/8", 0, 0)]
    [InlineData("9/8", 0, 0)]
    [InlineData("2", 0, 0)]
    [InlineData("a/b", 0, 0)]
    [InlineData("-1/2", 0, 0)]
    [InlineData("1/2/3", 0, 0)]
    public void A_part_is_written_as_i_of_n(string text, int index, int count) =>
        Assert.Equal(count == 0 ? null : new ShardNumber(index, count), ShardNumber.Parse(text));

    [Fact]
    public void Parts_in_any_order_come_together()
    {
        Part("a", "1/3", ["x", "y"]);
        Part("b", "2/3", []);
        Part("c", "3/3", ["z"]);
        var card = ShardMerge.Merge(_store, ["c", "a", "b"], "all", TimeProvider.System, "test", null, CancellationToken.None);
        using var entry = _store.Open("all");
        Assert.Equal(["x", "y", "z"], entry.Split(SplitNames.Train).Samples().Select(s => s.Id));
        Assert.Equal("pets", card.Parent!.Card.Name);
        Assert.Equal(["seed"], card.Parent.Options.Keys);
        Assert.Equal("augment:pets", card.Source);
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        Part("a", "1/3", ["x"]);
        Part("b", "2/3", ["y"]);
        Part("b2", "2/3", ["y"]);
        Part("other-seed", "3/3", ["z"], seed: "2");
        Part("other-parent", "3/3", ["z"], parent: Parent with { Fingerprint = "sha256:2" });
        Part("of-four", "3/4", ["z"]);
        Part("other-tool", "3/3", ["z"], tool: "older");
        Part("twice", "3/3", ["x"]);
        _store.Write(new DatasetCard { Name = "plain", Source = "folder:x" }, new(["c"], [new(SplitNames.Train, 0, [])]));
        Refused("missing: part 3 of 3", "a", "b");
        Refused("part 2 of 3 comes 2 times: b, b2", "a", "b", "b2");
        Refused("part 1 of 3 comes 2 times: a, a", "a", "a", "b");
        Refused("the option seed differs", "a", "b", "other-seed");
        Refused("sha256:2", "a", "b", "other-parent");
        Refused("it is one of 4, not of 3", "a", "b", "of-four");
        Refused("it was made by older", "a", "b", "other-tool");
        Refused("plain is no part", "a", "plain");
        Assert.Throws<NotFoundException>(() => Merge("a", "nowhere"));
        Assert.Throws<BadSampleException>(() => Merge("a", "b", "twice"));
        Assert.False(_store.Exists("all"));
    }

    private void Refused(string why, params string[] names) =>
        Assert.Contains(why, Assert.Throws<InvalidInputException>(() => Merge(names)).Message, StringComparison.Ordinal);

    private DatasetCard Merge(params string[] names) => ShardMerge.Merge(_store, names, "all", TimeProvider.System, "test", null, CancellationToken.None);

    private void Part(string name, string shard, string[] ids, string seed = "1", DatasetCard? parent = null, string tool = "test")
    {
        var options = new Dictionary<string, string> { ["seed"] = seed, ["shard"] = shard };
        _store.Write(
            Derivation.Draft(parent ?? Parent, name, Derivation.Augment, options, DateTimeOffset.UnixEpoch, tool),
            new(["c"], [new(SplitNames.Train, null, [.. ids.Select(id => new Sample(id, new byte[] { 1, 2, 3 }, 0))])]));
    }
}
