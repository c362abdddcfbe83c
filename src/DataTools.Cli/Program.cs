using System.Runtime.InteropServices;
using DataTools.Cli;
using DataTools.Cli.Output;

using var stop = new CancellationTokenSource();
// The first Ctrl-C asks for a clean stop, the second is the operating system's.
void Stop(PosixSignalContext signal)
{
    if (stop.IsCancellationRequested)
        return;
    signal.Cancel = true;
    stop.Cancel();
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CliApp.RunAsync(
    args, new CliContext(CliConsole.OfProcess(), TimeProvider.System, Environment.CurrentDirectory, Environment.GetEnvironmentVariable), stop.Token);
