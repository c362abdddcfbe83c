using System.Security.Cryptography;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;

namespace DataTools.Connectors.Downloads;

/// <summary>Where the bytes of a partial file come from.</summary>
/// <param name="Url">The address.</param>
/// <param name="Validator">A strong ETag or a Last-Modified date; null where the server gave neither, and then nothing is resumed.</param>
/// <param name="Total">The size of the whole, where the server said it.</param>
internal sealed record PartialOrigin(string Url, string? Validator, long? Total);

/// <summary>
/// A download on its way: the bytes so far and, beside them, where they come from. Every chunk is handed to the
/// operating system as it arrives, so that a kill loses at most the one in flight. Hashes are kept along the way.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private const int ChunkBytes = 1 << 17;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash? _md5;
    private PartialOrigin? _origin;
    private bool _hashed;

    public PartialFile(string path, bool withMd5)
    {
        _path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Unbuffered: what is written is out of this process.
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);
        _md5 = withMd5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        _origin = ReadOrigin();
        _hashed = _file.Length == 0;
    }

    /// <summary>Where the bytes lie.</summary>
    public string FilePath => _path;

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>The most bytes there ever were.</summary>
    public long Furthest { get; private set; }

    /// <summary>Whether bytes of an earlier run are part of it.</summary>
    public bool Resumed { get; private set; }

    /// <summary>Where to go on with <paramref name="url"/>: the origin and the bytes so far, or null to begin anew.</summary>
    public async Task<PartialOrigin?> ResumeAsync(string url, CancellationToken cancellation)
    {
        if (_file.Length == 0 || _origin is not { Validator: not null } origin || origin.Url != url)
            return null;
        if (!_hashed)
        {
            _file.Position = 0;
            var chunk = new byte[ChunkBytes];
            for (int got; (got = await _file.ReadAsync(chunk, cancellation)) > 0;)
                Hash(chunk.AsSpan(0, got));
            _hashed = true;
            Resumed = true;
            Length = _file.Length;
            Furthest = Length;
        }
        return origin;
    }

    /// <summary>Begins anew with bytes from <paramref name="origin"/>.</summary>
    public void Restart(PartialOrigin origin) => Guard(() =>
    {
        // Emptied before the note changes: a kill between the two must not marry old bytes to a new origin.
        if (_file.Length > 0)
            _file.SetLength(0);
        _file.Position = 0;
        _sha256.GetHashAndReset();
        _md5?.GetHashAndReset();
        Length = 0;
        _hashed = true;
        Resumed = false;
        _origin = origin;
        AtomicFile.WriteAllText(OriginPath, JsonSerializer.Serialize(origin, CatalogJson.Options));
    });

    /// <summary>Adds a chunk.</summary>
    public void Append(ReadOnlyMemory<byte> chunk)
    {
        Guard(() => _file.Write(chunk.Span));
        Hash(chunk.Span);
        Length += chunk.Length;
        Furthest = Math.Max(Furthest, Length);
    }

    /// <summary>The hashes of everything, lower-case hex; MD5 where asked for.</summary>
    public (string Sha256, string? Md5) Hashes() =>
        (Convert.ToHexStringLower(_sha256.GetCurrentHash()), _md5 is null ? null : Convert.ToHexStringLower(_md5.GetCurrentHash()));

    /// <summary>Flushes to disk and lets go, for the cache to take the file over. Gives its path.</summary>
    public string Complete()
    {
        Guard(() => _file.Flush(flushToDisk: true));
        _file.Dispose();
        File.Delete(OriginPath);
        return _path;
    }

    /// <summary>Throws the bytes away.</summary>
    public void Discard()
    {
        _file.Dispose();
        File.Delete(_path);
        File.Delete(OriginPath);
    }

    public void Dispose()
    {
        _file.Dispose();
        // Nothing worth keeping: no trace.
        if (Length == 0 && _hashed && File.Exists(_path))
            Discard();
        _sha256.Dispose();
        _md5?.Dispose();
    }

    private string OriginPath => $"{_path}.json";

    private void Hash(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        _md5?.AppendData(bytes);
    }

    private PartialOrigin? ReadOrigin()
    {
        try
        {
            return JsonSerializer.Deserialize<PartialOrigin>(File.ReadAllBytes(OriginPath), CatalogJson.Options);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // No note, no resuming: the download begins anew.
            return null;
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
