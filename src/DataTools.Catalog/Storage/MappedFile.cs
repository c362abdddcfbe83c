using System.IO.MemoryMappedFiles;

namespace DataTools.Catalog.Storage;

/// <summary>
/// A file mapped into memory for reading; at most 2 GiB, the length of a span. The file must not be shortened while
/// it is mapped: entries are never changed in place, and a removed one stays readable until it is closed.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private byte* _pointer;

    public MappedFile(string path)
    {
        var length = new FileInfo(path).Length;
        if (length is 0 or > int.MaxValue)
            throw new CorruptFileException(path, $"a shard of {length} bytes cannot be", Entry.RepairHint(path));
        _length = (int)length;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        try
        {
            // Asking for the length that was seen makes a file that has shrunk meanwhile an error here, not a fault later.
            _view = _file.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pointer);
        _pointer += _view.PointerOffset;
    }

    /// <summary>The whole file; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, typeof(Entry));
            return new(_pointer, _length);
        }
    }

    public void Dispose()
    {
        if (_pointer is null)
            return;
        _pointer = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
