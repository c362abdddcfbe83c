using System.Text.RegularExpressions;
using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Exports;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Tests.Support;

namespace DataTools.Cli.Tests.Commands;

public sealed partial class ExportCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_was_written_and_what_was_lost_is_told()
    {
        await _cli.Run("pull", "builtin:shapes");
        Make("objects");
        var text = "";
        foreach (var line in new[]
        {
            "export --help", "export shapes --to imagefolder out/folder", "export shapes --to parquet out/parquet", "export shapes --to parquet out/parquet",
            "export objects --to coco out/coco", "export objects --to yolo out/yolo", "export objects --to csv out/csv", "export shapes out/x", "export shapes --to zip out/x", "export shaeps --to csv out/x",
        })
        {
            text += await _cli.Run(line.Split(' ')) + "\n";
        }
        // Compression may pack another way with another library.
        Snapshot.Matches(PackedSize().Replace(text, "${before}SIZE"), "export");
        Assert.Equal(["coco", "csv", "folder", "parquet", "yolo"], Directory.EnumerateFileSystemEntries(_cli.Workspace["out"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_is_exported_can_be_pulled_again()
    {
        await _cli.Run("pull", "builtin:shapes");
        await _cli.Run("export", "shapes", "--to", "imagefolder", "out");
        Assert.Contains("train 800, test 1,000", await _cli.Run("pull", $"folder:{_cli.Workspace["out"]}", "--as", "again"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_export_is_in_the_help_and_the_README()
    {
        var readme = File.ReadAllText(Path.Combine(DataTools.Tests.SharedData.Repository, "README.md"));
        Assert.All(DatasetExports.All, e => Assert.Contains(e.Name, readme, StringComparison.Ordinal));
    }

    private void Make(string name)
    {
        ObjectAnnotation[] objects =
        [
            new(0, new(1, 1, 4, 4)) { Area = 16, Polygons = [[1, 1, 5, 1, 5, 5]] },
            new(1, new(6, 6, 10, 10)) { Mask = RleMask.FromRuns(8, 8, [60, 4]), Flags = ObjectFlags.Truncated },
            new(1, new(0, 0, 8, 8)) { Flags = ObjectFlags.Crowd },
        ];
        var sample = new Sample("1", StoredPng.Encode(new byte[64], 8, 8), 0) { Annotations = new() { Objects = objects, Labels = [0, 1], License = "CC0-1.0" } };
        var store = new EntryStore(Workspace.Locate(_cli.Workspace.Path, "/", _ => null));
        store.Write(
            new() { Name = name, Source = "test:objects" },
            new(["cat", "dog"], [new("train", 1, [sample])]) { Kinds = AnnotationKinds.Objects | AnnotationKinds.Labels | AnnotationKinds.Origin });
    }

    [GeneratedRegex("(?<before>as parquet, [0-9]+ files, )[0-9.]+ .?B", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PackedSize();
}
