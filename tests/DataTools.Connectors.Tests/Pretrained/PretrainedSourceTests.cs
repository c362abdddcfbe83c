using System.Security.Cryptography;
using DataTools.Catalog;
using DataTools.Connectors.Pretrained;
using DataTools.Connectors.Tests.HuggingFace;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Pretrained;

public sealed class PretrainedSourceTests : IDisposable
{
    private static readonly byte[] Content = Noise(300_000);

    private readonly FileServer _server = new();
    private readonly Pulls _pulls = new();

    private string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Content));

    public void Dispose()
    {
        _server.Dispose();
        _pulls.Dispose();
    }

    [Fact]
    public async Task Weights_come_from_the_Hub_pinned_and_verified_and_then_from_the_cache()
    {
        await using var scene = await SceneAsync();
        var pulled = await FetchAsync(scene, Model);
        Assert.Equal(Content, await File.ReadAllBytesAsync(pulled.Path, Token));
        Assert.Equal((Sha256, (long)Content.Length), (pulled.Sha256, pulled.Bytes));
        Assert.Matches(@"\Ahf:timm/resnet18@[0-9a-f]{40}/model\.safetensors\z", pulled.Source);

        var asked = scene.Hub.Requests.Count + scene.Hub.CdnRequests.Count;
        var again = await FetchAsync(scene, Model, new() { Offline = true });
        Assert.Equal(pulled, again);
        Assert.Equal(asked, scene.Hub.Requests.Count + scene.Hub.CdnRequests.Count);
    }

    [Fact]
    public async Task A_private_model_is_had_with_the_token_which_the_storage_never_sees()
    {
        await using var scene = await SceneAsync(token: true);
        scene.Hub.Private.Add("timm/resnet18");
        Assert.Equal(Sha256, (await FetchAsync(scene, Model)).Sha256);
        Assert.All(scene.Hub.CdnRequests, r => Assert.False(r.Headers.ContainsKey("authorization")));
        scene.Pulls.Variables.Remove("HF_TOKEN");
        var error = await Assert.ThrowsAsync<NotFoundException>(() => FetchAsync(scene, Model with { Revision = "v2" }));
        Assert.Contains("https://huggingface.co/timm/resnet18", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_bytes_than_the_Hub_states_are_refused_and_not_kept()
    {
        await using var scene = await SceneAsync();
        scene.Hub.Spoil = (_, bytes) => [.. bytes.Reverse()];
        var error = await Assert.ThrowsAsync<CorruptDownloadException>(() => FetchAsync(scene, Model));
        Assert.Contains($"expected SHA-256 {Sha256}", error.Message, StringComparison.Ordinal);
        scene.Hub.Spoil = null;
        Assert.Equal(Sha256, (await FetchAsync(scene, Model)).Sha256);
    }

    [Fact]
    public async Task A_registry_that_promises_another_hash_than_the_Hub_is_told_before_anything_is_fetched()
    {
        await using var scene = await SceneAsync();
        await Assert.ThrowsAsync<CorruptDownloadException>(() => FetchAsync(scene, Model with { Sha256 = new('0', 64) }));
        Assert.Empty(scene.Hub.CdnRequests);
    }

    [Fact]
    public async Task A_file_that_the_repository_has_not_is_told_with_what_it_has()
    {
        await using var scene = await SceneAsync();
        var error = await Assert.ThrowsAsync<NotFoundException>(() => FetchAsync(scene, Model with { File = "model.safetensor" }));
        Assert.Equal("Did you mean model.safetensors?", error.Hint);
    }

    [Fact]
    public async Task A_data_set_of_the_same_name_is_another_thing()
    {
        await using var scene = await SceneAsync();
        scene.Pictures("timm/resnet18");
        await scene.PullAsync("hf:timm/resnet18");
        Assert.Equal(Sha256, (await FetchAsync(scene, Model)).Sha256);
        Assert.Equal(Sha256, (await FetchAsync(scene, Model, new() { Offline = true })).Sha256);
    }

    [Fact]
    public async Task An_address_is_verified_by_the_hash_in_its_name_and_gone_on_with_where_it_broke_off()
    {
        var drops = 1;
        var url = _server.Serve($"net-{Sha256[..8]}.pth", Content, (_, reply) => drops-- > 0 ? reply with { DropAfter = 200_000 } : reply);
        var file = new PretrainedFile(url) { Sha256Prefix = Sha256[..8] };
        Assert.Equal(Sha256, (await FetchAsync(file)).Sha256);
        Assert.Contains(_server.Requests, r => r.From > 0);
        Assert.InRange(_server.Sent, Content.Length, Content.Length + 100_000);

        var requests = _server.Requests.Count;
        Assert.Equal(Sha256, (await FetchAsync(file, new() { Offline = true })).Sha256);
        Assert.Equal(requests, _server.Requests.Count);
    }

    [Fact]
    public async Task An_address_with_other_bytes_is_refused_and_not_kept()
    {
        var spoilt = true;
        var url = _server.Serve($"net-{Sha256[..8]}.pth", Content, (_, reply) => spoilt ? reply with { Body = [.. reply.Body.Reverse()] } : reply);
        var file = new PretrainedFile(url) { Sha256Prefix = Sha256[..8] };
        var error = await Assert.ThrowsAsync<CorruptDownloadException>(() => FetchAsync(file));
        Assert.Contains($"expected SHA-256 {Sha256[..8]}...", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NetworkException>(() => FetchAsync(file, new() { Offline = true }));
        spoilt = false;
        Assert.Equal(Sha256, (await FetchAsync(file)).Sha256);
    }

    [Fact]
    public async Task A_mirror_takes_an_addresss_place()
    {
        _server.Serve("copy/net.pth", Content);
        var file = new PretrainedFile("https://weights.example.org/net.pth") { Sha256 = Sha256 };
        Assert.Equal(Sha256, (await FetchAsync(file, new() { Mirrors = [$"https://weights.example.org/={_server.Url}copy/"] })).Sha256);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PretrainedFile Model => new("hf:timm/resnet18") { File = "model.safetensors", Revision = "main" };

    private static async Task<HubScene> SceneAsync(bool token = false)
    {
        var scene = await HubScene.StartAsync(token);
        scene.Write(".models/timm/resnet18/model.safetensors", Content);
        scene.Write(".models/timm/resnet18/README.md", "---\nlicense: apache-2.0\n---\n");
        return scene;
    }

    private static async Task<PulledWeights> FetchAsync(HubScene scene, PretrainedFile file, PretrainedOptions? options = null)
    {
        using var source = new PretrainedSource(scene.Services)
        {
            Patience = Pulls.Hasty,
            AskingPatience = o => o with { FirstDelay = TimeSpan.FromMilliseconds(5), LongestDelay = TimeSpan.FromMilliseconds(50) },
        };
        return await source.FetchAsync(file, options ?? new(), null, Token);
    }

    private async Task<PulledWeights> FetchAsync(PretrainedFile file, PretrainedOptions? options = null)
    {
        using var source = new PretrainedSource(new(_pulls.Workspace, _ => null, TimeProvider.System, "datatools test")) { Patience = Pulls.Hasty };
        return await source.FetchAsync(file, options ?? new(), null, Token);
    }

    private static byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        for (var (i, x) = (0, 1u); i < bytes; i++)
            noise[i] = (byte)((x = (x * 1664525) + 1013904223) >> 24);
        return noise;
    }
}
