using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace DataTools.FakeServices.HuggingFace;

/// <summary>A file of a fake repository.</summary>
internal sealed record FakeFile(string Path, string OnDisk, long Size, string GitSha1, string Sha256, bool IsLarge)
{
    /// <summary>64 hex digits that are no SHA-256 of anything, as the Hub's storage has them.</summary>
    public string XetHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"xet {Sha256}")));

    /// <summary>For large files git keeps a pointer; its id is another.</summary>
    public string Oid => IsLarge ? FakeRepository.GitId(Encoding.UTF8.GetBytes($"version https://git-lfs.github.com/spec/v1\noid sha256:{Sha256}\nsize {Size}\n")) : GitSha1;
}

/// <summary>
/// Repositories in a folder: <c>OWNER/NAME/</c> is the default branch, <c>OWNER/NAME@REVISION/</c> another one, with the
/// revision's slashes as %2F. The commit is a hash of what lies there.
/// </summary>
internal sealed class FakeRepository(string folder, string id)
{
    private static readonly string[] LargeEndings = [".parquet", ".zip", ".jpg", ".jpeg", ".png", ".arrow", ".bin", ".tar", ".gz", ".safetensors", ".pth"];

    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), (string Git, string Sha256)> Hashes = new();

    private readonly string _folder = Path.Combine(folder, Path.Combine(id.Split('/')));

    public string Id { get; } = id;

    public bool Exists => Directory.Exists(_folder);

    /// <summary>All ids below a folder.</summary>
    public static IEnumerable<string> Ids(string folder) => Directory.EnumerateDirectories(folder)
        .SelectMany(Directory.EnumerateDirectories)
        .Select(d => Path.GetRelativePath(folder, d).Replace('\\', '/'))
        .Where(i => !i.Contains('@', StringComparison.Ordinal) && i[0] != '.')
        .Order(StringComparer.Ordinal);

    /// <summary>Branches, tags and conversions beside the default branch.</summary>
    public IEnumerable<string> Revisions => Directory.EnumerateDirectories(Path.GetDirectoryName(_folder)!, $"{Path.GetFileName(_folder)}@*")
        .Select(d => Uri.UnescapeDataString(d[(d.IndexOf('@', StringComparison.Ordinal) + 1)..])).Order(StringComparer.Ordinal);

    /// <summary>Commit and files at a revision: main, another name, or a commit; null where there is no such.</summary>
    public (string Commit, IReadOnlyList<FakeFile> Files)? At(string revision)
    {
        foreach (var name in Revisions.Prepend("main"))
        {
            var files = Files(name == "main" ? _folder : $"{_folder}@{Uri.EscapeDataString(name)}");
            var commit = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes($"{name}\n{string.Join('\n', files.Select(f => $"{f.Path} {f.Oid}"))}")));
            if (revision == name || revision == commit)
                return (commit, files);
        }
        return null;
    }

    public static string GitId(byte[] content) =>
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));

    private static List<FakeFile> Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => Describe(folder, path)).OrderBy(f => f.Path, StringComparer.Ordinal)];

    private static FakeFile Describe(string folder, string path)
    {
        var info = new FileInfo(path);
        var (git, sha256) = Hashes.GetOrAdd((path, info.Length, info.LastWriteTimeUtc), static key =>
        {
            using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
            using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var content = File.OpenRead(key.Path);
            sha1.AppendData(Encoding.ASCII.GetBytes($"blob {content.Length}\0"));
            var buffer = new byte[1 << 20];
            for (int got; (got = content.Read(buffer)) > 0;)
            {
                sha1.AppendData(buffer.AsSpan(0, got));
                sha256.AppendData(buffer.AsSpan(0, got));
            }
            return (Convert.ToHexStringLower(sha1.GetHashAndReset()), Convert.ToHexStringLower(sha256.GetHashAndReset()));
        });
        var size = new FileInfo(info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path).Length;
        return new(Path.GetRelativePath(folder, path).Replace('\\', '/'), path, size, git, sha256, LargeEndings.Contains(Path.GetExtension(path).ToLowerInvariant()));
    }
}
