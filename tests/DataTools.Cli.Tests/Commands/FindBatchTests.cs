using System.Text;
using DataTools.Cli.Tests.Support;

namespace DataTools.Cli.Tests.Commands;

public sealed class FindBatchTests
{
    private const string List = "# papers\nTinyDet: Small Detectors for Large Pictures\n\nQuantum Origami Beyond Recognition\narXiv:astro-ph/0601001\n";

    [Fact]
    public async Task A_list_becomes_a_table_and_a_repeat_asks_nobody()
    {
        await using var scene = await FindScene.StartAsync();
        Write(scene, "papers.txt", List);
        Snapshot.Matches(await scene.Run("find", "--from", "papers.txt", "--out", "out/found.csv"), "find-from");
        var csv = Read(scene, "found.csv");
        Snapshot.Matches(csv, "find-from-csv");

        // What a kill leaves.
        await File.WriteAllTextAsync(scene.Cli.Workspace["out", "found.csv"], csv[..^25]);
        var asked = scene.GitHub.Requests.Count;
        Assert.Contains(", 2 already there; of 3 in the list", await scene.Run("find", "--from", "papers.txt", "--out", "out/found.csv"), StringComparison.Ordinal);
        Assert.Equal(csv, Read(scene, "found.csv"));
        Assert.Equal(asked, scene.GitHub.Requests.Count);
        Assert.EndsWith("--- exit code 0\n", await scene.Run("find", "--from", "papers.txt", "--out", "out/found.csv"), StringComparison.Ordinal);
        Snapshot.Matches(await scene.Run("find", "--from", "papers.txt", "--out", "out/found.csv", "--format", "json"), "find-from-other-format");
    }

    [Fact]
    public async Task A_bibliography_becomes_lines_of_JSON_on_standard_output()
    {
        await using var scene = await FindScene.StartAsync();
        Write(scene, "refs.bib", "@inproceedings{tiny, title={{TinyDet}: Small Detectors for Large Pictures}}\n@misc{empty, author={Nobody}}\n");
        var text = await scene.Run("find", "--from", "refs.bib", "--format", "json");
        var lines = FindScene.Output(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("{\"query\":\"TinyDet: Small Detectors for Large Pictures\",\"paper\":{\"title\":", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"repository\":\"visionlab/tinydet\",\"path\":null,\"label\":\"official\"", lines[0], StringComparison.Ordinal);
        Assert.Equal("{\"query\":\"empty\",\"paper\":null,\"repositories\":[],\"failures\":[],\"elsewhere\":[],\"failure\":\"the entry has no title, eprint, DOI or address\"}", lines[1]);
        Assert.EndsWith("warning: line 2, empty: the entry has no title, eprint, DOI or address\n1 paper with an official repository, 0 without, 1 failed; of 2 in the list.\n--- exit code 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_GitHubs_limit_it_stops_and_goes_on_another_hour()
    {
        await using var scene = await FindScene.StartAsync();
        Write(scene, "papers.txt", "TinyDet: Small Detectors for Large Pictures\nCounting Sheep with Fences\n");
        await scene.SpendAsync(57);
        Snapshot.Matches(await scene.Run("find", "--from", "papers.txt", "--out", "out/found.csv"), "find-from-limit");
        Assert.Single(Read(scene, "found.csv").TrimEnd().Split('\n'));
        scene.Time.Advance(TimeSpan.FromHours(1));
        Assert.EndsWith("--- exit code 0\n", await scene.Run("find", "--from", "papers.txt", "--out", "out/found.csv"), StringComparison.Ordinal);
        Assert.Contains("visionlab/tinydet,,official", Read(scene, "found.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_nothing_is_written_down_as_an_answer()
    {
        using var cli = new Support.Cli { Time = new DataTools.Tests.SwiftTime() };
        cli.Workspace.Write("papers.txt", "One Paper\nAnother Paper\nA Third Paper\nA Fourth Paper\n"u8.ToArray());
        var text = await cli.Run("find", "--from", "papers.txt", "--out", "found.csv");
        Assert.EndsWith("--- exit code 5\n", text, StringComparison.Ordinal);
        Assert.Contains("\nerror: stopped with 1 paper left: ", text, StringComparison.Ordinal);
        Assert.Single((await File.ReadAllTextAsync(cli.Workspace["found.csv"])).TrimEnd().Split('\n'));
    }

    private static void Write(FindScene scene, string name, string text) => scene.Cli.Workspace.Write(name, Encoding.UTF8.GetBytes(text));

    private static string Read(FindScene scene, string name) => File.ReadAllText(scene.Cli.Workspace["out", name]);
}
