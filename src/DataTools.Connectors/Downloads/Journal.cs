using System.Buffers.Binary;
using System.Text.Json;
using DataTools.Catalog.Cards;
using Microsoft.Win32.SafeHandles;

namespace DataTools.Connectors.Downloads;

/// <summary>An address that bytes come from.</summary>
/// <param name="Url">The address.</param>
/// <param name="Validator">A strong ETag or a Last-Modified date; null where the server gave neither, and then nothing is resumed.</param>
internal sealed record PartialOrigin(string Url, string? Validator);

/// <summary>
/// What a later run must know about a file on its way: the layout and the origins (<c>.json</c>), and for each chunk how
/// far it is, from where, and a check of those bytes (<c>.chunks</c>, 24 bytes each, written over in place). Nothing is
/// flushed to the disk: a kill loses none of it, and after a power failure the checks tell what to believe.
/// </summary>
internal sealed class Journal(string partPath) : IDisposable
{
    private const int SlotBytes = 24;

    // More are no layout of ours, but damage.
    private const int MostChunks = 1 << 24;

    internal sealed record Head(long? Total, long ChunkBytes, IReadOnlyList<PartialOrigin> Origins);

    private readonly Lock _gate = new();
    private SafeFileHandle? _slots;

    private string HeadPath => $"{partPath}.json";

    private string SlotsPath => $"{partPath}.chunks";

    /// <summary>The layout of an earlier run; null where there is none that can be read.</summary>
    public Head? ReadHead()
    {
        // Most files have none, and an exception takes longer than asking.
        if (!File.Exists(HeadPath))
            return null;
        try
        {
            var head = JsonSerializer.Deserialize<Head>(File.ReadAllBytes(HeadPath), CatalogJson.Options);
            return head is { ChunkBytes: > 0, Total: null or >= 0, Origins: not null } && (head.Total ?? 0) / head.ChunkBytes < MostChunks ? head : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // No note, no resuming: the download begins anew.
            return null;
        }
    }

    /// <summary>Notes the layout.</summary>
    public void Write(Head head)
    {
        var temporary = $"{HeadPath}.tmp";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(head, CatalogJson.Options));
        File.Move(temporary, HeadPath, overwrite: true);
    }

    /// <summary>Notes how far a chunk is.</summary>
    public void Write(Chunk chunk)
    {
        Span<byte> slot = stackalloc byte[SlotBytes];
        BinaryPrimitives.WriteInt64LittleEndian(slot, chunk.Done);
        BinaryPrimitives.WriteInt64LittleEndian(slot[8..], chunk.Origin);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[16..], chunk.Check.GetCurrentHashAsUInt64());
        RandomAccess.Write(Slots(), slot, (long)chunk.Index * SlotBytes);
    }

    /// <summary>
    /// Takes up what an earlier run noted about a chunk, as far as the bytes in <paramref name="data"/> bear it out.
    /// </summary>
    public void Read(Chunk chunk, int origins, SafeFileHandle data, Span<byte> buffer, CancellationToken cancellation)
    {
        Span<byte> slot = stackalloc byte[SlotBytes];
        if (RandomAccess.Read(Slots(), slot, (long)chunk.Index * SlotBytes) < SlotBytes)
            return;
        var (done, origin) = (BinaryPrimitives.ReadInt64LittleEndian(slot), BinaryPrimitives.ReadInt64LittleEndian(slot[8..]));
        if (done <= 0 || done > chunk.Size || origin < 0 || origin >= origins)
            return;
        while (chunk.Done < done)
        {
            cancellation.ThrowIfCancellationRequested();
            var got = RandomAccess.Read(data, buffer[..(int)Math.Min(buffer.Length, done - chunk.Done)], chunk.Start + chunk.Done);
            if (got == 0)
                break;
            chunk.Add(buffer[..got]);
        }
        chunk.Origin = (int)origin;
        if (chunk.Done < done || chunk.Check.GetCurrentHashAsUInt64() != BinaryPrimitives.ReadUInt64LittleEndian(slot[16..]))
            chunk.Empty();
    }

    /// <summary>Bytes that an earlier run noted, not checked.</summary>
    public static long DoneBytes(string partPath)
    {
        if (!File.Exists($"{partPath}.chunks"))
            return 0;
        try
        {
            var slots = File.ReadAllBytes($"{partPath}.chunks");
            return Enumerable.Range(0, slots.Length / SlotBytes).Sum(i => Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(slots.AsSpan(i * SlotBytes))));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Forgets all chunks.</summary>
    public void Clear()
    {
        if (_slots is not null || File.Exists(SlotsPath))
            RandomAccess.SetLength(Slots(), 0);
    }

    /// <summary>Leaves no trace.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(HeadPath);
        File.Delete(SlotsPath);
    }

    public void Dispose()
    {
        _slots?.Dispose();
        _slots = null;
    }

    private SafeFileHandle Slots()
    {
        if (_slots is { } open)
            return open;
        // Several connections may write their first slot at once.
        lock (_gate)
            return _slots ??= File.OpenHandle(SlotsPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
    }
}
