using System.Security.Cryptography;
using System.Text;

namespace DataTools.FakeServices.GitHub;

/// <summary>Files, folders and trees of a repository as the API's JSON.</summary>
internal static class FakeContents
{
    private const int LargestInJson = 1 << 20;

    /// <summary>The path of a folder's README; null where it has none.</summary>
    public static string? Readme(FakeRepository r, string folder) => r.Files.Keys.FirstOrDefault(p =>
        Path.GetFileNameWithoutExtension(p).Equals("readme", StringComparison.OrdinalIgnoreCase) && Parent(p) == folder);

    /// <summary>A file's object; its base64 has a line break after 60 characters, and is left out above 1 MB.</summary>
    public static object File(FakeRepository r, string path, string api)
    {
        var bytes = r.Files[path];
        var small = bytes.Length <= LargestInJson;
        return new
        {
            type = "file",
            encoding = small ? "base64" : "none",
            size = bytes.Length,
            name = path.Split('/')[^1],
            path,
            content = small ? string.Concat(Convert.ToBase64String(bytes).Chunk(60).Select(line => $"{new string(line)}\n")) : "",
            sha = Sha(bytes),
            url = $"{api}/repos/{r.FullName}/contents/{path}?ref={r.DefaultBranch}",
            html_url = $"https://github.com/{r.FullName}/blob/{r.DefaultBranch}/{path}",
            download_url = $"https://raw.githubusercontent.com/{r.FullName}/{r.DefaultBranch}/{path}",
        };
    }

    /// <summary>A folder's array; null where there is no such folder.</summary>
    public static IReadOnlyList<object>? Folder(FakeRepository r, string folder)
    {
        var items = Paths(r).Where(p => Parent(p.Path) == folder).Select(object (p) => new
        {
            type = p.Bytes is null ? "dir" : "file",
            size = p.Bytes?.Length ?? 0,
            name = p.Path.Split('/')[^1],
            path = p.Path,
            sha = Sha(p.Bytes ?? []),
            html_url = $"https://github.com/{r.FullName}/{(p.Bytes is null ? "tree" : "blob")}/{r.DefaultBranch}/{p.Path}",
        }).Take(1000).ToList();
        return items.Count > 0 ? items : null;
    }

    /// <summary>The whole tree.</summary>
    public static object Tree(FakeRepository r) => new
    {
        sha = Sha(Encoding.UTF8.GetBytes(r.FullName)),
        tree = Paths(r).Select(object (p) => p.Bytes is null
            ? new { path = p.Path, mode = "040000", type = "tree", sha = Sha([]) }
            : new { path = p.Path, mode = "100644", type = "blob", sha = Sha(p.Bytes), size = p.Bytes.Length }),
        truncated = r.TreeTruncated,
    };

    private static IEnumerable<(string Path, byte[]? Bytes)> Paths(FakeRepository r)
    {
        var folders = r.Files.Keys.SelectMany(Above).Distinct().Select(f => (f, (byte[]?)null));
        return folders.Concat(r.Files.Select(f => (f.Key, (byte[]?)f.Value))).OrderBy(p => p.Item1, StringComparer.Ordinal);
    }

    private static IEnumerable<string> Above(string path)
    {
        for (var folder = Parent(path); folder.Length > 0; folder = Parent(folder))
            yield return folder;
    }

    private static string Parent(string path) => path.LastIndexOf('/') is >= 0 and var end ? path[..end] : "";

    /// <summary>The id of the latest commit: another one with other files.</summary>
    public static string Commit(FakeRepository r) => Sha(Encoding.UTF8.GetBytes(
        $"{r.FullName}\n{string.Join('\n', r.Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key} {Sha(f.Value)}"))}"));

    // As git names a blob.
    public static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));
}
