using System.Buffers;
using DataTools.Catalog;

namespace DataTools.Connectors.Downloads;

/// <summary>Brings a file from a <c>file://</c> address, in one pass.</summary>
internal static class LocalTransfer
{
    private const int ChunkBytes = 1 << 17;

    /// <summary>
    /// Copies the file into <paramref name="part"/>. Throws <see cref="NotFoundException"/>, naming the full path, where
    /// there is none: a mirror rule that leads nowhere is a mistake, and no reason to try the internet.
    /// </summary>
    public static void Run(string url, PartialFile part, IProgress<long>? progress, CancellationToken cancellation)
    {
        var path = PathOf(url);
        if (!File.Exists(path))
            throw new NotFoundException($"there is no file {path}", $"It should hold what is fetched from {url}: check the mirror rule.");
        using var source = Open(path);
        part.Restart(source.Length, Math.Max(1, source.Length));
        var origin = part.OriginOf(new(url, null));
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (int got; (got = source.Read(chunk)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                part.Append(part.Chunks[0], origin, chunk.AsMemory(0, got));
                progress?.Report(part.Length);
            }
        }
        catch (IOException e)
        {
            throw new CorruptFileException(path, $"cannot be read ({e.Message})", inner: e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    // '#' and '?' mean nothing in a local path, but much in an address.
    internal static string PathOf(string url) =>
        Path.GetFullPath(new Uri(url.Replace("#", "%23", StringComparison.Ordinal).Replace("?", "%3F", StringComparison.Ordinal)).LocalPath);

    private static FileStream Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new InvalidInputException($"{path} cannot be read ({e.Message})", "Change its permissions, or the mirror rule.", e);
        }
    }
}
