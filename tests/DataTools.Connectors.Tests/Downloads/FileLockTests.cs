using DataTools.Connectors.Downloads;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Downloads;

public sealed class FileLockTests
{
    [Fact]
    public async Task Many_may_be_the_first_in_a_folder_that_is_not_there_yet()
    {
        // The chaos test found that one of them was told that its file could not be found.
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 300; i++)
        {
            using var start = new Barrier(4);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    FileLock.TryAcquire(folder[$"{i}", "partial", $"{n}.lock"])!.Dispose();
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        }
    }

    [Fact]
    public async Task One_at_a_time_has_it_and_nothing_is_left()
    {
        using var folder = new TemporaryFolder();
        var (inside, most, done) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                using var ours = await FileLock.AcquireAsync(folder["x.lock"], () => { }, TimeProvider.System, CancellationToken.None);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                done++;
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
        })));
        Assert.Equal((1, 30), (most, done));
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }
}
