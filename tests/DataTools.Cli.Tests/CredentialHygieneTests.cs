using System.Text;
using DataTools.Connectors.Search;
using DataTools.Tests;

namespace DataTools.Cli.Tests;

/// <summary>What users keep secret is never written: not to the screen, not into files.</summary>
public sealed class CredentialHygieneTests : IDisposable
{
    private const string Secret = "s3cr3t-of-the-user";

    private readonly Support.Cli _cli = new() { Time = new SwiftTime(), Searches = DatasetSearch.Known };

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("search cats")]
    [InlineData("search cats --format json")]
    [InlineData("find tiny detectors for cats")]
    [InlineData("find 2401.00001 --format json")]
    [InlineData("pull fashion-mnits")]
    [InlineData("pull builtin:shapes")]
    [InlineData("show shapes")]
    [InlineData("cache list")]
    [InlineData("cache list --format json")]
    [InlineData("cache verify")]
    [InlineData("cache prune")]
    [InlineData("doctor")]
    [InlineData("doctor --format json")]
    public async Task Secrets_never_appear(string line)
    {
        string[] variables = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "KAGGLE_API_TOKEN", "KAGGLE_KEY", "GH_TOKEN", "GITHUB_TOKEN", "SEMANTIC_SCHOLAR_API_KEY", "S2_API_KEY", "OPENALEX_API_KEY"];
        foreach (var variable in variables)
            _cli.Variables[variable] = $"{Secret}-{variable}";
        _cli.Variables["KAGGLE_USERNAME"] = "somebody";
        foreach (var variable in Connectors.Endpoints.Defaults.Keys)
            _cli.Variables[variable] = $"http://user:{Secret}@127.0.0.1:1";
        foreach (var variable in new[] { "HTTPS_PROXY", "http_proxy", "ALL_PROXY" })
            _cli.Variables[variable] = $"user:{Secret}@127.0.0.1:1";
        _cli.Workspace.Write("home/.cache/huggingface/token", Encoding.UTF8.GetBytes(Secret));
        _cli.Workspace.Write("home/.kaggle/kaggle.json", Encoding.UTF8.GetBytes($$"""{"username": "somebody", "key": "{{Secret}}"}"""));
        _cli.Workspace.Write("cache/blobs/damaged", Encoding.UTF8.GetBytes("x"));
        _cli.Workspace.Write($"cache/blobs/{new string('a', 64)}", Encoding.UTF8.GetBytes("x"));
        _cli.Workspace.Write("cache/index/x.json", Encoding.UTF8.GetBytes($$"""{"url": "https://user:{{Secret}}@example.org/a?token={{Secret}}", "sha256": "{{new string('a', 64)}}"}"""));
        if (line.StartsWith("show", StringComparison.Ordinal))
            await _cli.Run("pull", "builtin:shapes");

        var output = await _cli.Run(line.Split(' '));
        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
        Assert.DoesNotContain("exit code 70", output, StringComparison.Ordinal);
        foreach (var folder in new[] { "catalogs", "runs" }.Select(f => _cli.Workspace[f]).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
                Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
    }
}
