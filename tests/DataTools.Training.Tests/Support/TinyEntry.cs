using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Tests;
using DataTools.Training.Runs;

namespace DataTools.Training.Tests.Support;

/// <summary>A workspace with one small entry that can be learnt: class k is a bright bar in column k of noise.</summary>
internal sealed class TinyEntry : IDisposable
{
    public const string Name = "bars";
    public const int Classes = 3, Side = 8;

    private readonly TemporaryFolder _folder = new();

    public TinyEntry(int trainPerClass = 20, int testPerClass = 5, int validationPerClass = 0)
    {
        Workspace = Workspace.Locate(_folder.Path, "/", _ => null);
        Store = new(Workspace);
        List<SplitContent> splits = [Split(SplitNames.Train, trainPerClass), Split(SplitNames.Test, testPerClass)];
        if (validationPerClass > 0)
            splits.Add(Split(SplitNames.Validation, validationPerClass));
        Card = Store.Write(new DatasetCard { Name = Name, Source = "test" }, new(["left", "middle", "right"], splits));
    }

    public Workspace Workspace { get; }

    public EntryStore Store { get; }

    public DatasetCard Card { get; }

    public TrainOptions Options { get; } = new() { Entry = Name, Epochs = 3, BatchSize = 8, LearningRate = 0.05, Threads = 2, Workers = 2 };

    public void Dispose() => _folder.Dispose();

    public static PixelImage Picture(string id, int label)
    {
        var random = new RandomStream(1, RandomStream.KeyOf(id));
        var image = new PixelImage(Side, Side, 1);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(random.NextInt(60) + (i % Side / 3 == label ? 150 : 0));
        return image;
    }

    private static SplitContent Split(string name, int perClass) => new(name, perClass * Classes, Enumerable.Range(0, perClass * Classes).Select(i =>
    {
        var id = $"{name}-{i}";
        return new Sample(id, ImageCodec.EncodePng(Picture(id, i % Classes)), i % Classes);
    }));
}
