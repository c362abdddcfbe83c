using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Archives;

/// <summary>Some bytes of a seekable stream, which stays open. Slices of one stream are not read at the same time.</summary>
internal sealed class Slice(Stream whole, long start, long length) : ForwardStream
{
    private long _read;

    public override int Read(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, length - _read)];
        if (whole.Position != start + _read)
            whole.Position = start + _read;
        var got = whole.Read(wanted);
        _read += got;
        return got;
    }
}
