using System.Text;
using DataTools.Catalog;
using DataTools.Connectors.Kaggle;
using DataTools.FakeServices;
using DataTools.FakeServices.Kaggle;
using DataTools.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace DataTools.Connectors.Tests.Kaggle;

/// <summary>Credentials are found where Kaggle's own client finds them, go to Kaggle alone, and are written nowhere.</summary>
public sealed class KaggleCredentialTests : IDisposable
{
    private const string Secret = "s3cr3t";

    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    private readonly TemporaryFolder _home = new();
    private readonly Dictionary<string, string> _variables = [];

    public KaggleCredentialTests() => _variables["HOME"] = _home.Path;

    public void Dispose() => _home.Dispose();

    [Fact]
    public void The_order_is_that_of_Kaggle_s_own_client()
    {
        _variables["KAGGLE_API_TOKEN"] = "token";
        Put(".kaggle/access_token", "first-file\n");
        Put(".kaggle/access_token.txt", "second-file");
        _variables["KAGGLE_USERNAME"] = "u";
        _variables["KAGGLE_KEY"] = "environment";
        _variables["KAGGLE_CONFIG_DIR"] = _home["config"];
        Put("config/kaggle.json", """{"username":"u","key":"directory"}""");
        Put(".kaggle/kaggle.json", """{"username":"u","key":"home"}""");
        Put(".kaggle/credentials.json", """{"refresh_token":"never","access_token":"login","access_token_expiration":"2026-03-04T05:06:08Z","username":"u","scopes":[]}""");

        Found("Bearer token", "the environment variable KAGGLE_API_TOKEN");
        _variables.Remove("KAGGLE_API_TOKEN");
        Found("Bearer first-file", _home[".kaggle", "access_token"]);
        File.Delete(_home[".kaggle", "access_token"]);
        Found("Bearer second-file", _home[".kaggle", "access_token.txt"]);
        File.Delete(_home[".kaggle", "access_token.txt"]);
        Found(Basic("environment"), "the environment variables KAGGLE_USERNAME and KAGGLE_KEY");
        // Half a pair is none.
        _variables["KAGGLE_KEY"] = " ";
        Found(Basic("directory"), _home["config", "kaggle.json"]);
        _variables.Remove("KAGGLE_CONFIG_DIR");
        Found(Basic("home"), _home[".kaggle", "kaggle.json"]);
        File.Delete(_home[".kaggle", "kaggle.json"]);
        // Only where there is no ~/.kaggle.
        Put(".config/kaggle/kaggle.json", """{"username":"u","key":"config"}""");
        Found("Bearer login", _home[".kaggle", "credentials.json"]);
        Directory.Delete(_home[".kaggle"], recursive: true);
        Found(Basic("config"), _home[".config", "kaggle", "kaggle.json"]);
        _variables["XDG_CONFIG_HOME"] = _home["xdg"];
        Assert.Null(Find().Header);
        Put("xdg/kaggle/kaggle.json", """{"username":"u","key":"xdg"}""");
        Found(Basic("xdg"), _home["xdg", "kaggle", "kaggle.json"]);
        _variables.Clear();
        Assert.Equal((null, null, "no credentials"), (Find().Header, Find().Warning, Find().ToString()));
    }

    [Fact]
    public void The_variable_may_name_a_file()
    {
        _variables["KAGGLE_API_TOKEN"] = Put("token", $"  {Secret}\n");
        Found($"Bearer {Secret}", "the file that KAGGLE_API_TOKEN names");
    }

    [Fact]
    public void A_login_that_is_over_is_told_and_not_used()
    {
        Put(".kaggle/credentials.json", $$"""{"access_token":"{{Secret}}","access_token_expiration":"2026-03-04T05:06:07"}""");
        Assert.Null(Find().Header);
        Assert.Contains("is over since 2026-03-04 05:06 UTC: log in again", Find().Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_others_can_read_is_used_and_warned_of()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there are no such permissions");
            return;
        }
        foreach (var (name, content) in new[] { ("kaggle.json", $$"""{"username":"u","key":"{{Secret}}"}"""), ("access_token", Secret) })
        {
            var path = Put($".kaggle/{name}", content);
            Assert.Null(Find().Warning);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            Assert.NotNull(Find().Header);
            Assert.Equal($"other users of this machine can read the credentials in {path}: chmod 600 {path}", Find().Warning);
        }
    }

