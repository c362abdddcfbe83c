using DataTools.Connectors.Tests.Downloads.Chaos;
using DataTools.FakeServices.Faults;

namespace DataTools.Benchmarks.Downloads;

/// <summary>
/// 500 runs of a pull of several files with faults of the server, cancellations and real kills at random moments. Each
/// must end with the right bytes or one named error; what is fetched twice must stay below 2 % and one chunk a kill.
/// </summary>
internal static class Chaos
{
    /// <summary>The argument of a process that pulls and may be killed.</summary>
    public const string Child = "chaos-child";

    public static void Run(Report report) => Run(report, 0, 500);

    public static void Run(Report report, int from, int count)
    {
        var folder = Directory.CreateTempSubdirectory("datatools-chaos-").FullName;
        try
        {
            RunAsync(report, folder, from, count).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(Report report, string folder, int from, int count)
    {
        await using var server = await FaultyServer.StartAsync();
        var runs = new ChaosRuns(server, folder, [Environment.ProcessPath!, .. Dll(), Child]);
        await runs.RunAsync(Enumerable.Range(from, count), atOnce: 4);
        var figures = runs.Figures;
        report.Row("runs", figures.Runs, "");
        report.Row("ended right", figures.Right, "");
        report.Row("kills", figures.Killed, "");
        report.Row("cancellations", figures.Cancelled, "");
        report.Row("fetched twice", 100 * ChaosFigures.Share(figures.Clean), "%");
        report.Row("the same, of runs that nobody stopped", 100 * ChaosFigures.Share(figures.Undisturbed), "%");
        report.Row("the same, beyond a chunk a kill", 100 * figures.AgainShare, "%");
        report.Row("bugs", figures.Bugs.Count, "");
        report.Note(figures.ToString());
        foreach (var bug in figures.Bugs)
            report.Note(bug);
        if (!figures.Bugs.IsEmpty || figures.AgainShare > 0.02)
            Environment.ExitCode = 1;
    }

    // Started as "dotnet X.dll" the process is dotnet.
    internal static string[] Dll() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Chaos).Assembly.Location] : [];
}
