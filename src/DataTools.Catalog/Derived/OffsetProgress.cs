namespace DataTools.Catalog.Derived;

/// <summary>Goes on counting where others have stopped: one count over all splits.</summary>
public sealed class OffsetProgress(IProgress<long> progress, long start) : IProgress<long>
{
    /// <inheritdoc/>
    public void Report(long value) => progress.Report(start + value);
}
