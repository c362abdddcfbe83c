using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.FakeServices.Faults;

namespace DataTools.Connectors.Tests.Downloads.Chaos;

/// <summary>
/// Runs of a pull of several files, each with faults and stops by its seed: as often as it is stopped it is started
/// again, and in the end it has the right bytes or one named error.
/// </summary>
/// <param name="server">Serves the files.</param>
/// <param name="folder">For caches.</param>
/// <param name="child">
/// The command of a process that runs <see cref="ChaosJob.RunProcessAsync"/> with one more argument; null: nothing is
/// killed, pulls are stopped by cancellation alone.
/// </param>
internal sealed class ChaosRuns(FaultyServer server, string folder, IReadOnlyList<string>? child)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public ChaosFigures Figures { get; } = new();

    /// <summary>Runs the seeds, some at a time.</summary>
    public Task RunAsync(IEnumerable<int> seeds, int atOnce) => Parallel.ForEachAsync(
        seeds, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (seed, _) => await RunAsync(seed));

    private async Task RunAsync(int seed)
    {
        var cache = Path.Combine(folder, $"{seed}");
        try
        {
            var scene = new ChaosScene(seed, server);
            var (error, cancelled, killed) = await PullAsync(seed, scene, new(cache, scene.Files, ChaosScene.ChunkBytes));
            Figures.Add(scene, error, cancelled, killed);
            foreach (var blob in Directory.Exists(Path.Combine(cache, "blobs")) ? Directory.EnumerateFiles(Path.Combine(cache, "blobs")) : [])
            {
                if (Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(blob))) != Path.GetFileName(blob))
                    throw new InvalidOperationException($"the blob {Path.GetFileName(blob)} has other bytes");
            }
        }
        catch (Exception e)
        {
            Figures.Bugs.Enqueue($"seed {seed}: {e}");
        }
        finally
        {
            server.Forget($"{seed}/");
            if (Directory.Exists(cache))
                Directory.Delete(cache, recursive: true);
        }
    }

    private async Task<(string? Error, int Cancelled, int Killed)> PullAsync(int seed, ChaosScene scene, ChaosJob job)
    {
        var random = new Random(seed ^ 0x5EED);
        var (cancelled, killed) = (0, 0);
        for (var stops = random.Next(4); stops > 0; stops--)
        {
            var after = TimeSpan.FromMilliseconds(random.Next(300));
            var kill = child is not null && random.Next(2) == 0;
            var (ended, error) = kill ? await KilledAsync(scene, job, after) : await CancelledAsync(scene, job, after);
            if (ended)
                return (error, cancelled, killed);
            (cancelled, killed) = kill ? (cancelled, killed + 1) : (cancelled + 1, killed);
        }
        var last = await InProcessAsync(scene, job, CancellationToken.None).WaitAsync(Limit);
        return (last, cancelled, killed);
    }

    private async Task<(bool Ended, string? Error)> CancelledAsync(ChaosScene scene, ChaosJob job, TimeSpan after)
    {
        using var stop = new CancellationTokenSource(after);
        try
        {
            return (true, await InProcessAsync(scene, job, stop.Token).WaitAsync(Limit));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (false, null);
        }
    }

    // Null: everything is right; else the name of the error.
    private static async Task<string?> InProcessAsync(ChaosScene scene, ChaosJob job, CancellationToken cancellation)
    {
        try
        {
            var blobs = await Task.Run(() => job.RunAsync(cancellation), CancellationToken.None);
            for (var i = 0; i < blobs.Count; i++)
                Check(scene, i, blobs[i].Path);
            return null;
        }
        // Nothing is wrong with the disk.
        catch (DataToolsException e) when (e is not StorageException)
        {
            return e.GetType().Name;
        }
    }

    private async Task<(bool Ended, string? Error)> KilledAsync(ChaosScene scene, ChaosJob job, TimeSpan after)
    {
        Directory.CreateDirectory(job.Cache);
        var told = Path.Combine(folder, $"{Guid.NewGuid():N}.json");
        await File.WriteAllBytesAsync(told, JsonSerializer.SerializeToUtf8Bytes(job));
        using var process = Process.Start(new ProcessStartInfo(child![0], [.. child.Skip(1), told]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            if (await process.StandardOutput.ReadLineAsync(limit.Token) != ChaosJob.Begun)
                throw new InvalidOperationException("the process did not begin");
            var answer = process.StandardOutput.ReadLineAsync(limit.Token).AsTask();
            if (await Task.WhenAny(answer, Task.Delay(after, limit.Token)) != answer)
                process.Kill();
            await process.WaitForExitAsync(limit.Token);
            switch ((await answer)?.Split(' '))
            {
                case ["right", .. var hashes]:
                    for (var i = 0; i < hashes.Length; i++)
                        Check(scene, i, Path.Combine(job.Cache, "blobs", hashes[i]));
                    return (true, null);
                case ["error", var name, ..] when name != nameof(StorageException):
                    return (true, name);
                default:
                    return process.ExitCode == 128 + 9 ? (false, null) : throw new InvalidOperationException($"the process ended with {process.ExitCode}, {await answer}");
            }
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
            File.Delete(told);
        }
    }

    private static void Check(ChaosScene scene, int file, string path)
    {
        if (!scene.IsRight(file, File.ReadAllBytes(path)))
            throw new InvalidOperationException($"{scene.Files[file]} has wrong bytes");
    }
}
