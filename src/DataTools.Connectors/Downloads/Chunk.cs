using System.IO.Hashing;

namespace DataTools.Connectors.Downloads;

/// <summary>A piece of a file on its way. Filled from its start, by one connection at a time.</summary>
/// <param name="index">Its number.</param>
/// <param name="start">Its first byte in the file.</param>
internal sealed class Chunk(int index, long start)
{
    private long _done;

    public int Index { get; } = index;

    public long Start { get; } = start;

    /// <summary>Its size; null while nobody knows where the file ends.</summary>
    public long? Size { get; set; }

    /// <summary>Bytes of it that are on the disk. Read by others while it grows.</summary>
    public long Done
    {
        get => Volatile.Read(ref _done);
        set => Volatile.Write(ref _done, value);
    }

    /// <summary>The most bytes that there ever were.</summary>
    public long Furthest { get; set; }

    /// <summary>Where its bytes come from: a number among the origins of the file.</summary>
    public int Origin { get; set; }

    /// <summary>Whether somebody fills it.</summary>
    public bool Taken { get; set; }

    /// <summary>Whether nobody wants it: of a copy that holds some chunks only.</summary>
    public bool Skipped { get; set; }

    /// <summary>A check of the bytes so far, for the journal: it notices damage on the disk, and chunks that differ.</summary>
    public XxHash3 Check { get; } = new();

    /// <summary>Whether nothing of it is left to fetch.</summary>
    public bool IsComplete => Skipped || Done == Size;

    /// <summary>Counts bytes that are on the disk now.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Check.Append(bytes);
        Done += bytes.Length;
        Furthest = Math.Max(Furthest, Done);
    }

    /// <summary>Forgets what came.</summary>
    public void Empty()
    {
        Check.Reset();
        Done = 0;
    }
}
