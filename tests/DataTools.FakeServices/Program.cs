// dotnet run --project tests/DataTools.FakeServices [FOLDER]: the services by hand, until Ctrl-C. Each prints its address
// and the variable that points DataTools at it. FOLDER (else the current one) is what the plain file server serves.
using System.Runtime.InteropServices;
using DataTools.FakeServices;
using DataTools.FakeServices.Faults;
using DataTools.FakeServices.GitHub;

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

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}
