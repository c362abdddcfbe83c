namespace DataTools.Connectors;

/// <summary>Tells at once, on the thread that reports: <see cref="Progress{T}"/> would do so on another, and late.</summary>
internal sealed class Counter(Action<long> report) : IProgress<long>
{
    public void Report(long value) => report(value);
}
