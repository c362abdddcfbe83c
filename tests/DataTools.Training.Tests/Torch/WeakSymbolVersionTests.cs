using System.Reflection;
using System.Text;
using DataTools.Build;

namespace DataTools.Training.Tests.Torch;

/// <summary>The build step of build/WeakSymbolVersion.targets, on the library as the package ships it.</summary>
public sealed class WeakSymbolVersionTests
{
    private const string Library = "libstdc++.so.6", Version = "GLIBCXX_3.4.32", Marker = "_ZSt21ios_base_library_initv";

    private static readonly string PackageRoot = typeof(WeakSymbolVersionTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "NuGetPackageRoot").Value!;

    private static byte[] Package()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF libraries are Linux's");
        var packages = Path.Combine(PackageRoot, "torchsharp");
        var path = Directory.EnumerateFiles(packages, "libLibTorchSharp.so", SearchOption.AllDirectories)
            .Single(f => f.Contains("linux-x64", StringComparison.Ordinal));
        return File.ReadAllBytes(path);
    }

    [Fact]
    public void The_built_library_differs_from_the_package_in_one_bit()
    {
        var package = Package();
        var built = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));
        var differences = Enumerable.Range(0, package.Length).Where(i => package[i] != built[i]).ToList();
        Assert.Equal(package.Length, built.Length);
        var at = Assert.Single(differences);
        Assert.Equal(2, package[at] ^ built[at]);
    }

    [Fact]
    public void Weakening_twice_changes_nothing_more()
    {
        var once = ElfSymbolVersion.Weaken(Package(), Library, Version, Marker);
        Assert.Same(once, ElfSymbolVersion.Weaken(once, Library, Version, Marker));
    }

    [Fact]
    public void The_package_is_strong_as_shipped() =>
        Assert.NotSame(Package(), ElfSymbolVersion.Weaken(Package(), Library, Version, Marker));

    [Fact]
    public void A_library_without_that_version_is_refused()
    {
        var library = Package();
        Assert.Contains("found 0", Refusal(() => ElfSymbolVersion.Weaken(library, Library, "GLIBCXX_9.9.99", Marker)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_more_than_the_marker_needs_is_refused()
    {
        var library = Package();
        Assert.Contains("expected only", Refusal(() => ElfSymbolVersion.Weaken(library, Library, "GLIBCXX_3.4.30", Marker)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a library at all")]
    public void What_is_no_library_is_refused(string content) =>
        Assert.Contains("ELF64", Refusal(() => ElfSymbolVersion.Weaken(Encoding.ASCII.GetBytes(content), Library, Version, Marker)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_truncated_library_is_refused(double share)
    {
        var library = Package();
        Refusal(() => ElfSymbolVersion.Weaken(library[..(int)(library.Length * share)], Library, Version, Marker));
    }

    private static string Refusal(Func<byte[]> weaken) => Assert.Throws<InvalidDataException>(weaken).Message;
}
