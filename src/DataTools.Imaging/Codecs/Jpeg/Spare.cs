namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>A few objects that are not in use, for whoever needs one next.</summary>
internal static class Spare<T>
    where T : class
{
    private static readonly T?[] Kept = new T?[Math.Min(64, 2 * Environment.ProcessorCount)];

    /// <summary>Null where there is none.</summary>
    public static T? Take()
    {
        foreach (ref var place in Kept.AsSpan())
        {
            if (Volatile.Read(ref place) is not null && Interlocked.Exchange(ref place, null) is { } kept)
                return kept;
        }
        return null;
    }

    /// <summary>False where there are enough.</summary>
    public static bool TryKeep(T value)
    {
        foreach (ref var place in Kept.AsSpan())
        {
            if (Interlocked.CompareExchange(ref place, value, null) is null)
                return true;
        }
        return false;
    }
}
