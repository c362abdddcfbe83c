using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Tests;
using DataTools.Training.Tasks;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Tasks;

public sealed class MultiHotTargetsTests : IDisposable
{
    private static readonly Box Box = new(0, 0, 1, 1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sample_has_the_classes_of_its_labels_and_objects_and_difficult_ones_are_not_judged()
    {
        using var entry = Write(AnnotationKinds.Labels | AnnotationKinds.Objects,
        [
            Said([0, 2], [new(0, Box), new(2, Box)]),
            // A reader lists the difficult one among the labels.
            Said([0, 1], [new(0, Box), new(1, Box) { Flags = ObjectFlags.Difficult | ObjectFlags.Truncated }]),
            Said([1], [new(1, Box) { Flags = ObjectFlags.Difficult }, new(1, Box)]),
            Said([2], [new(2, Box) { Flags = ObjectFlags.Crowd }]),
            Said([1], []),
            Said([], []),
        ]);
        var targets = Targets(entry);
        Assert.Equal([1, 0, 1], targets.Row(0).ToArray());
        Assert.Equal([1, -1, 0], targets.Row(1).ToArray());
        Assert.Equal([0, 1, 0], targets.Row(2).ToArray());
        Assert.Equal([0, 0, 1], targets.Row(3).ToArray());
        Assert.Equal([0, 1, 0], targets.Row(4).ToArray());
        Assert.Equal([0, 0, 0], targets.Row(5).ToArray());
        Assert.True(targets.IsLabelled(5));
        var counts = targets.Count([.. Enumerable.Range(0, 6)], 3);
        Assert.Equal([2, 2, 2], counts.Present);
        Assert.Equal([4, 3, 4], counts.Absent);
    }

    [Fact]
    public void Of_a_split_without_any_label_nothing_is_known()
    {
        using var shapes = new TinyShapes(train: 8, test: 4, labelledTest: false);
        using var entry = shapes.Store.Open(TinyShapes.Name);
        var targets = new MultiHotTargets(entry.Split(SplitNames.Test), entry.Card);
        Assert.All(Enumerable.Range(0, 4), i => Assert.False(targets.IsLabelled(i)));
        Assert.Equal([-1, -1, -1], targets.Row(0).ToArray());
    }

    [Fact]
    public void One_label_is_a_list_of_one_and_none_is_not_known()
    {
        using var entry = Write(AnnotationKinds.None, [1, Sample.Unlabelled]);
        Assert.Equal([0, 1, 0], Targets(entry).Row(0).ToArray());
        Assert.Equal([-1, -1, -1], Targets(entry).Row(1).ToArray());
    }

    private static MultiHotTargets Targets(Entry entry) => new(entry.Split(SplitNames.Train), entry.Card);

    private static (int Label, SampleAnnotations Said) Said(int[] labels, ObjectAnnotation[] objects) => (Sample.Unlabelled, new() { Labels = labels, Objects = objects });

    private Entry Write(AnnotationKinds kinds, (int Label, SampleAnnotations Said)[] samples)
    {
        var store = new EntryStore(Workspace.Locate(_folder.Path, "/", _ => null));
        store.Write(new() { Name = "e", Source = "test" }, new(["a", "b", "c"],
        [
            new(SplitNames.Train, samples.Length, samples.Select((s, i) => new Sample($"{i}", TinyImage, s.Label) { Annotations = s.Said })),
        ])
        { Kinds = kinds });
        return store.Open("e");
    }

    private Entry Write(AnnotationKinds kinds, int[] labels) => Write(kinds, [.. labels.Select(l => (l, SampleAnnotations.None))]);

    private static byte[] TinyImage { get; } = Imaging.Codecs.ImageCodec.EncodePng(new(2, 2, 1));
}
