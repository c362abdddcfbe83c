using System.Runtime.CompilerServices;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Torch;

public sealed class FinalizerGateTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50), AtLast = TimeSpan.FromSeconds(30);

    [Fact]
    public void Finalizers_run_between_steps_and_never_within_one()
    {
        var (within, between, after) = (new ManualResetEventSlim(), new ManualResetEventSlim(), new ManualResetEventSlim());
        var time = Environment.TickCount64;
        foreach (var step in FinalizerGate.Steps(Enumerable.Range(0, int.MaxValue)))
        {
            if (step == 0)
            {
                Drop(within);
                GC.Collect();
                Assert.False(within.Wait(Soon, TestContext.Current.CancellationToken));
                Drop(between);
            }
            else if (between.IsSet)
            {
                break;
            }
            Assert.True(Environment.TickCount64 - time < AtLast.TotalMilliseconds, "what became garbage is never finalized");
        }
        Assert.True(within.IsSet);
        Drop(after);
        GC.Collect();
        Assert.True(after.Wait(AtLast, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Trainings_side_by_side_wait_for_nobody_for_good()
    {
        var watch = Environment.TickCount64;
        Parallel.For(0, 4, new() { CancellationToken = TestContext.Current.CancellationToken, MaxDegreeOfParallelism = 4 }, training =>
        {
            foreach (var step in FinalizerGate.Steps(Enumerable.Range(training, 2000)))
            {
                if (step > 1 && Environment.TickCount64 - watch > 700)
                    break;
                Thread.SpinWait(20_000);
            }
        });
        Assert.True(Environment.TickCount64 - watch < AtLast.TotalMilliseconds);
    }

    [Fact]
    public async Task A_number_is_there_until_libtorch_has_read_it()
    {
        TorchRuntime.Use(0);
        using var stop = new CancellationTokenSource();
        var collecting = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                GC.Collect(0);
        })).ToList();
        using var sum = zeros(1, int64);
        const int steps = 700, calls = 100;
        // Without the gate a call in some ten thousand fails.
        try
        {
            foreach (var _ in FinalizerGate.Steps(Enumerable.Range(0, steps)))
            {
                for (var i = 0; i < calls; i++)
                    sum.add_(1);
            }
        }
        finally
        {
            await stop.CancelAsync();
        }
        await Task.WhenAll(collecting);
        Assert.Equal(steps * calls, sum.item<long>());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(ManualResetEventSlim told) => _ = new Garbage(told);

    private sealed class Garbage(ManualResetEventSlim told)
    {
#pragma warning disable MA0055 // Whether it runs is the question.
        ~Garbage() => told.Set();
#pragma warning restore MA0055
    }
}
