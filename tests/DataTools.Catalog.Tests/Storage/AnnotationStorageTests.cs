using CsCheck;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Tests.Annotations;

namespace DataTools.Catalog.Tests.Storage;

public sealed class AnnotationStorageTests : IDisposable
{
    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public void What_is_said_about_images_is_read_as_it_was_written() =>
        Gen.Select(Gen.Select(AnyAnnotations.Any, Gen.Byte.Array[0, 50]).Array[0, 30], Gen.Long[1000, 20_000]).Sample((drawn, shardBytes) =>
        {
            Sample[] samples = [.. drawn.Select((d, i) => new Sample($"{i}", d.Item2, i % 3) { Annotations = d.Item1 })];
            var name = $"e{Guid.NewGuid():N}";
            var card = Save(name, AnyAnnotations.All, shardBytes, samples);
            using var entry = _catalog.Store.Open(name);
            TestCatalog.AssertSame(samples, entry.Splits[0]);
            foreach (var (expected, actual) in samples.Zip(entry.Splits[0].Samples()))
                AnyAnnotations.AssertSame(expected.Annotations, actual.Annotations);
            Assert.Equal(AnyAnnotations.All, entry.Card.Annotations);
            Assert.Equal(card.Fingerprint, ContentFingerprint.Of(new(TestCatalog.Classes, [TestCatalog.Split("train", [.. entry.Splits[0].Samples()])])));
        }, iter: 60);

    [Fact]
    public void The_card_counts_objects_and_labels()
    {
        Sample[] samples =
        [
            new("a", new byte[] { 1 }, -1) { Annotations = new() { Labels = [0, 2], Objects = [new(2, new(0, 0, 1, 1)), new(2, new(1, 1, 2, 2)), new(0, new(0, 0, 3, 3))] } },
            new("b", new byte[] { 1 }, -1) { Annotations = new() { Labels = [2] } },
        ];
        var split = Save("a", AnnotationKinds.Labels | AnnotationKinds.Objects, EntryWriter.DefaultShardBytes, samples).Splits[0];
        Assert.Equal([1, 0, 2], split.ObjectCounts);
        Assert.Equal([1, 0, 2], split.LabelCounts);
        Assert.Null(_catalog.Save("plain", TestCatalog.Split("train")).Splits[0].ObjectCounts);
    }

    [Fact]
    public void The_fingerprint_depends_on_every_part_of_what_is_said() => AnyAnnotations.Object.Sample(o =>
    {
        ObjectAnnotation[] others =
        [
            o with { Category = (o.Category + 1) % 3 },
            o with { Box = o.Box with { Height = o.Box.Height + 1 } },
            o with { Flags = o.Flags ^ ObjectFlags.Difficult },
            o with { Area = o.Area is null ? 0 : null },
            o with { Polygons = [.. o.Polygons, [1, 2, 3, 4, 5, 6]] },
            o with { Keypoints = [.. o.Keypoints, new(0, 0, 0)] },
            o with { Mask = o.Mask is null ? RleMask.FromRuns(1, 1, [1]) : null },
        ];
        Assert.Equal(others.Length + 1, others.Append(o).Select(Fingerprint).Distinct().Count());
    }, iter: 50);

    [Fact]
    public void Licence_and_address_are_no_part_of_the_fingerprint() => Assert.Equal(
        Fingerprint(new SampleAnnotations()), Fingerprint(new SampleAnnotations { License = "CC0-1.0", SourceUrl = "https://example.org" }));

    [Theory]
    [InlineData(3, 0.0, "object 1: the class 3 is not one of the 3")]
    [InlineData(-1, 0.0, "object 1: the class -1 is not one of the 3")]
    [InlineData(0, double.NaN, "object 1: its box is no four numbers")]
    public void What_no_reader_could_use_is_refused(int category, double x, string reason)
    {
        var fault = Assert.Throws<BadSampleException>(() => Save("a", AnnotationKinds.Objects, EntryWriter.DefaultShardBytes, With(new ObjectAnnotation(category, new(x, 0, 1, 1)))));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Empty(_catalog.Everything());
    }

    [Fact]
    public void More_than_the_content_says_is_a_fault_of_the_reader() => Assert.Throws<InvalidOperationException>(
        () => Save("a", AnnotationKinds.Labels, EntryWriter.DefaultShardBytes, With(new ObjectAnnotation(0, new(0, 0, 1, 1)))));

    private static Sample With(ObjectAnnotation o) => new("a", new byte[] { 1 }, 0) { Annotations = new() { Objects = [o] } };

    private static string Fingerprint(ObjectAnnotation o) => Fingerprint(new SampleAnnotations { Objects = [o] });

    private static string Fingerprint(SampleAnnotations annotations) => ContentFingerprint.Of(
        new(TestCatalog.Classes, [TestCatalog.Split("train", new Sample("a", new byte[] { 1 }, 0) { Annotations = annotations })]));

    private DatasetCard Save(string name, AnnotationKinds kinds, long shardBytes, params Sample[] samples)
    {
        using var writer = _catalog.Store.Create(name, new DatasetContent(TestCatalog.Classes, []) { Kinds = kinds }, shardBytes);
        writer.WriteSplit(TestCatalog.Split("train", samples), null, TestContext.Current.CancellationToken);
        return writer.Commit(TestCatalog.Draft(name));
    }
}
