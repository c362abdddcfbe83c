using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace DataTools.Connectors.Downloads;

/// <summary>Which hashes of a file are kept along the way.</summary>
internal enum Hashing
{
    /// <summary>None: the bytes are compared with others, or not judged at all.</summary>
    None,

    /// <summary>SHA-256, the name of every blob.</summary>
    Sha256,

    /// <summary>MD5 too, where only that is published.</summary>
    Sha256AndMd5,
}

/// <summary>
/// The hashes of a file whose chunks come in any order: they follow the front, which is where the bytes without a gap
/// end. Bytes that arrive at the front are hashed as they are in memory; those that came too early are read again, from
/// the page cache, when the front gets to them.
/// </summary>
internal sealed class FrontHash(SafeFileHandle file, Hashing hashing) : IDisposable
{
    private const int BufferBytes = 1 << 18;

    private readonly Lock _gate = new();
    private readonly IncrementalHash? _sha256 = hashing == Hashing.None ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash? _md5 = hashing == Hashing.Sha256AndMd5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
    private long _position;

    /// <summary>
    /// Takes in bytes that were just written at <paramref name="offset"/>, and what lies behind them up to
    /// <paramref name="front"/>. Where another connection is at it, that one goes on, or the next, or the end.
    /// </summary>
    public void Advance(long offset, ReadOnlySpan<byte> written, Func<long> front)
    {
        if (_sha256 is null || !_gate.TryEnter())
            return;
        try
        {
            if (offset == _position)
                Add(written);
            CatchUp(front());
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>What was at <paramref name="offset"/> and behind it is no longer true.</summary>
    public void Rewind(long offset)
    {
        lock (_gate)
        {
            if (_position <= offset)
                return;
            _sha256?.GetHashAndReset();
            _md5?.GetHashAndReset();
            _position = 0;
        }
    }

    /// <summary>The hashes of the first <paramref name="length"/> bytes, lower-case hex; MD5 where asked for.</summary>
    public (string Sha256, string? Md5) Of(long length)
    {
        if (_sha256 is null)
            throw new InvalidOperationException("no hashes were asked for");
        lock (_gate)
        {
            CatchUp(length);
            return (Convert.ToHexStringLower(_sha256.GetCurrentHash()), _md5 is null ? null : Convert.ToHexStringLower(_md5.GetCurrentHash()));
        }
    }

    public void Dispose()
    {
        _sha256?.Dispose();
        _md5?.Dispose();
    }

    private void CatchUp(long front)
    {
        if (_position >= front)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (_position < front)
            {
                var got = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, front - _position)), _position);
                if (got == 0)
                    throw new EndOfStreamException("the file became shorter while it was read");
                Add(buffer.AsSpan(0, got));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        _sha256!.AppendData(bytes);
        _md5?.AppendData(bytes);
        _position += bytes.Length;
    }
}
