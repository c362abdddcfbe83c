using DataTools.Catalog.Randomness;
using DataTools.Training.Runs;

namespace DataTools.Training.Feeding;

/// <summary>Which samples an epoch shows, in which order: a function of (seed, epoch) alone.</summary>
/// <param name="indices">The samples to learn from.</param>
/// <param name="labels">Their classes.</param>
/// <param name="options">Seed and way of sampling.</param>
internal sealed class SampleOrder(int[] indices, int[] labels, TrainOptions options)
{
    private static readonly ulong Stream = RandomStream.KeyOf("order of the samples");

    /// <summary>
    /// As many samples as there are. Each once; or, balanced, each class equally often, its samples in an order of their
    /// own, from the beginning again where they are too few.
    /// </summary>
    public int[] Of(int epoch)
    {
        var random = new RandomStream(options.Seed, Stream, (uint)epoch);
        var order = (int[])indices.Clone();
        if (options.Sampling == TrainOptions.Balanced)
            FillBalanced(order, ref random);
        random.Shuffle(order.AsSpan());
        return order;
    }

    private void FillBalanced(int[] order, ref RandomStream random)
    {
        var classes = labels.Select((label, i) => (Label: label, Index: indices[i])).GroupBy(s => s.Label, s => s.Index).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        foreach (var samples in classes)
            random.Shuffle(samples.AsSpan());
        // Which classes get one more than others is drawn too.
        random.Shuffle(classes.AsSpan());
        for (var i = 0; i < order.Length; i++)
        {
            var samples = classes[i % classes.Length];
            order[i] = samples[i / classes.Length % samples.Length];
        }
    }
}
