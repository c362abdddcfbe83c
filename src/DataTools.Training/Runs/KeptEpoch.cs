namespace DataTools.Training.Runs;

/// <summary>An epoch whose weights are kept. Better ones come first: by accuracy, then by loss, then the earlier.</summary>
internal sealed record KeptEpoch(int Epoch, double Accuracy, double Loss) : IComparable<KeptEpoch>
{
    public int CompareTo(KeptEpoch? other) => other is null
        ? 1
        : (-Accuracy, Loss, Epoch).CompareTo((-other.Accuracy, other.Loss, other.Epoch));
}
