namespace DataTools.Training.Runs;

/// <summary>An epoch whose weights are kept, and how it did on validation.</summary>
internal sealed record KeptEpoch(int Epoch, double Accuracy, double Loss)
{
    /// <summary>The best few: by accuracy, then by loss, then the earlier.</summary>
    public static IEnumerable<KeptEpoch> Best(IEnumerable<KeptEpoch> epochs, int count) =>
        epochs.OrderByDescending(e => e.Accuracy).ThenBy(e => e.Loss).ThenBy(e => e.Epoch).Take(count);
}
