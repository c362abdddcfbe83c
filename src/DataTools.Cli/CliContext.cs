using System.CommandLine;
using System.Reflection;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Output;
using DataTools.Connectors;
using DataTools.Connectors.Search;
using DataTools.Training.Costs;
using DataTools.Training.Pretrained;

namespace DataTools.Cli;

/// <summary>What every verb needs from the world outside.</summary>
/// <param name="Console">Where output goes.</param>
/// <param name="Time">The clock.</param>
/// <param name="Directory">The current folder.</param>
/// <param name="Environment">Environment variables.</param>
internal sealed record CliContext(CliConsole Console, TimeProvider Time, string Directory, Func<string, string?> Environment)
{
    /// <summary>What entries and runs say they were made with.</summary>
    public static string Tool { get; } =
        $"datatools {typeof(CliContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}";

    /// <summary><c>--workspace</c>, known to every verb.</summary>
    public Option<string?> WorkspaceOption { get; } = new("--workspace")
    {
        Description = "Folder with catalogs/, cache/ and runs/ (default: found above the current folder, else $DATATOOLS_HOME, else ~/.datatools)",
        HelpName = "FOLDER",
        Recursive = true,
    };

    /// <summary>The catalogues that can be searched.</summary>
    public IReadOnlyList<IDatasetSearch> Searches { get; init; } = DatasetSearch.Known;

    /// <summary>The names of known weights of a network.</summary>
    public Func<string, IReadOnlyList<string>> WeightsOf { get; init; } = PretrainedRegistry.BuiltIn;

    /// <summary>What is started where something needs a process of its own.</summary>
    public OwnProgram Program { get; init; } = OwnProgram.OfProcess();

    /// <summary>The folder with the counters of energy.</summary>
    public string PowerCap { get; init; } = CostOptions.UsualPowerCap;

    /// <summary>Shows an address in the user's browser; false where there is none.</summary>
    public Func<string, bool> OpenPage { get; init; } = Browser.Open;

    public Workspace Workspace(ParseResult parse) =>
        Catalog.Workspaces.Workspace.Locate(parse.GetValue(WorkspaceOption), Directory, Environment);

    public EntryStore Store(ParseResult parse) => new(Workspace(parse));

    /// <summary>What clients of services need.</summary>
    public ServiceContext Services(Workspace workspace) => new(workspace, Environment, Time, Tool);

    /// <summary>Turns a path the user wrote into a full one.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, Directory);

    public ProgressLine Progress() => new(Console, Time);
}
