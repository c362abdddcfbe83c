using DataTools.Tests;
using DataTools.Training.Costs;

namespace DataTools.Training.Tests.Costs;

public sealed class RaplEnergyTests : IDisposable
{
    private const long Range = 262_143_328_850;

    private readonly TemporaryFolder _folder = new();

    public RaplEnergyTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "the folders are called intel-rapl:0, which Windows does not allow");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Packages_are_added_and_their_parts_and_the_whole_platform_are_not()
    {
        Domain("intel-rapl:0", "package-0", 1_000_000);
        Domain("intel-rapl:0:0", "core", 700_000);
        Domain("intel-rapl:1", "package-1", 5_000_000);
        Domain("intel-rapl:2", "psys", 9_000_000);
        var (energy, unavailable) = RaplEnergy.Open(_folder.Path);
        Assert.Null(unavailable);
        var before = energy!.Read();
        Assert.Equal([1_000_000, 5_000_000], before);
        Domain("intel-rapl:0", "package-0", 3_500_000);
        Domain("intel-rapl:1", "package-1", 5_250_000);
        Assert.Equal(2.75, energy.Joules(before, energy.Read()), 1e-12);
    }

    [Fact]
    public void A_counter_that_begins_again_is_followed()
    {
        Domain("intel-rapl:0", "package-0", Range - 500_000);
        var energy = RaplEnergy.Open(_folder.Path).Energy!;
        var before = energy.Read();
        Domain("intel-rapl:0", "package-0", 250_000);
        Assert.Equal(0.75, energy.Joules(before, energy.Read()), 1e-12);
    }

    [Fact]
    public void What_cannot_be_read_is_said_with_the_reason()
    {
        Assert.Contains("exposes no energy counter", RaplEnergy.Open(_folder["nowhere"]).Unavailable, StringComparison.Ordinal);
        Domain("intel-rapl:0", "psys", 1);
        Assert.Contains("no intel-rapl:N of a package", RaplEnergy.Open(_folder.Path).Unavailable, StringComparison.Ordinal);
        Domain("intel-rapl:0", "package-0", 1);
        File.WriteAllText(_folder["intel-rapl:0", "energy_uj"], "much");
        Assert.Contains("cannot be read: ", RaplEnergy.Open(_folder.Path).Unavailable, StringComparison.Ordinal);
        // Reading a folder is refused as a file of root's is, to root too.
        File.Delete(_folder["intel-rapl:0", "energy_uj"]);
        Directory.CreateDirectory(_folder["intel-rapl:0", "energy_uj"]);
        var (energy, unavailable) = RaplEnergy.Open(_folder.Path);
        Assert.Null(energy);
        Assert.Contains("can be read by root alone", unavailable, StringComparison.Ordinal);
    }

    private void Domain(string folder, string name, long microjoules)
    {
        Directory.CreateDirectory(_folder[folder]);
        File.WriteAllText(_folder[folder, "name"], name + "\n");
        File.WriteAllText(_folder[folder, "energy_uj"], $"{microjoules}\n");
        File.WriteAllText(_folder[folder, "max_energy_range_uj"], $"{Range}\n");
    }
}
