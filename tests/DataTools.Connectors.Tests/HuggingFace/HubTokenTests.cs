using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.HuggingFace;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.HuggingFace;

/// <summary>Where the token is found, and where it goes.</summary>
public sealed class HubTokenTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    [Fact]
    public void Tokens_are_looked_for_in_the_order_of_the_hubs_own_client()
    {
        var variables = new Dictionary<string, string> { ["HOME"] = _home.Path };
        Assert.Null(Find(variables));
        Write(".cache/huggingface/token", "from-home\n");
        Assert.Equal("from-home", Find(variables));
        Write("cache/huggingface/token", "from-cache");
        variables["XDG_CACHE_HOME"] = _home["cache"];
        Assert.Equal("from-cache", Find(variables));
        Write("own/token", "  from-own \r\n");
        variables["HF_HOME"] = _home["own"];
        Assert.Equal("from-own", Find(variables));
        Write("elsewhere", "from-path");
        variables["HF_TOKEN_PATH"] = _home["elsewhere"];
        Assert.Equal("from-path", Find(variables));
        variables["HUGGING_FACE_HUB_TOKEN"] = "from-old";
        Assert.Equal("from-old", Find(variables));
        variables["HF_TOKEN"] = " from-new ";
        Assert.Equal("from-new", Find(variables));
        variables["HF_TOKEN"] = " ";
        Assert.Equal("from-old", Find(variables));
        variables["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1";
        Assert.Null(Find(variables));
    }

    [Fact]
    public void What_cannot_be_a_token_is_refused_and_not_shown()
    {
        var fault = Assert.Throws<InvalidInputException>(() => Find(new() { ["HF_TOKEN"] = "hf_secret\nX-Evil: 1" }));
        Assert.DoesNotContain("secret", fault.ToString() + fault.Hint, StringComparison.Ordinal);
        Assert.Contains("HF_TOKEN", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_storage_never_sees_the_token()
    {
        await using var scene = await HubScene.StartAsync(token: true);
        scene.Pictures("a/b");
        var card = (await scene.PullAsync("hf:a/b")).Card;
        Assert.NotEmpty(scene.Hub.CdnRequests);
        Assert.All(scene.Hub.CdnRequests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
        Assert.All(scene.Hub.Requests, r => Assert.Equal($"Bearer {scene.Hub.Token}", r.Headers["Authorization"]));
        Assert.All(scene.Pulls.Files("."), f => Assert.DoesNotContain(scene.Hub.Token, File.ReadAllText(scene.Pulls.Folder[f]), StringComparison.Ordinal));
        Assert.DoesNotContain(scene.Hub.Token, card.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_that_says_where_the_hub_is_gets_no_token()
    {
        await using var scene = await HubScene.StartAsync(token: true);
        scene.Pictures("a/b");
        scene.Pulls.Variables.Remove("HF_ENDPOINT");
        await File.WriteAllTextAsync(scene.Pulls.Folder["datatools.json"], $$$"""{"endpoints":{"HF_ENDPOINT":"{{{scene.Hub.Address}}}"}}""");
        Assert.Equal(4, (await scene.PullAsync("hf:a/b")).Card.Splits[0].Samples);
        Assert.All(scene.Hub.Requests.Concat(scene.Hub.CdnRequests), r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
        Assert.Contains("was not sent", scene.Warnings, StringComparison.Ordinal);
        Assert.Contains("datatools.json", scene.Warnings, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Hub.Token, scene.Warnings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_elsewhere_is_not_asked()
    {
        await using var scene = await HubScene.StartAsync(token: true);
        scene.Pictures("a/b");
        scene.Hub.PageSize = 3;
        // As a mirror does that passes the Hub's answers on.
        scene.Hub.LinksTo = scene.Hub.CdnAddress;
        await scene.PullAsync("hf:a/b");
        Assert.All(scene.Hub.CdnRequests, r => Assert.DoesNotContain("cursor", r.PathAndQuery, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mirror_by_rule_gets_no_token()
    {
        await using var scene = await HubScene.StartAsync(token: true);
        await using var mirror = await HubScene.StartAsync();
        scene.Pictures("a/b");
        mirror.Pictures("a/b");
        await scene.PullAsync("hf:a/b", new() { Mirrors = [$"{scene.Hub.Address}={mirror.Hub.Address}"] });
        Assert.NotEmpty(mirror.Hub.CdnRequests);
        Assert.All(mirror.Hub.Requests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
    }

    public void Dispose() => _home.Dispose();

    private void Write(string path, string text) => _home.Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    private static string? Find(Dictionary<string, string> variables) => HubToken.Find(name => variables.GetValueOrDefault(name))?.Header.Parameter;
}
