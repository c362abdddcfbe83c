using System.Text;
using DataTools.Catalog.Formats;
using DataTools.Connectors.HuggingFace;
using DataTools.Connectors.Tests.Support;
using DataTools.FakeServices.HuggingFace;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.HuggingFace;

/// <summary>A Hub with a test's own repositories, and a workspace that pulls from it.</summary>
internal sealed class HubScene : IAsyncDisposable
{
    private readonly TemporaryFolder _repositories = new();

    private HubScene()
    {
    }

    public FakeHub Hub { get; private set; } = null!;

    public Pulls Pulls { get; } = new();

    public string Warnings => string.Join('\n', Told);

    public List<string> Told { get; } = [];

    public static async Task<HubScene> StartAsync(bool token = false)
    {
        var scene = new HubScene();
        scene.Hub = await FakeHub.StartAsync(scene._repositories.Path);
        scene.Pulls.Variables["HF_ENDPOINT"] = scene.Hub.Address;
        // Nobody's own token.
        scene.Pulls.Variables["HOME"] = scene.Pulls.Folder.Path;
        if (token)
            scene.Pulls.Variables["HF_TOKEN"] = scene.Hub.Token;
        return scene;
    }

    public ServiceContext Services => new(Pulls.Workspace, name => Pulls.Variables.GetValueOrDefault(name), TimeProvider.System, "datatools test");

    public HubClient Client() => new(Services, options => options with { FirstDelay = TimeSpan.FromMilliseconds(5), LongestDelay = TimeSpan.FromMilliseconds(50) });

    /// <summary>Puts a file into a repository; the path begins with OWNER/NAME or OWNER/NAME@REVISION.</summary>
    public void Write(string path, string text) => _repositories.Write(path, Encoding.UTF8.GetBytes(text));

    public void Write(string path, byte[] bytes) => _repositories.Write(path, bytes);

    public string Folder(string path) => _repositories[path];

    /// <summary>Puts a real file into a repository; skips the test where it is not on this machine.</summary>
    public void Real(string path, params string[] shared) => Write(path, File.ReadAllBytes(SharedData.Path(["data", .. shared])));

    /// <summary>A repository of four images in two classes, in folders.</summary>
    public void Pictures(string id)
    {
        Write($"{id}/README.md", "---\nlicense: mit\npretty_name: Two Kinds\n---\n# Two kinds\n");
        for (var i = 0; i < 4; i++)
            Write($"{id}/train/{(i % 2 == 0 ? "circle" : "square")}/{i}.png", Picture(i));
        Write($"{id}/test/circle/0.png", Picture(10));
        Write($"{id}/test/square/1.png", Picture(11));
    }

    public static byte[] Picture(int number) => StoredPng.Encode(Enumerable.Repeat((byte)number, 12).ToArray(), 2, 2, channels: 3);

    /// <summary>The real cats and dogs: 100 rows in one Parquet file.</summary>
    public void CatsAndDogs(string id) => Real($"{id}/data/train-00000-of-00001.parquet", "hf-parquet", "cats_vs_dogs", "data", "train-00000-of-00001.parquet");

    /// <summary>The real CIFAR-10 subset: 400 rows to learn from in two files, 100 to test.</summary>
    public void Cifar(string id, string folder = "plain_text")
    {
        foreach (var name in new[] { "train-00000-of-00002", "train-00001-of-00002", "test-00000-of-00001" })
            Real($"{id}/{folder}/{name}.parquet", "hf-parquet", "cifar10", "plain_text", $"{name}.parquet");
    }

    public Task<PullResult> PullAsync(string reference, PullOptions? options = null) =>
        Pulls.PullAsync(reference, (options ?? new()) with { OnWarning = Told.Add });

    public async Task<T> FailsAsync<T>(string reference, PullOptions? options = null) where T : Exception
    {
        var fault = await Assert.ThrowsAsync<T>(() => PullAsync(reference, options));
        Pulls.NoEntry();
        return fault;
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        Pulls.Dispose();
        _repositories.Dispose();
    }
}
