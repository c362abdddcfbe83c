using DataTools.Imaging.Augmentation.Batches;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Feeding;

/// <summary>Images and labels of one step, in buffers that do not move and go back to the feeder when the step is done.</summary>
/// <param name="Images">Count x channels x size x size floats, normalised.</param>
/// <param name="Labels">What is true of the samples: <see cref="Width"/> numbers each.</param>
/// <param name="Count">How many samples the buffers hold; the last batch may be short.</param>
internal sealed record Batch(float[] Images, long[] Labels, int Count)
{
    /// <summary>Numbers of <see cref="Labels"/> a sample: 1 is its class; more, one for each class.</summary>
    public int Width { get; init; } = 1;

    /// <summary>Which samples they are, by their places in the split.</summary>
    public required int[] Samples { get; init; }

    /// <summary>The labels as a tensor that aliases them: count, or count x classes.</summary>
    public Tensor Targets()
    {
        var labels = frombuffer(Labels, ScalarType.Int64, (long)Count * Width);
        return Width == 1 ? labels : labels.view(Count, Width);
    }

    /// <summary>What was mixed into the images, if anything was.</summary>
    public BatchMixture? Mixture { get; init; }

    public static Batch Of(int floats, int samples, int width) =>
        new(GC.AllocateUninitializedArray<float>(floats, pinned: true), GC.AllocateUninitializedArray<long>(samples * width, pinned: true), 0) { Width = width, Samples = new int[samples] };
}
