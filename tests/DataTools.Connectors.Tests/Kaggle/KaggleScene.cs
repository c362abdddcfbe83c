using DataTools.Catalog.Formats;
using DataTools.Connectors.Kaggle;
using DataTools.Connectors.Tests.Support;
using DataTools.FakeServices.Kaggle;

namespace DataTools.Connectors.Tests.Kaggle;

/// <summary>A fake Kaggle, a workspace and a home folder of a test's own.</summary>
internal sealed class KaggleScene : IAsyncDisposable
{
    public KaggleScene(FakeKaggle fake)
    {
        Fake = fake;
        Pulls.Variables["DATATOOLS_KAGGLE_API"] = fake.Address;
        Pulls.Variables["HOME"] = Pulls.Folder["home"];
    }

    public FakeKaggle Fake { get; }

    public Pulls Pulls { get; } = new();

    /// <summary>Six pictures of two classes in two versions, the second with one more and a note.</summary>
    public static FakeDataset Shapes { get; } = new(
        "visionlab/tiny-shapes",
        new(Pictures(6)), new(new Dictionary<string, byte[]>(Pictures(7)) { ["notes.txt"] = "x"u8.ToArray(), ["model.h5"] = new byte[1000] }))
    {
        Title = "Tiny Shapes",
    };

    public static async Task<KaggleScene> StartAsync(params FakeDataset[] datasets) => new(await FakeKaggle.StartAsync(datasets.Length == 0 ? [Shapes] : datasets));

    public static async Task<KaggleScene> StartAsync(FakeCompetition competition) => new(await FakeKaggle.StartAsync([], [competition]));

    public KaggleScene WithToken()
    {
        Pulls.Variables["KAGGLE_API_TOKEN"] = FakeKaggle.GoodToken;
        return this;
    }

    public ServiceContext Services => new(Pulls.Workspace, name => Pulls.Variables.GetValueOrDefault(name), TimeProvider.System, "datatools test");

    /// <summary>A client with little patience.</summary>
    public KaggleClient Client() => new(Services, o => o with { Retries = 2, FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromSeconds(1) });

    /// <summary>Pictures in folders of their classes.</summary>
    public static Dictionary<string, byte[]> Pictures(int count, string prefix = "") => Enumerable.Range(0, count)
        .ToDictionary(i => $"{prefix}{(i % 2 == 0 ? "circle" : "square")}/{i:D3}.png", i => Png(i));

    public static byte[] Png(int value) => StoredPng.Encode([(byte)value, (byte)(value >> 8), 7, 9], 2, 2);

    public async ValueTask DisposeAsync()
    {
        await Fake.DisposeAsync();
        Pulls.Dispose();
    }
}
