using System.Globalization;
using System.Runtime.InteropServices;
using DataTools.Catalog;
using static TorchSharp.torch;

namespace DataTools.Training.Torch;

/// <summary>What must be said to libtorch once, before its first use.</summary>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static bool _prepared;

    /// <summary>Loads libtorch and sets how many threads one operation may use. 0 keeps libtorch's own choice.</summary>
    public static void Use(int threads)
    {
        lock (Gate)
        {
            if (!_prepared)
            {
                // Waiting OpenMP threads must sleep, not spin: the feeding threads need those cores (measured: 603 -> 322 ms
                // a step beside one busy process). libgomp reads the variable once, when it is loaded; .NET's own setter
                // does not reach the C environment.
                if (!OperatingSystem.IsWindows())
                    _ = SetEnvironment("OMP_WAIT_POLICY", "passive", 0);
                if (OperatingSystem.IsLinux())
                    KeepFreedMemory();
                _prepared = true;
            }
        }
        if (threads > 0)
            set_num_threads(threads);
    }

    /// <summary>
    /// The device of that name: <c>cpu</c>, or <c>cuda</c> and <c>cuda:N</c> where this build and machine have it
    /// (the CUDA flavour is a build property, TorchFlavour; it was never run by us).
    /// </summary>
    public static Device Device(string name)
    {
        var parts = name.ToLowerInvariant().Split(':');
        switch (parts[0])
        {
            case "cpu" when parts.Length == 1:
                return CPU;
            case "cuda" when parts.Length <= 2 && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, null, out _)):
                if (!cuda.is_available())
                {
                    throw new InvalidInputException(
                        $"--device {name}: no CUDA device can be used",
                        "This build has the CPU flavour of libtorch unless built with -p:TorchFlavour=cuda. Use --device cpu.");
                }
                return device(name.ToLowerInvariant());
            default:
                throw new InvalidInputException($"--device {name}: not a device", "Use cpu, cuda or cuda:N.");
        }
    }

    /// <summary>Whether .NET, or libtorch on the CPU or on a CUDA device, could not get the memory it asked for. Libtorch has no error type of its own for it.</summary>
    internal static bool IsOutOfMemory(Exception e) => e is OutOfMemoryException || (e is ExternalException && Array.Exists(
        ["can't allocate memory", "out of memory", "std::bad_alloc"], said => e.Message.Contains(said, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The versions that decide about the bits of a result.</summary>
    public static string Versions { get; } =
        $"TorchSharp {typeof(TorchSharp.torch).Assembly.GetName().Version?.ToString(3)}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}";

    // Every step frees and allocates the same tens of megabytes. glibc would give them back to the kernel each time, and
    // page faults were 10 % of a step's time. 32 MiB is the highest threshold it takes.
    private static void KeepFreedMemory()
    {
        const int trimThreshold = -1, mmapThreshold = -3;
        try
        {
            _ = AllocatorOption(mmapThreshold, 32 << 20);
            _ = AllocatorOption(trimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library (musl): it has its own ways.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int AllocatorOption(int option, int value);

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
