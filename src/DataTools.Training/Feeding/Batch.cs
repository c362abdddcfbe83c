using DataTools.Imaging.Augmentation.Batches;

namespace DataTools.Training.Feeding;

/// <summary>Images and labels of one step, in buffers that do not move and go back to the feeder when the step is done.</summary>
/// <param name="Images">Count x channels x size x size floats, normalised.</param>
/// <param name="Labels">Class indices.</param>
/// <param name="Count">How many samples the buffers hold; the last batch may be short.</param>
internal sealed record Batch(float[] Images, long[] Labels, int Count)
{
    /// <summary>What was mixed into the images, if anything was.</summary>
    public BatchMixture? Mixture { get; init; }

    public static Batch Of(int floats, int labels) =>
        new(GC.AllocateUninitializedArray<float>(floats, pinned: true), GC.AllocateUninitializedArray<long>(labels, pinned: true), 0);
}
