using DataTools.Catalog;
using DataTools.Catalog.Storage;
using Microsoft.Win32.SafeHandles;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// A download on its way: chunks of a file, filled in any order by several connections, and beside them the
/// <see cref="Journal"/>. Bytes are handed to the operating system as they arrive and are noted after that, so that a kill
/// loses at most what is in flight. Hashes are kept along the way.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly FrontHash _hash;
    private readonly Journal _journal;
    private readonly List<PartialOrigin> _origins = [];
    private readonly Lock _gate = new();
    private Chunk[] _chunks = [];
    private long _chunkBytes;
    private long _length;
    private long _skipped;
    private int _front;
    private bool _noted;

    public PartialFile(string path, Hashing hashing)
    {
        _path = path;
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        _hash = new(_file, hashing);
        _journal = new(path);
    }

    /// <summary>Where the bytes lie.</summary>
    public string FilePath => _path;

    /// <summary>The size of the whole, where known.</summary>
    public long? Total { get; private set; }

    /// <summary>Bytes so far.</summary>
    public long Length => Interlocked.Read(ref _length);

    /// <summary>Whether bytes of an earlier run are part of it.</summary>
    public bool Resumed { get; private set; }

    /// <summary>Its pieces; none before <see cref="Restart"/> or <see cref="Load"/>.</summary>
    public IReadOnlyList<Chunk> Chunks => _chunks;

    /// <summary>Whether it comes in one piece.</summary>
    public bool IsSingle => _chunks.Length == 1;

    /// <summary>Where bytes come from.</summary>
    public IReadOnlyList<PartialOrigin> Origins => _origins;

    /// <summary>Whether every byte is there.</summary>
    public bool IsComplete => Total is { } total && Length == total - _skipped && _chunks.Length > 0;

    /// <summary>The size of its chunks, the last excepted.</summary>
    public long ChunkBytes => _chunkBytes;

    /// <summary>
    /// Takes up what an earlier run left, as far as it can be gone on with: bytes from addresses that
    /// <paramref name="usable"/> accepts and that have a validator.
    /// </summary>
    public void Load(Func<PartialOrigin, bool> usable, long? expected, CancellationToken cancellation)
    {
        if (_journal.ReadHead() is not { } head || RandomAccess.GetLength(_file) == 0 || (expected is not null && head.Total is not null && head.Total != expected))
            return;
        Lay(head.Total, head.ChunkBytes);
        _origins.AddRange(head.Origins);
        var buffer = new byte[1 << 18];
        foreach (var chunk in _chunks)
        {
            _journal.Read(chunk, _origins.Count, _file, buffer, cancellation);
            if (chunk.Done > 0 && (_origins[chunk.Origin].Validator is null || !usable(_origins[chunk.Origin])))
                chunk.Empty();
        }
        _length = _chunks.Sum(c => c.Done);
        _noted = true;
        Resumed = _length > 0;
        // Nothing to go on with: then the layout says nothing either.
        if (!Resumed)
            Forget();
    }

    /// <summary>Begins anew, with nothing of it there. One piece where the total is null.</summary>
    public void Restart(long? total, long chunkBytes) => Guard(() =>
    {
        // Emptied before the note changes: a kill between the two must not marry old bytes to a new layout.
        _journal.Clear();
        if (RandomAccess.GetLength(_file) > 0)
            RandomAccess.SetLength(_file, 0);
        _hash.Rewind(0);
        _origins.Clear();
        var furthest = IsSingle ? _chunks[0].Furthest : 0;
        Lay(total, chunkBytes);
        _chunks[0].Furthest = furthest;
        _length = 0;
        _skipped = 0;
        _noted = false;
        Resumed = false;
    });

    /// <summary>The number of an address among <see cref="Origins"/>. What came from it under another validator is forgotten.</summary>
    public int OriginOf(PartialOrigin origin)
    {
        lock (_gate)
        {
            var at = _origins.FindIndex(o => o.Url == origin.Url);
            if (at >= 0 && _origins[at] == origin)
                return at;
            if (at >= 0)
            {
                foreach (var chunk in _chunks.Where(c => c.Origin == at && c.Done > 0))
                    Reset(chunk);
                _origins[at] = origin;
            }
            else
            {
                at = _origins.Count;
                _origins.Add(origin);
            }
            if (_noted)
                Guard(Note);
            return at;
        }
    }

    /// <summary>Leaves out every chunk that is not <paramref name="wanted"/>.</summary>
    public void Skip(Func<Chunk, bool> wanted)
    {
        foreach (var chunk in _chunks)
            chunk.Skipped = !wanted(chunk);
        _skipped = _chunks.Where(c => c.Skipped).Sum(c => c.Size!.Value);
    }

    /// <summary>A chunk that nobody fills yet, the foremost; null where there is none.</summary>
    public Chunk? Take()
    {
        lock (_gate)
        {
            var chunk = _chunks.FirstOrDefault(c => !c.Taken && !c.IsComplete);
            if (chunk is not null)
                chunk.Taken = true;
            return chunk;
        }
    }

    /// <summary>Gives back a chunk that could not be filled.</summary>
    public void Release(Chunk chunk)
    {
        lock (_gate)
            chunk.Taken = false;
    }

    /// <summary>Forgets what came of a chunk.</summary>
    public void Reset(Chunk chunk) => Guard(() =>
    {
        Interlocked.Add(ref _length, -chunk.Done);
        chunk.Empty();
        // The front goes back before the hash does: one that hashes meanwhile must not pass over what is gone.
        lock (_gate)
            _front = Math.Min(_front, chunk.Index);
        _hash.Rewind(chunk.Start);
        if (_noted)
            _journal.Write(chunk);
    });

    /// <summary>Adds bytes to a chunk.</summary>
    public void Append(Chunk chunk, int origin, ReadOnlyMemory<byte> bytes)
    {
        Guard(() =>
        {
            RandomAccess.Write(_file, bytes.Span, chunk.Start + chunk.Done);
            chunk.Origin = origin;
            var offset = chunk.Start + chunk.Done;
            chunk.Add(bytes.Span);
            Interlocked.Add(ref _length, bytes.Length);
            _hash.Advance(offset, bytes.Span, Front);
            // A small file that comes whole needs no note.
            if (!_noted && IsComplete)
                return;
            lock (_gate)
            {
                if (!_noted)
                    Note();
            }
            _journal.Write(chunk);
        });
    }

    /// <summary>The file ends here: what nobody knew before.</summary>
    public void End(Chunk chunk)
    {
        chunk.Size = chunk.Done;
        Total = chunk.Start + chunk.Done;
        if (_noted)
            Guard(Note);
    }

    /// <summary>The hashes of everything, lower-case hex; MD5 where asked for.</summary>
    public (string Sha256, string? Md5) Hashes() => _hash.Of(Length);

    /// <summary>Fills <paramref name="buffer"/> with bytes from an offset of the whole.</summary>
    public void ReadExactly(Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            var got = RandomAccess.Read(_file, buffer, offset);
            if (got == 0)
                throw new EndOfStreamException($"{_path} became shorter while it was read");
            buffer = buffer[got..];
            offset += got;
        }
    }

    /// <summary>
    /// Lets go of the complete file and has <paramref name="take"/> move it away; only then its journal goes, so that a kill
    /// between the two loses nothing. It is not flushed to the disk: what a power failure leaves is hashed before it is
    /// handed out.
    /// </summary>
    public T Complete<T>(Func<string, T> take)
    {
        _file.Dispose();
        var taken = take(_path);
        if (_noted)
            _journal.Delete();
        return taken;
    }

    /// <summary>Throws the bytes away.</summary>
    public void Discard()
    {
        _file.Dispose();
        File.Delete(_path);
        _journal.Delete();
    }

    public void Dispose()
    {
        // Nothing worth keeping: no trace.
        if (Length == 0 && !_file.IsClosed)
            Discard();
        _file.Dispose();
        _journal.Dispose();
        _hash.Dispose();
    }

    private void Forget()
    {
        _origins.Clear();
        _chunks = [];
        Total = null;
    }

    private void Lay(long? total, long chunkBytes)
    {
        Total = total;
        _chunkBytes = chunkBytes;
        var count = total is null ? 1 : (int)Math.Max(1, (total.Value + chunkBytes - 1) / chunkBytes);
        _chunks = [.. Enumerable.Range(0, count).Select(i => new Chunk(i, i * chunkBytes))];
        foreach (var chunk in _chunks)
            chunk.Size = total is null ? null : Math.Min(chunkBytes, total.Value - chunk.Start);
        _front = 0;
    }

    private void Note()
    {
        _journal.Write(new Journal.Head(Total, _chunkBytes, [.. _origins]));
        _noted = true;
    }

    // Called by the one that hashes, while others may put the front back.
    private long Front()
    {
        lock (_gate)
        {
            while (_front < _chunks.Length - 1 && _chunks[_front].Done == _chunks[_front].Size)
                _front++;
            return _chunks[_front].Start + _chunks[_front].Done;
        }
    }

    // The disk's faults must not look like the network's, which are tried again.
    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageFaults.Translate(_path, e) ?? new StorageException($"{_path} cannot be written: {e.Message}", inner: e);
        }
    }
}
