using System.Buffers;
using DataTools.Catalog;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Finds which address of a file gave wrong bytes, when the whole has the wrong checksum and its chunks came from
/// several. The chunks of one suspect at a time are fetched from the others beside the file; where they differ and make
/// the checksum right, that was it, and only its chunks were fetched again.
/// </summary>
internal sealed class MirrorTrial(HttpTransfer transfer, DownloadOptions options)
{
    /// <summary>
    /// True where <paramref name="part"/> was mended, judged by <paramref name="isRight"/>; the address is named then. Else
    /// it is what it was.
    /// </summary>
    public async Task<bool> MendAsync(
        IReadOnlyList<Mirror> mirrors, RemoteFile file, PartialFile part, Func<Task<bool>> isRight, CancellationToken cancellation)
    {
        // The first address is the one that was trusted most.
        foreach (var suspect in Suspects(mirrors, part))
        {
            var others = mirrors.Where(m => m.Fault is null && m.Url != suspect.Url).ToList();
            if (others.Count > 0 && await TryAsync(suspect, others, file, part, isRight, cancellation) is { } mended)
            {
                var fault = new CorruptDownloadException(Endpoints.Shown(suspect.Url), "the bytes of the other addresses", $"others in {mended} of its chunks", part.Length);
                if (mirrors.FirstOrDefault(m => m.Url == suspect.Url) is { } mirror)
                    mirror.Fault = fault;
                options.Talk?.Invoke($"{file.Name}: {suspect.Url} gave wrong bytes: its chunks were fetched again from other addresses, and it is not asked any more");
                return true;
            }
        }
        return false;
    }

    private static List<PartialOrigin> Suspects(IReadOnlyList<Mirror> mirrors, PartialFile part)
    {
        var order = mirrors.Select(m => m.Url).ToList();
        // One that is not even listed any more was fetched from by an earlier run, and is the first suspect.
        return [.. part.Chunks.Select(c => part.Origins[c.Origin]).Distinct()
            .OrderByDescending(o => order.IndexOf(o.Url) is >= 0 and var at ? at : int.MaxValue)];
    }

    // The number of chunks that were wrong; null where the suspect is innocent or nothing can be proved.
    private async Task<int?> TryAsync(
        PartialOrigin suspect, List<Mirror> others, RemoteFile file, PartialFile part, Func<Task<bool>> isRight, CancellationToken cancellation)
    {
        using var side = new PartialFile($"{part.FilePath}.trial", Hashing.None);
        try
        {
            side.Restart(part.Total, part.ChunkBytes);
            side.Skip(c => part.Origins[part.Chunks[c.Index].Origin] == suspect);
            if (!await transfer.RunAsync(others, file, side, null, cancellation) || side.Chunks.Count != part.Chunks.Count)
                return null;
            var different = side.Chunks.Where(c => !c.Skipped && Check(c) != Check(part.Chunks[c.Index])).ToList();
            foreach (var chunk in different)
                Swap(part, side, chunk.Index, cancellation);
            if (different.Count > 0 && await isRight())
                return different.Count;
            foreach (var chunk in different)
                Swap(part, side, chunk.Index, cancellation);
            return null;
        }
        finally
        {
            side.Discard();
        }
    }

    private static ulong Check(Chunk chunk) => chunk.Check.GetCurrentHashAsUInt64();

    // A kill in the middle leaves a chunk that its journal does not bear out: it is fetched again.
    private static void Swap(PartialFile a, PartialFile b, int index, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var size = (int)a.Chunks[index].Size!.Value;
        var (one, two) = (ArrayPool<byte>.Shared.Rent(size), ArrayPool<byte>.Shared.Rent(size));
        try
        {
            var (ofA, ofB) = (a.Origins[a.Chunks[index].Origin], b.Origins[b.Chunks[index].Origin]);
            a.ReadExactly(one.AsSpan(0, size), a.Chunks[index].Start);
            b.ReadExactly(two.AsSpan(0, size), b.Chunks[index].Start);
            Put(a, index, ofB, two.AsMemory(0, size));
            Put(b, index, ofA, one.AsMemory(0, size));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(one);
            ArrayPool<byte>.Shared.Return(two);
        }
    }

    private static void Put(PartialFile part, int index, PartialOrigin origin, ReadOnlyMemory<byte> bytes)
    {
        part.Reset(part.Chunks[index]);
        part.Append(part.Chunks[index], part.OriginOf(origin), bytes);
    }
}
