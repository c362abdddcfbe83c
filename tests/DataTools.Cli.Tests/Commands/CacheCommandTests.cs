using System.Security.Cryptography;
using System.Text;
using DataTools.Cli.Tests.Support;

namespace DataTools.Cli.Tests.Commands;

public sealed class CacheCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_cache_from_full_to_empty()
    {
        var text = await _cli.Run("cache", "list") + "\n";
        Blob("a file of some entry that was removed", "https://user:pass@example.org/data/a.gz?signature=abc");
        var damaged = Blob("a file that will be damaged");
        await File.WriteAllTextAsync(damaged, "a file that was damaged");
        _cli.Workspace.Write("cache/partial/0123.part", new byte[2_500_000]);
        _cli.Workspace.Write("cache/unpacked/0123/image.png", new byte[1234]);
        foreach (var line in new[] { "cache list", "cache verify", "cache verify", "cache prune --dry-run", "cache prune", "cache list --format json", "cache prune" })
            text += await _cli.Run(line.Split(' ')) + "\n";
        Snapshot.Matches(text, "cache");
    }

    private string Blob(string content, string? url = null)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        if (url is not null)
            _cli.Workspace.Write($"cache/index/{sha256[..8]}.json", Encoding.UTF8.GetBytes($$"""{"url": "{{url}}", "sha256": "{{sha256}}", "bytes": {{content.Length}}}"""));
        return _cli.Workspace.Write($"cache/blobs/{sha256}", Encoding.UTF8.GetBytes(content));
    }
}
