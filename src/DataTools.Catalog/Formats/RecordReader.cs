namespace DataTools.Catalog.Formats;

/// <summary>Reads records of one size from a file without a header, to its end.</summary>
internal sealed class RecordReader(DataFile file, int recordBytes) : IDisposable
{
    private readonly BufferedStream _stream = new(file.Open(), 1 << 16);
    private readonly byte[] _record = new byte[recordBytes];
    private long _read;

    /// <summary>The file's name, for errors.</summary>
    public string Name => file.Name;

    /// <summary>
    /// The next record, valid until the next call; false after the last. Throws <see cref="CorruptFileException"/>
    /// where the file ends within a record or its compression is damaged.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        var got = Fill();
        _read += got;
        record = _record;
        return got == recordBytes || (got == 0
            ? false
            : throw new CorruptFileException(file.Name, $"cut off: {_read} bytes are no whole number of records of {recordBytes} bytes"));
    }

    public void Dispose() => _stream.Dispose();

    private int Fill()
    {
        try
        {
            return _stream.ReadAtLeast(_record, recordBytes, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new CorruptFileException(file.Name, $"damaged after {_read} bytes ({e.Message})", inner: e);
        }
    }
}
