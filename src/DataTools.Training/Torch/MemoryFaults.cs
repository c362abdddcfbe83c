using DataTools.Catalog;

namespace DataTools.Training.Torch;

/// <summary>Says what did not fit where memory runs out, libtorch's or .NET's: neither knows what it was for.</summary>
internal static class MemoryFaults
{
    /// <summary>
    /// Does it. Throws <see cref="InvalidInputException"/> where there is not enough memory for <paramref name="what"/>;
    /// <paramref name="hint"/> says how it takes less.
    /// </summary>
    public static T Explain<T>(string what, string hint, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (TorchRuntime.IsOutOfMemory(e))
        {
            throw new InvalidInputException($"there is not enough memory for {what}", hint, e);
        }
    }

    /// <summary>The same for training on batches: the numbers are those that a user can make smaller.</summary>
    public static T OfTraining<T>(string model, int batch, int side, Func<T> action) => Explain(
        $"{model} on a batch of {(batch == 1 ? "1 image" : $"{batch} images")} of {side} x {side}",
        batch == 1 ? "Use a smaller --image-size, or a smaller network." : "Use a smaller --batch-size (with --accumulate K, K of them make one step), or a smaller --image-size.", action);

    /// <summary>The same for predicting, whose batches are ours.</summary>
    public static T OfPrediction<T>(string name, int batch, int side, Func<T> action) =>
        Explain($"{name} to predict {batch} images of {side} x {side} at once", "Free some memory: other programs, other trainings.", action);
}
