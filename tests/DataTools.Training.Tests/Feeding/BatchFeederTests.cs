using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Feeding;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Feeding;

public sealed class BatchFeederTests : IDisposable
{
    private const int Floats = TinyEntry.Side * TinyEntry.Side;

    private static readonly AugmentationPolicy Standard = AugmentationPolicy.Load("standard", ".");

    private readonly TinyEntry _tiny = new();
    private readonly Entry _entry;
    private readonly ImageSource _source;

    public BatchFeederTests()
    {
        _entry = _tiny.Store.Open(TinyEntry.Name);
        _source = new(_entry.Split(SplitNames.Train));
    }

    public void Dispose()
    {
        _entry.Dispose();
        _tiny.Dispose();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(8, true)]
    public void Any_number_of_workers_gives_the_same_batches_in_the_same_order(int workers, bool dropLast)
    {
        var expected = Read(new(7, 1, TinyEntry.Side, workers: 2), [Standard], dropLast);
        var actual = Read(new(7, 1, TinyEntry.Side, workers), [Standard], dropLast);
        Assert.Equal(dropLast ? 8 : 9, actual.Count);
        Assert.Equal(expected.Select(b => b.Labels), actual.Select(b => b.Labels));
        Assert.Equal(expected.Select(b => b.Images), actual.Select(b => b.Images));
    }

    [Fact]
    public void What_a_sample_looks_like_does_not_depend_on_its_batch()
    {
        var small = Read(new(4, 1, TinyEntry.Side, 2), [Standard], dropLast: false).SelectMany(b => b.Images).ToArray();
        var large = Read(new(32, 1, TinyEntry.Side, 2), [Standard], dropLast: false).SelectMany(b => b.Images).ToArray();
        Assert.Equal(small, large);
    }

    [Fact]
    public void Epochs_and_seeds_draw_differently()
    {
        var feeder = new BatchFeeder(60, 1, TinyEntry.Side, 1);
        var first = Read(feeder, [Standard], dropLast: false)[0].Images;
        Assert.NotEqual(first, Read(feeder, [Standard], dropLast: false, epoch: 1)[0].Images);
        Assert.NotEqual(first, Read(feeder, [Standard], dropLast: false, seed: 1)[0].Images);
    }

    [Fact]
    public void Several_views_stand_side_by_side()
    {
        var views = TenCrop.Views(TinyEntry.Side, 10);
        var batches = Read(new(30, 1, TinyEntry.Side, 2), views, dropLast: false);
        Assert.Equal(20, batches.Count);
        var one = Read(new(3, 1, TinyEntry.Side, 1), [views[4]], dropLast: false);
        for (var b = 0; b < batches.Count; b++)
        {
            Assert.Equal(one[b].Labels, batches[b].Labels);
            for (var i = 0; i < 3; i++)
                Assert.Equal(one[b].Images[(i * Floats)..((i + 1) * Floats)], batches[b].Images[(((i * 10) + 4) * Floats)..(((i * 10) + 5) * Floats)]);
        }
    }

    [Fact]
    public void A_bad_image_stops_the_feeding_with_its_name()
    {
        using var folder = new TinyEntry(trainPerClass: 1);
        var good = new Sample("good", _entry.Splits[0].Image(0).ToArray(), 0);
        var samples = Enumerable.Range(0, 40).Select(i => i == 33 ? new Sample("broken", "no image"u8.ToArray(), 0) : good with { Id = $"{i}" });
        folder.Store.Write(new() { Name = "bad", Source = "test" }, new(["a", "b"], [new(SplitNames.Train, null, samples)]));
        using var bad = folder.Store.Open("bad");
        var source = new ImageSource(bad.Splits[0]);
        int[] order = [.. Enumerable.Range(0, 40)];
        var error = Assert.Throws<BadSampleException>(() =>
            new BatchFeeder(4, 1, TinyEntry.Side, 3).Batches(source, order, [Standard], 0, 0, false, CancellationToken.None).Count());
        Assert.Equal("broken", error.Sample);
    }

    [Fact]
    public void Leaving_early_or_cancelling_ends_the_workers()
    {
        var threads = ThreadCount();
        int[] order = [.. Enumerable.Range(0, 60)];
        for (var i = 0; i < 20; i++)
        {
            foreach (var _ in new BatchFeeder(2, 1, TinyEntry.Side, 4).Batches(_source, order, [Standard], 0, 0, false, CancellationToken.None))
                break;
        }
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var _ in new BatchFeeder(2, 1, TinyEntry.Side, 4).Batches(_source, order, [Standard], 0, 0, false, cancellation.Token))
                cancellation.Cancel();
        });
        Assert.InRange(ThreadCount(), 0, threads + 10);
    }

    private static int ThreadCount() => System.Diagnostics.Process.GetCurrentProcess().Threads.Count;

    private List<(float[] Images, long[] Labels)> Read(BatchFeeder feeder, IReadOnlyList<AugmentationPolicy> views, bool dropLast, ulong seed = 0, uint epoch = 0)
    {
        int[] order = [.. Enumerable.Range(0, _source.Split.Count).Reverse()];
        return
        [
            .. feeder.Batches(_source, order, views, seed, epoch, dropLast, CancellationToken.None)
                .Select(b => (b.Images[..(b.Count * views.Count * Floats)], b.Labels[..b.Count])),
        ];
    }
}
