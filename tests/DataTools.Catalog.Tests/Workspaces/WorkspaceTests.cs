using System.Text;
using DataTools.Catalog.Workspaces;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Workspaces;

public sealed class WorkspaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_chosen_one_comes_first()
    {
        Make("here/datatools.json", "{}");
        Assert.Equal(_folder["other"], Locate("../other", "here", home: "home").Root);
        Assert.Equal(_folder["here"], Locate(".", "here").Root);
        Assert.False(Directory.Exists(_folder["other"]));
        Assert.Throws<InvalidInputException>(() => Locate("", "here"));
    }

    [Fact]
    public void Then_the_nearest_above()
    {
        Make("a/datatools.json", "{}");
        Directory.CreateDirectory(_folder["a", "b", "catalogs"]);
        Directory.CreateDirectory(_folder["a", "b", "c", "d"]);
        // One of the two folders alone does not make a workspace.
        Assert.Equal(_folder["a"], Locate(null, "a/b/c/d", home: "home").Root);
        Directory.CreateDirectory(_folder["a", "b", "cache"]);
        Assert.Equal(_folder["a", "b"], Locate(null, "a/b/c/d", home: "home").Root);
        Assert.Equal(_folder["a", "b"], Locate(null, "a/b", home: "home").Root);
    }

    [Fact]
    public void Then_the_variable_then_the_home_folder()
    {
        Directory.CreateDirectory(_folder["x"]);
        Assert.Equal(_folder["x", "rel"], Locate(null, "x", home: "rel").Root);
        Assert.Equal(_folder["abs"], Locate(null, "x", home: _folder["abs"]).Root);
        foreach (var none in new[] { null, "" })
        {
            var root = Locate(null, "x", none).Root;
            Assert.True(Path.IsPathFullyQualified(root));
            Assert.Equal(".datatools", Path.GetFileName(root));
        }
    }

    [Fact]
    public void Its_folders_have_their_names()
    {
        var workspace = Locate("w", "");
        Assert.Equal(
            (_folder["w", "catalogs"], _folder["w", "cache"], _folder["w", "runs"]),
            (workspace.Catalogs, workspace.Cache, workspace.Runs));
        Assert.Empty(workspace.Settings.Mirrors);
    }

    [Fact]
    public void Settings_name_mirrors()
    {
        Make("w/datatools.json", """
            {
              // Where the lab keeps its copies.
              "mirrors": {"https://example.org/data/": "file:///srv/data/", "HTTPS://b": "c",},
            }
            """);
        var mirrors = Locate("w", "").Settings.Mirrors;
        Assert.Equal("file:///srv/data/", mirrors["https://example.org/data/"]);
        Assert.Equal(2, mirrors.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"mirors": {}}""")]
    [InlineData("""{"mirrors": null}""")]
    [InlineData("""{"mirrors": []}""")]
    [InlineData("""{"mirrors": {"a": 1}}""")]
    [InlineData("""{"mirrors": {"a": null}}""")]
    [InlineData("""{"endpoints": null}""")]
    [InlineData("""{"endpoints": {"HF_ENDPOINT": null}}""")]
    public void Settings_of_another_shape_are_told_with_an_example(string json)
    {
        Make("w/datatools.json", json);
        var fault = Assert.Throws<InvalidInputException>(() => Locate("w", ""));
        Assert.StartsWith(_folder["w", "datatools.json"], fault.Message, StringComparison.Ordinal);
        Assert.Contains("mirrors", fault.Hint, StringComparison.Ordinal);
    }

    private Workspace Locate(string? chosen, string start, string? home = null) =>
        Workspace.Locate(chosen, Path.GetFullPath(start, _folder.Path), name => name == "DATATOOLS_HOME" ? home : null);

    private void Make(string path, string text) => _folder.Write(path, Encoding.UTF8.GetBytes(text));
}
