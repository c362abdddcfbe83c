using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Tests;
using DataTools.Training.Runs;

namespace DataTools.Training.Tests.Support;

/// <summary>A workspace with one small entry whose images have any of three classes: class k is a bright bar in column k, an object with a box.</summary>
internal sealed class TinyShapes : IDisposable
{
    public const string Name = "shapes";
    public const int Classes = 3, Side = 9;

    private readonly TemporaryFolder _folder = new();

    public TinyShapes(int train = 96, int test = 40, bool labelledTest = true)
    {
        Workspace = Workspace.Locate(_folder.Path, "/", _ => null);
        Store = new(Workspace);
        Card = Store.Write(
            new DatasetCard { Name = Name, Source = "test" },
            new(["left", "middle", "right"], [Split(SplitNames.Train, train, labelled: true), Split(SplitNames.Test, test, labelledTest)]) { Kinds = AnnotationKinds.Labels | AnnotationKinds.Objects });
    }

    public Workspace Workspace { get; }

    public EntryStore Store { get; }

    public DatasetCard Card { get; }

    public TrainOptions Options { get; } = new() { Entry = Name, MultiLabel = true, Epochs = 4, BatchSize = 8, LearningRate = 0.1, Threads = 2, Workers = 2 };

    public void Dispose() => _folder.Dispose();

    private static SplitContent Split(string name, int count, bool labelled) => new(name, count, Enumerable.Range(0, count).Select(i =>
    {
        var id = $"{name}-{i}";
        var random = new RandomStream(2, RandomStream.KeyOf(id));
        // The last is the rarest; an eighth of the images has nothing.
        int[] classes = [.. Enumerable.Range(0, Classes).Where(c => (i % 8 & (1 << c)) != 0 && (c < 2 || i % 3 > 0))];
        var image = new PixelImage(Side, Side, 1);
        for (var p = 0; p < image.Pixels.Length; p++)
            image.Pixels[p] = (byte)(random.NextInt(60) + (classes.Contains(p % Side / 3) ? 150 : 0));
        return new Sample(id, ImageCodec.EncodePng(image), Sample.Unlabelled)
        {
            Annotations = labelled
                ? new() { Labels = classes, Objects = [.. classes.Select(c => new ObjectAnnotation(c, new(c * 3, 0, 3, Side)))] }
                : SampleAnnotations.None,
        };
    }));
}
