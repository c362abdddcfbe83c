namespace DataTools.Connectors.Downloads;

/// <summary>How patient a download is.</summary>
internal sealed record DownloadOptions
{
    /// <summary>How often in a row an attempt that brought nothing is repeated before the next address is tried.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The wait before the first repetition; it doubles with each, and chance is added so that clients do not come in step.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait, also where a server asks for more.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An attempt is given up when no byte has come for so long. There is no limit on the whole.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An attempt that brought at least so many bytes was none in vain: the count of repetitions begins anew.</summary>
    public long WorthwhileBytes { get; init; } = 1 << 20;
}
