using DataTools.Cli.Output;
using DataTools.Connectors;
using DataTools.Connectors.Search;
using DataTools.Tests;
using Microsoft.Extensions.Time.Testing;

namespace DataTools.Cli.Tests.Support;

/// <summary>The program in this process, on a workspace of its own; what it writes is read here.</summary>
internal sealed class Cli : IDisposable
{
    // Time stands still: dates are known, and no progress line is due however slow the machine.
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    public TemporaryFolder Workspace { get; } = new();

    /// <summary>The environment: nothing of the process's own, no service within reach, a home without secrets.</summary>
    public Dictionary<string, string> Variables { get; } = Endpoints.Defaults.Keys.ToDictionary(v => v, _ => "http://127.0.0.1:1");

    /// <summary>The catalogues that are searched; without a network only the official one.</summary>
    public IReadOnlyList<IDatasetSearch> Searches { get; set; } =
        [new FakeCatalogue("hf"), new FakeCatalogue("kaggle"), .. DatasetSearch.Known.Where(s => s.Source == "official")];

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; }

    /// <summary>Addresses that a browser was to open; there is none where <see cref="HasBrowser"/> is false.</summary>
    public List<string> Opened { get; } = [];

    public bool HasBrowser { get; set; } = true;

    public Cli()
    {
        Time = _time;
        Variables["HOME"] = Workspace["home"];
    }

    /// <summary>Runs a command line and gives everything a user would see, with the workspace's path as <c>WORKSPACE</c>.</summary>
    public async Task<string> Run(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var context = new CliContext(new CliConsole(output, error, ErrorIsTerminal: false, Width: 200, ErrorWidth: 200), Time, Workspace.Path, name => Variables.GetValueOrDefault(name))
        {
            Searches = Searches,
            OpenPage = Open,
            PowerCap = Workspace["powercap"],
        };
        var code = await CliApp.RunAsync([.. arguments, "--workspace", Workspace.Path], context, CancellationToken.None);
        var text = $"$ datatools {string.Join(' ', arguments)}\n{output}{(error.GetStringBuilder().Length > 0 ? $"--- talk\n{error}" : "")}--- exit code {code}\n";
        return string.Join('\n', text.ReplaceLineEndings("\n").Replace(Workspace.Path, "WORKSPACE", StringComparison.Ordinal)
            // System.CommandLine names the program after the process.
            .Replace("DataTools.Cli.Tests", "datatools", StringComparison.Ordinal).Split('\n').Select(l => l.TrimEnd()));
    }

    public void Dispose() => Workspace.Dispose();

    private bool Open(string address)
    {
        Opened.Add(address);
        return HasBrowser;
    }
}
