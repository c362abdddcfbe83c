namespace DataTools.Connectors.Downloads;

/// <summary>Bytes of several files that come at the same time, told as one number.</summary>
internal sealed class SummedProgress(IProgress<long>? total)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _parts = [];
    private long _sum;

    /// <summary>What one of them is told; null where nobody listens.</summary>
    public IProgress<long>? Part(int index) => total is null ? null : new One(this, index);

    private void Report(int index, long value)
    {
        lock (_gate)
        {
            _sum += value - _parts.GetValueOrDefault(index);
            _parts[index] = value;
            total!.Report(_sum);
        }
    }

    private sealed class One(SummedProgress all, int index) : IProgress<long>
    {
        public void Report(long value) => all.Report(index, value);
    }
}
