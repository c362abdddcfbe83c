namespace DataTools.Training.Feeding;

/// <summary>Images and labels of one step, in buffers that go back to the feeder when the step is done.</summary>
/// <param name="Images">Count x channels x size x size floats, normalised.</param>
/// <param name="Labels">Class indices.</param>
/// <param name="Count">How many samples the buffers hold; the last batch may be short.</param>
internal sealed record Batch(float[] Images, long[] Labels, int Count);
