using DataTools.Training.Costs;

namespace DataTools.Training.Tests.Costs;

public sealed class ProcessMemoryTests
{
    [Fact]
    public void The_high_water_mark_is_read_in_units_of_1024_bytes()
    {
        Assert.Equal(210_532 * 1024L, ProcessMemory.Of(["VmPeak:\t  999999 kB", "VmHWM:\t  210532 kB", "VmRSS:\t  100 kB"]));
        Assert.Null(ProcessMemory.Of(["VmRSS:\t  100 kB"]));
        Assert.Null(ProcessMemory.Of(["VmHWM:\t  much"]));
    }

    [Fact]
    public void It_rises_with_what_is_touched_and_never_falls()
    {
        const int size = 64 << 20;
        var before = ProcessMemory.Peak();
        Assert.SkipWhen(before is null, "this system does not tell");
        Assert.True(before > 10 << 20);
        // More than whatever is free below an earlier peak.
        var buffers = Enumerable.Range(0, (int)(before.Value / size) + 2).Select(_ => GC.AllocateUninitializedArray<byte>(size, pinned: true)).ToList();
        buffers.ForEach(b => b.AsSpan().Fill(1));
        var during = ProcessMemory.Peak();
        Assert.True(during > before + (size / 2), $"{before} -> {during}");
        buffers.Clear();
        Assert.True(ProcessMemory.Peak() >= during);
    }
}
