using System.Globalization;

namespace DataTools.Training.Costs;

/// <summary>
/// What the processor's packages have used so far, as Intel's and AMD's processors count it (RAPL; Linux kernel
/// documentation, <c>power/powercap/powercap.rst</c>). It is all that runs on the machine, idling included, without the
/// memory's and the disks' share.
/// </summary>
internal sealed class RaplEnergy
{
    private readonly IReadOnlyList<Domain> _packages;

    private RaplEnergy(IReadOnlyList<Domain> packages) => _packages = packages;

    /// <summary>The counters below <paramref name="folder"/>, or why there are none that can be read.</summary>
    public static (RaplEnergy? Energy, string? Unavailable) Open(string folder)
    {
        // Cores and graphics are parts of a package (intel-rapl:0:1), and psys is about the whole machine: counted twice if added.
        List<string> packages = [.. Folders(folder).Where(IsPackage).Order(StringComparer.Ordinal)];
        if (packages.Count == 0)
            return (null, $"this machine exposes no energy counter (RAPL): there is no intel-rapl:N of a package in {folder}");
        try
        {
            var energy = new RaplEnergy([.. packages.Select(p => new Domain(Path.Combine(p, "energy_uj"), Number(Path.Combine(p, "max_energy_range_uj"))))]);
            energy.Read();
            return (energy, null);
        }
        catch (UnauthorizedAccessException)
        {
            return (null, $"the energy counters in {folder} can be read by root alone on this machine");
        }
        catch (Exception e) when (e is IOException or FormatException or OverflowException)
        {
            return (null, $"the energy counters in {folder} cannot be read: {e.Message}");
        }
    }

    /// <summary>The counters, in microjoules, one a package.</summary>
    public long[] Read() => [.. _packages.Select(p => Number(p.Path))];

    /// <summary>What was used between two readings. A counter that begins again at 0 may do so once in between.</summary>
    public double Joules(long[] before, long[] after) =>
        _packages.Select((p, i) => after[i] >= before[i] ? after[i] - before[i] : after[i] - before[i] + p.Range).Sum() / 1e6;

    private static bool IsPackage(string folder)
    {
        var name = Path.Combine(folder, "name");
        return File.Exists(name) && File.ReadAllText(name).StartsWith("package", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, "intel-rapl:*") : [];

    private static long Number(string path) => long.Parse(File.ReadAllText(path), NumberStyles.Integer, CultureInfo.InvariantCulture);

    private sealed record Domain(string Path, long Range);
}
