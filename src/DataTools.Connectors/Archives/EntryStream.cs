using System.IO.Hashing;
using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Archives;

/// <summary>
/// The uncompressed bytes of one entry, held to what the archive says about them: not one byte more than declared, none
/// fewer, and the declared CRC-32 where there is one.
/// </summary>
internal sealed class EntryStream(string archive, string entry, Stream inner, long declared, uint? crc32) : ForwardStream
{
    private readonly Crc32 _crc32 = new();
    private long _read;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0 || _ended)
            return 0;
        int got;
        try
        {
            got = inner.Read(buffer);
        }
        catch (Exception e) when (ArchiveFaults.IsDamage(e))
        {
            throw ArchiveFaults.Of(archive, entry, e);
        }
        if (got > declared - _read)
            throw Wrong($"holds more than the {declared} bytes that it declares");
        _read += got;
        if (crc32 is not null)
            _crc32.Append(buffer[..got]);
        if (got == 0)
            End();
        return got;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void End()
    {
        _ended = true;
        if (_read != declared)
            throw Wrong($"is cut off: it declares {declared} bytes, there are {_read}");
        if (crc32 is { } expected && _crc32.GetCurrentHashAsUInt32() != expected)
            throw Wrong("is damaged: its checksum (CRC-32) is wrong");
    }

    private CorruptFileException Wrong(string why) =>
        new EntryNames(archive).Refused(entry, why, "Get the archive anew: it is damaged, or made to do harm.");
}