    [Theory]
    [InlineData("kaggle.json", "", "it is no JSON")]
    [InlineData("kaggle.json", "{\"username\":\"u\",\"key\":s3cr3t}", "it is no JSON (line 1)")]
    [InlineData("kaggle.json", "[\"s3cr3t\"]", "it should be")]
    [InlineData("kaggle.json", "{\"username\":\"u\",\"key\":7}", "it should be")]
    [InlineData("kaggle.json", "{\"username\":\"s3cr3t\"}", "it should be")]
    [InlineData("kaggle.json", "{\"username\":\"u\",\"key\":\"s3cr3t\\nX: y\"}", "spaces or other characters")]
    [InlineData("access_token", "", "is empty")]
    [InlineData("access_token", "s3cr3t s3cr3t", "spaces or other characters")]
    [InlineData("access_token", "s3cr3té", "spaces or other characters")]
    [InlineData("credentials.json", "{}", "no access_token")]
    public void What_cannot_be_used_is_told_without_telling_it(string file, string content, string reason)
    {
        var path = Put($".kaggle/{file}", content);
        var error = Assert.Throws<InvalidInputException>(Find);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, $"{error}{error.Hint}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_go_to_Kaggle_and_never_to_its_storage()
    {
        await using var scene = (await KaggleScene.StartAsync()).WithToken();
        scene.Fake.WantsLogin = true;
        await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes");
        scene.Pulls.Variables.Remove("KAGGLE_API_TOKEN");
        scene.Pulls.Folder.Write("home/.kaggle/kaggle.json", Encoding.UTF8.GetBytes($$"""{"username":"{{FakeKaggle.GoodUser}}","key":"{{FakeKaggle.GoodKey}}"}"""));
        await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes@1", new() { As = "first" });
        Assert.All(scene.Fake.Requests, r => Assert.Contains("Authorization", r.Headers.Keys));
        Assert.NotEmpty(scene.Fake.Storage.Requests);
        Assert.All(scene.Fake.Storage.Requests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
    }

    [Fact]
    public async Task They_go_to_no_other_host_that_Kaggle_names()
    {
        await using var elsewhere = await FakeServer.StartAsync(app => app.Run(c => c.Response.WriteAsJsonAsync(new { currentVersionNumber = 1 })));
        await using var scene = (await KaggleScene.StartAsync()).WithToken();
        scene.Fake.Next.Enqueue(new(302, "") { Headers = [("Location", $"{elsewhere.Address}/x")] });
        await Assert.ThrowsAsync<NetworkException>(() => scene.Client().ViewAsync(new("visionlab", "tiny-shapes"), default));
        scene.Fake.Next.Enqueue(new(302, "") { Headers = [("Location", $"{elsewhere.Address}/x")] });
        await scene.Client().FileAsync(KaggleTarget.Of(new KaggleRef("visionlab", "tiny-shapes", 1)), "x", default);
        Assert.All(elsewhere.Requests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
        Assert.Single(elsewhere.Requests);
    }

    [Fact]
    public async Task They_do_not_go_where_only_the_workspace_says()
    {
        await using var scene = (await KaggleScene.StartAsync()).WithToken();
        scene.Pulls.Variables.Remove("DATATOOLS_KAGGLE_API");
        scene.Pulls.Folder.Write("datatools.json", Encoding.UTF8.GetBytes($$$"""{"endpoints":{"DATATOOLS_KAGGLE_API":"{{{scene.Fake.Address}}}"}}"""));
        var warnings = new List<string>();
        await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes", new() { OnWarning = warnings.Add });
        Assert.NotEmpty(scene.Fake.Requests);
        Assert.All(scene.Fake.Requests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
        Assert.Contains("which only datatools.json names", Assert.Single(warnings), StringComparison.Ordinal);

        scene.Fake.WantsLogin = true;
        var error = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes@1", new() { As = "first" }));
        Assert.Contains("those of the environment variable KAGGLE_API_TOKEN are not sent to 127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.All(scene.Fake.Requests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
    }

    [Fact]
    public async Task They_cross_no_network_in_the_clear()
    {
        await using var scene = (await KaggleScene.StartAsync()).WithToken();
        scene.Pulls.Variables["DATATOOLS_KAGGLE_API"] = "http://kaggle.example.org/api/v1";
        using var client = scene.Client();
        Assert.Null(client.Credentials.Header);
        Assert.Contains("are not sent to kaggle.example.org, where they would be read on the way", client.Credentials.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_written_nowhere()
    {
        await using var scene = (await KaggleScene.StartAsync()).WithToken();
        // A password in the address is nobody's business either.
        scene.Pulls.Variables["DATATOOLS_KAGGLE_API"] = scene.Fake.Address.Replace("://", "://somebody:hunter2@", StringComparison.Ordinal);
        scene.Fake.WantsLogin = true;
        await scene.Pulls.PullAsync("kaggle:visionlab/tiny-shapes");
        var files = scene.Pulls.Files(".");
        Assert.Contains(files, f => f.StartsWith("catalogs", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var text = File.ReadAllText(scene.Pulls.Folder[file], Encoding.Latin1);
            Assert.DoesNotContain(FakeKaggle.GoodToken, text, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
            Assert.DoesNotContain("X-Goog-Signature", text, StringComparison.Ordinal);
        }
        foreach (var status in new[] { 401, 403, 404, 418 })
        {
            scene.Fake.Next.Enqueue(FakeAnswer.Message(status, "no"));
            var error = await Assert.ThrowsAnyAsync<DataToolsException>(() => scene.Client().ViewAsync(new("a", "b"), default));
            Assert.DoesNotContain(FakeKaggle.GoodToken, $"{error}{error.Hint}", StringComparison.Ordinal);
        }
    }

    private KaggleCredentials Find() => KaggleCredentials.Find(_variables.GetValueOrDefault, Clock);

    private void Found(string header, string origin) => Assert.Equal((header, origin, null), (Find().Header?.ToString(), Find().Origin, Find().Warning));

    private string Put(string path, string content)
    {
        var file = _home.Write(path, Encoding.UTF8.GetBytes(content));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    private static string Basic(string key) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"u:{key}"))}";
}
