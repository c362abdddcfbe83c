using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Derived;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Tests.Storage;

namespace DataTools.Catalog.Tests.Derived;

public sealed class DerivedTests : IDisposable
{
    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_split_keeps_every_sample_once(bool stratified)
    {
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(400)), TestCatalog.Split("test", TestCatalog.Some(5)));
        using var parent = _catalog.Store.Open("a");
        var card = new SplitRequest(0.2, 0, stratified, 3).Write(_catalog.Store, parent, "b", TimeProvider.System, "test", TestContext.Current.CancellationToken);
        using var made = _catalog.Store.Open("b");
        Assert.Equal(["train", "validation", "test"], made.Splits.Select(s => s.Name));
        Assert.Equal(parent.Split("train").Samples().Select(s => s.Id).Order(StringComparer.Ordinal), made.Split("train").Samples().Concat(made.Split("validation").Samples()).Select(s => s.Id).Order(StringComparer.Ordinal));
        Assert.Equal(80, made.Split("validation").Count);
        if (stratified)
            Assert.All(card.Splits[1].ClassCounts, c => Assert.Equal(20, c));
        Assert.Equal(("split", "a", "0.2"), (card.Parent!.Operation, card.Parent.Card.Name, card.Parent.Options["val"]));
        Assert.Equal(new SplitRequest(0.2, 0, stratified, 3), SplitRequest.Of(card.Parent.Options));
        // Made again from what the card says, it is the same; with another seed it is not.
        Assert.Equal(card.Fingerprint, SplitRequest.Of(card.Parent.Options).Write(_catalog.Store, parent, "c", TimeProvider.System, "test", TestContext.Current.CancellationToken).Fingerprint);
        Assert.NotEqual(card.Fingerprint, new SplitRequest(0.2, 0, stratified, 4).Write(_catalog.Store, parent, "d", TimeProvider.System, "test", TestContext.Current.CancellationToken).Fingerprint);
    }

    [Fact]
    public void Shares_that_cannot_be_are_refused()
    {
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(8)), TestCatalog.Split("test", TestCatalog.Some(5)));
        using var parent = _catalog.Store.Open("a");
        foreach (var (validation, test) in new[] { (0.0, 0.0), (-0.1, 0.2), (0.6, 0.5), (double.NaN, 0.1), (0.5, 0.2), (0.01, 0.0) })
        {
            Assert.Throws<InvalidInputException>(() => new SplitRequest(validation, test, false, 0).Write(_catalog.Store, parent, "b", TimeProvider.System, "test", TestContext.Current.CancellationToken));
            Assert.Equal(["a"], _catalog.Everything());
        }
    }

    [Fact]
    public void A_subset_has_its_classes_renumbered_and_no_other_samples()
    {
        Sample[] samples =
        [
            new("0", new byte[] { 0 }, 0), new("1", new byte[] { 1 }, 1), new("2", new byte[] { 2 }, 2), new("none", new byte[] { 3 }, -1),
            new("objects", new byte[] { 4 }, -1) { Annotations = new() { Objects = [new(1, new(0, 0, 1, 1)), new(2, new(0, 0, 2, 2))], Labels = [1, 2] } },
            new("other", new byte[] { 5 }, -1) { Annotations = new() { Objects = [new(1, new(0, 0, 1, 1))] } },
        ];
        using (var writer = _catalog.Store.Create("a", new DatasetContent(TestCatalog.Classes, []) { Kinds = AnnotationKinds.Objects | AnnotationKinds.Labels }))
        {
            writer.WriteSplit(TestCatalog.Split("train", samples), null, TestContext.Current.CancellationToken);
            writer.Commit(TestCatalog.Draft("a"));
        }
        using var parent = _catalog.Store.Open("a");
        var card = Subset(parent, "b", new([TestCatalog.Classes[2], TestCatalog.Classes[0]], null, 0));
        Assert.Equal([TestCatalog.Classes[0], TestCatalog.Classes[2]], card.Classes);
        using var made = _catalog.Store.Open("b");
        Assert.Equal([("0", 0), ("2", 1), ("none", -1), ("objects", -1)], made.Splits[0].Samples().Select(s => (s.Id, s.Label)));
        Assert.Equal((1, 2.0), made.Splits[0].Annotations(3).Objects.Select(o => (o.Category, o.Box.Width)).Single());
        Assert.Equal([1], made.Splits[0].Annotations(3).Labels);
    }

    [Fact]
    public void A_subset_takes_so_many_of_each_class_of_train()
    {
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(400)), TestCatalog.Split("test", TestCatalog.Some(40)));
        using var parent = _catalog.Store.Open("a");
        var card = Subset(parent, "b", new([], 7, 1));
        Assert.Equal([7, 7, 7], card.Splits[0].ClassCounts);
        Assert.Equal(40, card.Splits[1].Samples);
        Assert.Equal(card.Fingerprint, Subset(parent, "c", SubsetRequest.Of(card.Parent!.Options)).Fingerprint);
        Assert.NotEqual(card.Fingerprint, Subset(parent, "d", new([], 7, 2)).Fingerprint);
        Assert.Contains("dog", Assert.Throws<NotFoundException>(() => Subset(parent, "e", new(["dog"], null, 0))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => Subset(parent, "e", new([], null, 0)));
        Assert.Throws<InvalidInputException>(() => Subset(parent, "e", new([], 0, 0)));
    }

    [Fact]
    public void A_subset_takes_at_most_so_many_of_each_class_where_images_have_several()
    {
        using (var writer = _catalog.Store.Create("a", new DatasetContent(TestCatalog.Classes, []) { Kinds = AnnotationKinds.Objects | AnnotationKinds.Labels }))
        {
            writer.WriteSplit(TestCatalog.Split("train", [.. Enumerable.Range(0, 90).Select(i => new Sample($"{i}", new byte[] { (byte)i }, -1)
            {
                Annotations = new() { Objects = [new(i % 3, new(0, 0, 1, 1)), new(i % 3, new(0, 0, 2, 2))], Labels = i % 9 == 0 ? [0, 1] : [i % 3] },
            })]), null, TestContext.Current.CancellationToken);
            writer.Commit(TestCatalog.Draft("a"));
        }
        using var parent = _catalog.Store.Open("a");
        var card = Subset(parent, "b", new([], 7, 1));
        Assert.Equal([7, 7, 7], card.Splits[0].LabelCounts!);
        using var made = _catalog.Store.Open("b");
        Assert.All(made.Splits[0].Samples(), s => Assert.Equal(2, s.Annotations.Objects.Count));
        // Images of other classes do not count.
        Assert.Equal([9], Subset(parent, "c", new([TestCatalog.Classes[2]], 9, 1)).Splits[0].LabelCounts!);
        Assert.Contains("--stratified", Assert.Throws<InvalidInputException>(() =>
            new SplitRequest(0.2, 0, true, 3).Write(_catalog.Store, parent, "d", TimeProvider.System, "test", TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subset_of_nothing_is_refused()
    {
        _catalog.Save("a", TestCatalog.Split("train", new Sample("u", new byte[] { 1 }, -1)), TestCatalog.Split("test", new Sample("x", new byte[] { 2 }, 0)));
        using var parent = _catalog.Store.Open("a");
        Assert.Contains("no sample of train has a class", Assert.Throws<InvalidInputException>(() => Subset(parent, "b", new([], 7, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("is of these classes", Assert.Throws<InvalidInputException>(() => Subset(parent, "b", new([TestCatalog.Classes[1]], null, 1))).Message, StringComparison.Ordinal);
        Assert.Equal(["a"], _catalog.Everything());
    }

    [Fact]
    public void So_many_of_each_class_need_a_train_split()
    {
        _catalog.Save("a", TestCatalog.Split("test", TestCatalog.Some(40)));
        using var parent = _catalog.Store.Open("a");
        Assert.Contains("train", Assert.Throws<NotFoundException>(() => Subset(parent, "b", new([], 7, 1))).Message, StringComparison.Ordinal);
        Assert.Equal(["a"], _catalog.Everything());
    }

    private DatasetCard Subset(Entry parent, string name, SubsetRequest request) =>
        request.Write(_catalog.Store, parent, name, TimeProvider.System, "test", TestContext.Current.CancellationToken);
}
