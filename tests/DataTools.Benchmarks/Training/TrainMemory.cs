using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Training;
using DataTools.Training.Runs;

namespace DataTools.Benchmarks.Training;

/// <summary>
/// A whole training of <c>cnn-small</c> on colour pictures of 32 x 32, augmented, in batches of 32: the process's resident
/// memory every so many steps, which must stay as it was, and the share of time that the network waited for images.
/// </summary>
internal static class TrainMemory
{
    private const int Steps = 2000, Points = 10, Batch = 32, Side = 32, Classes = 10, Pictures = 7200;

    public static void Run(Report report) => Run(report, Steps);

    /// <summary>Of fewer steps.</summary>
    public static void Run(Report report, int steps)
    {
        var folder = Directory.CreateTempSubdirectory("datatools-benchmark-").FullName;
        try
        {
            Run(report, steps, Workspace.Locate(folder, "/", _ => null));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(Report report, int steps, Workspace workspace)
    {
        new EntryStore(workspace).Write(
            new DatasetCard { Name = "noise", Source = "benchmark" },
            new([.. Enumerable.Range(0, Classes).Select(c => $"{c}")], [new SplitContent(SplitNames.Train, Pictures, Enumerable.Range(0, Pictures).Select(Picture))]));
        var options = new TrainOptions { Entry = "noise", BatchSize = Batch, LearningRate = 0.05, Augment = "cifar", Epochs = (int)Math.Ceiling(steps / Math.Floor(Pictures * 0.9 / Batch)) };
        var watch = new Watch(steps / Points);
        var run = new Trainer(workspace, TimeProvider.System).Start("run", options, AugmentationPolicy.Load("cifar", "."), watch, CancellationToken.None).Run;
        foreach (var (step, bytes) in watch.Resident.Take(Points))
            report.Row($"resident memory after {step} steps", bytes / 1e6, "MB", watch.Resident[0].Bytes / 1e6, $"after {watch.Resident[0].Step}");
        var epochs = EpochMetrics.Read(run.Metrics);
        report.Row("input wait, of the training time", 100 * epochs.Average(e => e.InputWait ?? double.NaN), "%");
        report.Row("training", epochs.Select(e => e.ImagesPerSecond).Order().ElementAt(epochs.Count / 2), "images/s");
    }

    private static Sample Picture(int index)
    {
        var image = new PixelImage(Side, Side, 3);
        var random = new RandomStream(1, (ulong)index);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)random.NextUInt32();
        return new($"{index}", ImageCodec.EncodePng(image), index % Classes);
    }

    private sealed class Watch(int every) : IProgress<TrainProgress>
    {
        private int _steps;

        public List<(int Step, long Bytes)> Resident { get; } = [];

        public void Report(TrainProgress value)
        {
            if (value.Finished is null && ++_steps % every == 0)
                Resident.Add((_steps, Environment.WorkingSet));
        }
    }
}
