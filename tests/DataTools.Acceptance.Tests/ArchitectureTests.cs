using System.Xml.Linq;
using DataTools.Tests;

namespace DataTools.Acceptance.Tests;

/// <summary>The arrows of the house: a project may reference those below it, never one beside or above it.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Catalog"] = [],
        ["Imaging"] = ["Catalog"],
        ["Evaluation"] = ["Catalog"],
        ["Connectors"] = ["Catalog", "Imaging"],
        ["Papers"] = ["Catalog", "Connectors"],
        ["Training"] = ["Catalog", "Evaluation", "Imaging"],
        ["Cli"] = ["Catalog", "Connectors", "Evaluation", "Imaging", "Papers", "Training"],
    };

    // What only one project may know: torch, the network, pixels.
    private static readonly Dictionary<string, string[]> PackageOwners = new()
    {
        ["TorchSharp"] = ["Training"],
        ["Microsoft.Extensions.Http.Resilience"] = ["Connectors"],
        ["Spectre.Console"] = ["Cli"],
        ["System.CommandLine"] = ["Cli"],
        ["Apache.Arrow"] = ["Catalog", "Evaluation"],
    };

    [Fact]
    public void Projects_reference_only_those_below_them()
    {
        var projects = Projects();
        Assert.Equal(Allowed.Keys.Order(), projects.Keys.Order());
        foreach (var (name, project) in projects)
            Assert.Equal([], References(project, "ProjectReference").Select(Name).Except(Allowed[name]));
    }

    [Fact]
    public void Packages_stay_in_the_project_that_owns_them()
    {
        foreach (var (name, project) in Projects())
        {
            foreach (var package in References(project, "PackageReference"))
            {
                if (PackageOwners.TryGetValue(package, out var owners))
                    Assert.Contains(name, owners);
            }
        }
    }

    [Fact]
    public void Every_project_has_tests_that_mirror_it()
    {
        foreach (var name in Allowed.Keys)
            Assert.True(Directory.Exists(Path.Combine(SharedData.Repository, "tests", $"DataTools.{name}.Tests")), name);
    }

    private static Dictionary<string, XDocument> Projects() => Directory
        .EnumerateFiles(Path.Combine(SharedData.Repository, "src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(Name, path => XDocument.Load(path));

    private static IEnumerable<string> References(XDocument project, string kind) =>
        project.Descendants(kind).Select(e => e.Attribute("Include")!.Value);

    private static string Name(string projectPath) =>
        Path.GetFileNameWithoutExtension(projectPath.Replace('\\', '/')).Replace("DataTools.", "", StringComparison.Ordinal);
}
