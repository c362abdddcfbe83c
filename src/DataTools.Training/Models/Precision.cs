using System.Runtime.Intrinsics.X86;

namespace DataTools.Training.Models;

/// <summary>
/// In which numbers a network multiplies. Its weights and gradients, the statistics of normalisation, logits and the loss
/// are in 32 bits either way.
/// </summary>
public enum Precision
{
    /// <summary>32 bits throughout.</summary>
    Single,

    /// <summary>
    /// Convolutions, linear layers and attention in bfloat16 (8 bits of exponent, 8 of precision), of weights that are
    /// rounded for each pass; what they give flows on in it, and normalisation counts up in 32 bits. As PyTorch's autocast
    /// has it (Kalamkar et al., "A Study of BFLOAT16 for Deep Learning Training", 2019).
    /// </summary>
    BFloat16,
}

/// <summary>What a user calls precisions, and which the processor is good at.</summary>
public static class Precisions
{
    /// <summary>Values of the setting; <see cref="Auto"/> is decided when a run starts.</summary>
    public const string Single = "fp32", BFloat16 = "bf16", Auto = "auto";

    /// <summary>
    /// Whether the processor multiplies bfloat16 (AVX512-BF16, which those with AMX have too) and the operating system lets
    /// it. .NET has no name for it, so the processor is asked: CPUID leaf 7, subleaf 1, EAX bit 5 (Intel's manual, volume 2A).
    /// </summary>
    private static bool ProcessorHasIt { get; } = Avx512F.IsSupported && X86Base.CpuId(7, 0).Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;

    /// <summary>Whether a device is good at bfloat16. Only a CPU is asked.</summary>
    internal static bool IsFastOn(string device) => !IsCpu(device) || ProcessorHasIt;

    /// <summary>What <see cref="Auto"/> is on a device: bfloat16 where it is good at it; on CUDA, which we never ran, 32 bits.</summary>
    internal static string Fastest(string device) => IsCpu(device) && ProcessorHasIt ? BFloat16 : Single;

    /// <summary>The precision of a decided value.</summary>
    internal static Precision Of(string value) => value switch
    {
        Single => Precision.Single,
        BFloat16 => Precision.BFloat16,
        _ => throw new ArgumentException($"{value} is not decided", nameof(value)),
    };

    private static bool IsCpu(string device) => string.Equals(device, "cpu", StringComparison.OrdinalIgnoreCase);
}
