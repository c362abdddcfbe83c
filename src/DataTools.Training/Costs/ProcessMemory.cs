using System.Diagnostics;
using System.Globalization;

namespace DataTools.Training.Costs;

/// <summary>The memory of this process.</summary>
internal static class ProcessMemory
{
    private const string Status = "/proc/self/status", HighWaterMark = "VmHWM:";

    /// <summary>The most bytes that were in memory at once since it began; null where the system does not tell.</summary>
    public static long? Peak()
    {
        if (OperatingSystem.IsLinux())
            return Of(File.ReadLines(Status));
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 is > 0 and var peak ? peak : null;
    }

    /// <summary>What the lines of <c>/proc/self/status</c> say: <c>VmHWM:   123456 kB</c>, where a kB is 1,024 bytes.</summary>
    internal static long? Of(IEnumerable<string> status) =>
        status.FirstOrDefault(l => l.StartsWith(HighWaterMark, StringComparison.Ordinal)) is { } line
            && long.TryParse(line[HighWaterMark.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes * 1024
            : null;
}
