// dotnet run --project tests/DataTools.FakeServices [FOLDER]: the services by hand, until Ctrl-C. Each prints its address
// and the variable that points DataTools at it. FOLDER (else the current one) is what the plain file server serves; its
// OWNER/NAME/ are the Hub's data sets, and each folder in it is a data set of Kaggle, kaggle:local/NAME, and a competition,
// kaggle-competition:NAME.
using System.Runtime.InteropServices;
using DataTools.FakeServices;
using DataTools.FakeServices.Arxiv;
using DataTools.FakeServices.Faults;
using DataTools.FakeServices.GitHub;
using DataTools.FakeServices.HuggingFace;
using DataTools.FakeServices.Kaggle;
using DataTools.FakeServices.Papers;

var folder = Path.GetFullPath(args.FirstOrDefault() ?? ".");
if (!Directory.Exists(folder))
{
    await Console.Error.WriteLineAsync($"there is no folder {folder}");
    return 1;
}

// A new service is one line here: how it is started, its address, and what to tell about it.
var running = new List<IAsyncDisposable>
{
    await Start(FakeGitHub.StartAsync(SampleRepositories.All, SampleRepositories.Owners), s => s.Address, a => $"export DATATOOLS_GITHUB_API={a}"),
    await Start(FakeArxiv.StartAsync([new("2401.00001", "TinyDet: Small Detectors") { Comment = "Code: https://github.com/visionlab/tinydet" }]), s => s.Address, a => $"export DATATOOLS_ARXIV_API={a}"),
    await Start(Kaggle(folder), s => s.Address, a => $"export DATATOOLS_KAGGLE_API={a} KAGGLE_API_TOKEN={FakeKaggle.GoodToken}"),
    await Start(Hub(folder), s => s.Address, a => $"export HF_ENDPOINT={a}"),
    await Start(FakeSemanticScholar.StartAsync(), s => s.Address, a => $"export DATATOOLS_S2_API={a}"),
    await Start(FakeOpenAlex.StartAsync(), s => s.Address, a => $"export DATATOOLS_OPENALEX_API={a}"),
    await Start(FakeCrossref.StartAsync(), s => s.Address, a => $"export DATATOOLS_CROSSREF_API={a}"),
    await Start(FakeDataCite.StartAsync(), s => s.Address, a => $"export DATATOOLS_DATACITE_API={a}"),
    await Start(PlainFiles.StartAsync(folder), s => s.Address, a => $"# the files of {folder}: --mirror https://example.org={a}"),
    await Start(FaultyFolder.StartAsync(folder), s => s.Address, a => $"# the same, but every third answer goes wrong: --mirror https://example.org={a}"),
};

var stop = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
await Console.Error.WriteLineAsync("Ctrl-C ends it.");
await stop.Task;
foreach (var service in running)
    await service.DisposeAsync();
return 0;

static async Task<IAsyncDisposable> Start<T>(Task<T> starting, Func<T, string> address, Func<string, string> tell) where T : IAsyncDisposable
{
    var service = await starting;
    await Console.Out.WriteLineAsync(tell(address(service)));
    return service;
}

static async Task<FakeHub> Hub(string folder)
{
    var hub = await FakeHub.StartAsync(folder);
    hub.Papers = SamplePapers.All;
    return hub;
}

static Task<FakeKaggle> Kaggle(string folder)
{
    var folders = Directory.GetDirectories(folder).Select(f => (Name: Path.GetFileName(f), Files: FakeFiles.Of(f))).ToList();
    return FakeKaggle.StartAsync(folders.Select(f => new FakeDataset($"local/{f.Name}", f.Files)), folders.Select(f => new FakeCompetition(f.Name, f.Files)));
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}
