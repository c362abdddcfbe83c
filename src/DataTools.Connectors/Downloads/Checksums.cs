using System.Security.Cryptography;
using System.Text;
using DataTools.Catalog;

namespace DataTools.Connectors.Downloads;

/// <summary>Judges complete files by what is published about them.</summary>
internal static class Checksums
{
    /// <summary>
    /// The hashes of a file with the right bytes; <paramref name="sha256"/> and <paramref name="md5"/> (where asked for) are
    /// those of its bytes. Throws <see cref="CorruptDownloadException"/>.
    /// </summary>
    public static async Task<(string Sha256, string? ContentSha256)> VerifyAsync(
        string url, RemoteFile file, string path, long length, string sha256, string? md5, CancellationToken cancellation)
    {
        var git = file is { Sha256: null, Md5: null, Sha256Prefix: null, GitSha1: not null } ? await GitSha1Async(path, length, cancellation) : null;
        var right = file switch
        {
            { Sha256: { } s } => s == sha256,
            { Md5: { } m } => m == md5,
            { Sha256Prefix: { } p } => sha256.StartsWith(p, StringComparison.Ordinal),
            { GitSha1: { } g } => g == git,
            { ContentSha256: not null } => false,
            _ => file.Bytes is null || file.Bytes == length,
        };
        if (right)
            return (sha256, null);
        var content = file.ContentSha256 is null ? null : await GzipFile.ContentSha256Async(path, cancellation);
        if (content is not null && content == file.ContentSha256)
            return (sha256, content);

        string?[] expected =
        [
            file switch { { Sha256: { } s } => $"SHA-256 {s}", { Md5: { } m } => $"MD5 {m}", { Sha256Prefix: { } p } => $"SHA-256 {p}...", { GitSha1: { } g } => $"git SHA-1 {g}", _ => null },
            file.ContentSha256 is { } c ? $"SHA-256 {c} of the uncompressed content" : null,
            file.HasChecksum ? null : $"{file.Bytes} bytes",
        ];
        var actual = git is not null ? $"git SHA-1 {git}" : md5 is not null ? $"MD5 {md5}" : $"SHA-256 {sha256}";
        throw new CorruptDownloadException(
            Endpoints.Shown(url), string.Join(" or ", expected.OfType<string>()), content is null ? actual : $"{actual}, content {content}", length);
    }

    // Git hashes a header with the size before the bytes, and the size may be known only now; such files are small, since
    // large ones have a SHA-256.
    private static async Task<string> GitSha1Async(string path, long length, CancellationToken cancellation)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        sha1.AppendData(Encoding.ASCII.GetBytes($"blob {length}\0"));
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[1 << 17];
        for (int got; (got = await stream.ReadAsync(buffer, cancellation)) > 0;)
            sha1.AppendData(buffer.AsSpan(0, got));
        return Convert.ToHexStringLower(sha1.GetHashAndReset());
    }
}
