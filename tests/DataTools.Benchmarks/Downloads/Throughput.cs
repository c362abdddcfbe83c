using System.Diagnostics;
using System.Security.Cryptography;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;
using DataTools.FakeServices;

namespace DataTools.Benchmarks.Downloads;

/// <summary>
/// Fetching from a server on loopback, in a process of its own, against curl in the same run: one file of 1 GiB, hashes
/// included and not (target: 0.9 of curl's speed or more), and 10,000 files of 4 KiB (target: 3 times the speed of curl
/// one by one).
/// </summary>
internal static class Throughput
{
    /// <summary>The argument of a process that serves a folder until its input ends.</summary>
    public const string Server = "serve-folder";

    private const int Repeats = 5, SmallFiles = 10_000, SmallBytes = 4096, OneByOne = 200;

    private const long LargeBytes = 1L << 30;

    // The folder for temporary files decides what disk takes part: TMPDIR=/dev/shm for none.
    public static void RunLarge(Report report) => Run(report, large: true, small: false);

    public static void RunSmall(Report report) => Run(report, large: false, small: true);

    private static void Run(Report report, bool large, bool small)
    {
        var folder = Directory.CreateTempSubdirectory("datatools-benchmark-").FullName;
        try
        {
            RunAsync(report, folder, large, small).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Serves <paramref name="folder"/> until the input ends, after saying where.</summary>
    public static async Task ServeAsync(string folder, TextReader input, TextWriter output)
    {
        await using var server = await PlainFiles.StartAsync(folder, keepRequests: false);
        await output.WriteLineAsync(server.Address);
        await output.FlushAsync();
        await input.ReadLineAsync();
    }

    private static async Task RunAsync(Report report, string folder, bool withLarge, bool withSmall)
    {
        var served = Directory.CreateDirectory(Path.Combine(folder, "served")).FullName;
        var large = Make(served, "large", withLarge ? LargeBytes : 0, 1);
        var small = Enumerable.Range(0, withSmall ? SmallFiles : 0).Select(i => Make(served, $"small{i:00000}", SmallBytes, i + 2)).ToList();
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Chaos.Dll(), Server, served])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        try
        {
            var address = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the server did not start");
            if (withLarge)
                Large(report, folder, large with { Urls = [$"{address}/large"] });
            if (withSmall)
                Small(report, folder, small.ConvertAll(f => f with { Urls = [$"{address}/{f.Name}"] }));
        }
        finally
        {
            server.Kill();
        }
    }

    private static void Large(Report report, string folder, RemoteFile file)
    {
        List<double> curl = [], hashed = [], plain = [], summed = [];
        for (var i = -1; i < Repeats; i++)
        {
            var c = Timed(folder, to => Curl("-sS", "-o", Path.Combine(to, "large"), file.Urls[0]));
            var s = Timed(folder, to =>
            {
                Curl("-sS", "-o", Path.Combine(to, "large"), file.Urls[0]);
                Tool("openssl", "dgst", "-sha256", Path.Combine(to, "large"));
            });
            var h = Timed(folder, to => With(to, d => d.FetchAsync(file, null, default)));
            var p = Timed(folder, to => Unhashed(to, file));
            // The first time everything is cold.
            if (i < 0)
                continue;
            curl.Add(c);
            hashed.Add(h);
            plain.Add(p);
            summed.Add(s);
        }
        const double Megabytes = LargeBytes / 1e6;
        report.Row("1 GiB, SHA-256 checked", Megabytes / Median(hashed), "MB/s", Megabytes / Median(curl), "curl -o");
        report.Row("1 GiB, SHA-256 checked", Megabytes / Median(hashed), "MB/s", Megabytes / Median(summed), "curl -o, then openssl dgst");
        report.Row("1 GiB, no hash", Megabytes / Median(plain), "MB/s", Megabytes / Median(curl), "curl -o");
        report.Note($"1 GiB: {Repeats} repeats in turns, medians; of the ratios: {Ratios(curl, hashed)} with SHA-256 ({Ratios(summed, hashed)} where openssl dgst follows curl), {Ratios(curl, plain)} without.");
    }

    private static void Small(Report report, string folder, List<RemoteFile> files)
    {
        var list = Path.Combine(folder, "urls");
        List<double> curl = [], ours = [];
        for (var i = -1; i < Repeats; i++)
        {
            var c = Timed(folder, to =>
            {
                File.WriteAllLines(list, files.SelectMany(f => new[] { $"url={f.Urls[0]}", $"output={Path.Combine(to, f.Name)}" }));
                Curl("-sS", "-K", list);
            });
            var o = Timed(folder, to => With(to, d => d.FetchAllAsync(files, null, default)));
            if (i < 0)
                continue;
            curl.Add(c);
            ours.Add(o);
        }
        var single = Timed(folder, to => files.Take(OneByOne).ToList().ForEach(f => Curl("-sS", "-o", Path.Combine(to, f.Name), f.Urls[0])));
        var rate = SmallFiles / Median(ours);
        report.Row($"{SmallFiles:#,0} files", rate, "files/s", OneByOne / single, $"curl, a process each (of {OneByOne})");
        report.Row($"{SmallFiles:#,0} files", rate, "files/s", SmallFiles / Median(curl), "one curl, one connection kept");
        report.Note($"Small files: {SmallBytes} bytes each, SHA-256 checked; {Repeats} repeats in turns, medians; of the ratios: {Ratios(curl, ours)} against one curl.");
    }

    private static double Timed(string folder, Action<string> action)
    {
        var to = Directory.CreateDirectory(Path.Combine(folder, "to")).FullName;
        var seconds = Report.Once(() => action(to));
        Directory.Delete(to, recursive: true);
        return seconds;
    }

    private static void With(string cache, Func<Downloader, Task> fetch)
    {
        using var http = DownloadClient.Create("datatools benchmark", _ => null);
        fetch(new(new BlobCache(cache), MirrorRules.Read([], new WorkspaceSettings()), http, new(), TimeProvider.System)).GetAwaiter().GetResult();
    }

    private static void Unhashed(string folder, RemoteFile file)
    {
        using var http = DownloadClient.Create("datatools benchmark", _ => null);
        using var part = new PartialFile(Path.Combine(folder, "large.part"), Hashing.None);
        var transfer = new HttpTransfer(http, new(), TimeProvider.System);
        if (!transfer.RunAsync([new(file.Urls[0])], file, part, null, default).GetAwaiter().GetResult() || !part.IsComplete)
            throw new InvalidOperationException("the file did not come");
    }

    private static void Curl(params string[] arguments) => Tool("curl", arguments);

    private static void Tool(string name, params string[] arguments)
    {
        using var curl = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        curl.StandardOutput.ReadToEnd();
        curl.WaitForExit();
        if (curl.ExitCode != 0)
            throw new InvalidOperationException($"{name} ended with {curl.ExitCode}");
    }

    private static RemoteFile Make(string folder, string name, long bytes, int seed)
    {
        var random = new Random(seed);
        var block = new byte[Math.Min(bytes, 1 << 20)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = File.Create(Path.Combine(folder, name));
        for (var left = bytes; left > 0; left -= block.Length)
        {
            random.NextBytes(block);
            file.Write(block);
            hash.AppendData(block);
        }
        return new(name, []) { Bytes = bytes, Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()) };
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Ratios(List<double> baseline, List<double> ours)
    {
        var ratios = baseline.Zip(ours, (b, o) => b / o).Order().ToList();
        return $"{Median(ratios):0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})";
    }
}
