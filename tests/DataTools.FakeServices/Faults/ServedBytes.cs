namespace DataTools.FakeServices.Faults;

/// <summary>
/// How often each byte of one content was sent: the answer to "what was fetched twice?". Bytes that were spoilt on
/// purpose count apart.
/// </summary>
/// <param name="length">Bytes of the content.</param>
public sealed class ServedBytes(int length)
{
    private readonly Lock _gate = new();
    private readonly byte[] _times = new byte[length];
    private long _sent;
    private long _again;
    private long _spoilt;

    /// <summary>Bytes sent as they are.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Those of <see cref="Sent"/> that had been sent before.</summary>
    public long Again => Interlocked.Read(ref _again);

    /// <summary>Bytes of answers that cannot be used: a flipped bit, former content, a web page, the whole for a range.</summary>
    public long Spoilt => Interlocked.Read(ref _spoilt);

    /// <summary>Whether an answer was spoilt, so that good bytes may have to be fetched again.</summary>
    public bool WasSpoilt { get; private set; }

    /// <summary>Counts bytes that were handed to the network.</summary>
    public void Add(int offset, int count)
    {
        lock (_gate)
        {
            var again = 0;
            foreach (ref var times in _times.AsSpan(offset, count))
            {
                again += times > 0 ? 1 : 0;
                times = 1;
            }
            _sent += count;
            _again += again;
        }
    }

    /// <summary>Counts bytes of an answer that cannot be used.</summary>
    public void AddSpoilt(int count)
    {
        Interlocked.Add(ref _spoilt, count);
        WasSpoilt = true;
    }
}
