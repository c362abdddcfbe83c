using System.IO.Compression;
using System.Security.Cryptography;

namespace DataTools.Connectors.Downloads;

/// <summary>Files that may be compressed with gzip; told by their first bytes, not by their names.</summary>
public static class GzipFile
{
    /// <summary>The uncompressed content.</summary>
    public static Stream Open(string path) =>
        Uncompressed(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan));

    /// <summary>SHA-256 of the uncompressed content, lower-case hex; null where the compression is damaged.</summary>
    public static async Task<string?> ContentSha256Async(string path, CancellationToken cancellation)
    {
        try
        {
            await using var content = Open(path);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Stream Uncompressed(FileStream file)
    {
        var compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
