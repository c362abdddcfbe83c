using System.Diagnostics;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Tests.Storage;

/// <summary>What the dead have left is swept away, and what the living work on is not; between processes too.</summary>
public sealed class LeftoversTests : IDisposable
{
    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public void A_new_writer_sweeps_what_was_left()
    {
        // A folder with its lock, a lock without a folder, and an entry that was being removed.
        Directory.CreateDirectory(_catalog[".writing-1", "train"]);
        File.WriteAllText(_catalog[".writing-1", "train", "shard-00000"], "half");
        File.WriteAllText(_catalog[".writing-1.lock"], "");
        File.WriteAllText(_catalog[".writing-2.lock"], "");
        Directory.CreateDirectory(_catalog[".removing-3", "train"]);
        File.WriteAllText(_catalog["mine.lock"], "");
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(3)));
        Assert.Equal(["a", "mine.lock"], _catalog.Everything());
    }

    [Fact]
    public void A_living_writer_is_not_swept()
    {
        using var writer = _catalog.Store.Create("a", TestCatalog.Classes);
        writer.WriteSplit(TestCatalog.Split("train", TestCatalog.Some(3)), null, TestContext.Current.CancellationToken);
        _catalog.Save("b", TestCatalog.Split("train", TestCatalog.Some(3)));
        writer.Commit(TestCatalog.Draft("a"));
        Assert.Equal(["a", "b"], _catalog.Store.Names());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_writer_that_was_swept_all_the_same_publishes_nothing(bool betweenSplits)
    {
        // As on a file system without locks.
        var writer = _catalog.Store.Create("a", TestCatalog.Classes);
        writer.WriteSplit(TestCatalog.Split("train", TestCatalog.Some(3)), null, TestContext.Current.CancellationToken);
        var folder = Directory.GetDirectories(_catalog.Workspace.Catalogs, ".writing-*").Single();
        Leftovers.Delete(Leftovers.PutAside(_catalog.Workspace.Catalogs, folder));
        if (betweenSplits)
            writer.WriteSplit(TestCatalog.Split("test", TestCatalog.Some(3)), null, TestContext.Current.CancellationToken);
        Assert.Throws<StorageException>(() => writer.Commit(TestCatalog.Draft("a")));
        writer.Dispose();
        Assert.Empty(_catalog.Everything());
    }

    [Fact]
    public async Task Beginning_survives_sweeps_at_any_moment()
    {
        Directory.CreateDirectory(_catalog.Workspace.Catalogs);
        using var stop = new CancellationTokenSource();
        var sweeper = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                Leftovers.Sweep(_catalog.Workspace.Catalogs);
        }, TestContext.Current.CancellationToken);
        Parallel.For(0, 600, new ParallelOptions { MaxDegreeOfParallelism = 3 }, _ =>
        {
            var (folder, held) = Leftovers.Begin(_catalog.Workspace.Catalogs);
            Assert.True(File.Exists(held.Name), "the lock of a living writer was swept");
            File.WriteAllText(Path.Combine(folder, "x"), "x");
            Assert.True(File.Exists(Path.Combine(folder, "x")));
            Leftovers.End(folder, held);
        });
        await stop.CancelAsync();
        await sweeper;
        Assert.Empty(_catalog.Everything());
    }

    [Fact]
    public void A_killed_process_leaves_no_entry_and_the_next_writer_clears_up()
    {
        using (var child = StartWriter("endless", int.MaxValue))
        {
            WaitFor(() => Written() > 0, child);
            // Alive: not swept by us.
            _catalog.Save("other", TestCatalog.Split("train", TestCatalog.Some(3)));
            Assert.NotEmpty(Directory.GetDirectories(_catalog.Workspace.Catalogs, ".writing-*"));
            child.Kill();
            child.WaitForExit();
        }
        Assert.Equal(["other"], _catalog.Store.Names());
        Assert.NotEmpty(Directory.GetDirectories(_catalog.Workspace.Catalogs, ".writing-*"));
        _catalog.Save("endless", TestCatalog.Split("train", TestCatalog.Some(3)));
        Assert.Equal(["endless", "other"], _catalog.Everything());
    }

    [Fact]
    public void Processes_write_the_same_entry_at_once()
    {
        var children = Enumerable.Range(0, 3).Select(_ => StartWriter("same", 6_000)).ToArray();
        foreach (var child in children)
        {
            var output = child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            Assert.True(child.ExitCode == 0, output);
            child.Dispose();
        }
        Assert.Equal(["same"], _catalog.Everything());
        using var entry = _catalog.Store.Open("same");
        TestCatalog.AssertSame([.. OtherProcess.Stream(6_000)], entry.Splits[0]);
    }

    private Process StartWriter(string name, int count)
    {
        // This very program: run by the dotnet host, or as the executable that the build makes beside it.
        var program = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(LeftoversTests).Assembly.Location] : [];
        string[] test = ["-explicit", "only", "-method", $"{typeof(OtherProcess).FullName}.{nameof(OtherProcess.Writes_an_entry)}"];
        var start = new ProcessStartInfo(program, [.. host, .. test])
        {
            Environment = { [OtherProcess.CatalogVariable] = _catalog.Workspace.Root, [OtherProcess.CountVariable] = $"{count}" },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"the writer of {name} did not start");
    }

    private long Written() => Directory.Exists(_catalog.Workspace.Catalogs)
        ? Directory.EnumerateFiles(_catalog.Workspace.Catalogs, "shard-*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length)
        : 0;

    private static void WaitFor(Func<bool> happened, Process process)
    {
        var limit = Stopwatch.StartNew();
        while (!happened())
        {
            Assert.False(process.HasExited, "the writer ended by itself");
            Assert.True(limit.Elapsed < TimeSpan.FromSeconds(60), "nothing was written");
            Thread.Sleep(5);
        }
    }
}

/// <summary>The other process of the tests above: writes an entry where the variables say, until it is done or killed.</summary>
public sealed class OtherProcess
{
    internal const string CatalogVariable = "DATATOOLS_TEST_CATALOG", CountVariable = "DATATOOLS_TEST_COUNT";

    [Fact(Explicit = true)]
    public void Writes_an_entry()
    {
        var root = Environment.GetEnvironmentVariable(CatalogVariable);
        Assert.SkipWhen(root is null, "run by other tests");
        using var catalog = new TestCatalog(root);
        var count = int.Parse(Environment.GetEnvironmentVariable(CountVariable)!);
        try
        {
            catalog.Save(count == int.MaxValue ? "endless" : "same", 1 << 20, new SplitContent("train", null, Stream(count)));
        }
        catch (InvalidInputException e) when (e.Message == "there is already an entry 'same'")
        {
            // Another process was done before this one began.
        }
    }

    internal static IEnumerable<Sample> Stream(int count) =>
        Enumerable.Range(0, count).Select(i => new Sample($"{i}", TestCatalog.Bytes(i, 500), i % 3));
}
