namespace DataTools.Catalog.Formats;

/// <summary>What a reader does with a sample that cannot be read.</summary>
public enum OnBadSample
{
    /// <summary>Stop with the error (default).</summary>
    Fail,

    /// <summary>Report it, leave it out and go on.</summary>
    Skip,
}

/// <summary>Collects the bad samples of one pull, and stops it where that is what the user wants.</summary>
public sealed class BadSamples(OnBadSample mode, Action<BadSampleException>? onSkip = null)
{
    /// <summary>How many were left out.</summary>
    public int Skipped { get; private set; }

    /// <summary>Throws <paramref name="fault"/>, or notes it and returns where bad samples are skipped.</summary>
    public void Report(BadSampleException fault)
    {
        if (mode == OnBadSample.Fail)
            throw fault;
        Skipped++;
        onSkip?.Invoke(fault);
    }
}
