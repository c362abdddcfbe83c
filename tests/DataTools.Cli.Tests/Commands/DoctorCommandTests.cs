using System.Text.Json;
using System.Text.RegularExpressions;
using DataTools.Cli.Tests.Support;

namespace DataTools.Cli.Tests.Commands;

public sealed partial class DoctorCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Without_a_network_there_are_warnings_and_no_failure()
    {
        _cli.Variables["HF_TOKEN"] = "s3cr3t";
        _cli.Variables["HTTPS_PROXY"] = "http://user:s3cr3t@proxy.example.org:3128";
        _cli.Variables["NO_PROXY"] = "localhost";
        _cli.Variables["SSL_CERT_DIR"] = "/nowhere";
        var text = Versions().Replace(await _cli.Run("doctor"), "VERSIONS");
        Snapshot.Matches(Free().Replace(text, "FREE free"), "doctor");
    }

    [Fact]
    public async Task A_program_reads_the_same()
    {
        var text = await _cli.Run("doctor", "--format", "json");
        using var json = JsonDocument.Parse(text.Split("--- ")[0].Split('\n', 2)[1]);
        var states = json.RootElement.EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("state").GetString());
        Assert.Equal(("ok", "ok", "warning"), (states["workspace"], states["torch"], states["HF_ENDPOINT"]));
    }

    [Fact]
    public async Task A_setting_that_cannot_be_used_is_broken()
    {
        _cli.Variables["HF_ENDPOINT"] = "huggingface.co";
        var text = await _cli.Run("doctor");
        Assert.Contains("broken   HF_ENDPOINT            the environment variable HF_ENDPOINT is 'huggingface.co'", text, StringComparison.Ordinal);
        Assert.EndsWith("--- exit code 3\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("REQUESTS_CA_BUNDLE")]
    public async Task Authorities_that_stop_every_download_are_broken(string variable)
    {
        _cli.Variables[variable] = _cli.Workspace.Write("ca.pem", "no certificate"u8.ToArray());
        var text = await _cli.Run("doctor");
        Assert.Contains($"broken   certificates           the environment variable {variable} names WORKSPACE{Path.DirectorySeparatorChar}ca.pem, which cannot be used", text, StringComparison.Ordinal);
        Assert.EndsWith("--- exit code 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_that_cannot_be_written_is_broken()
    {
        Directory.Delete(_cli.Workspace.Path);
        await File.WriteAllTextAsync(_cli.Workspace.Path, "a file where the folder should be");
        var text = await _cli.Run("doctor");
        File.Delete(_cli.Workspace.Path);
        Directory.CreateDirectory(_cli.Workspace.Path);
        Assert.Contains("broken   workspace              WORKSPACE cannot be written: ", text, StringComparison.Ordinal);
        Assert.EndsWith("--- exit code 6\n", text, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<=versions +)datatools .*", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Versions();

    [GeneratedRegex(@"[\d.]+ .?B free|only [\d.]+ .?B free", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Free();
}
