using System.Runtime.InteropServices;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Torch;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Too_little_memory_is_told_from_other_faults()
    {
        TorchRuntime.Use(2);
        using var scope = NewDisposeScope();
        // 4 EB: more than any machine can address.
        Assert.True(TorchRuntime.IsOutOfMemory(Assert.Throws<ExternalException>(() => empty(1L << 60))));
        Assert.False(TorchRuntime.IsOutOfMemory(new ExternalException("mat1 and mat2 shapes cannot be multiplied")));
    }
}
