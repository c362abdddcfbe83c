namespace DataTools.FakeServices.GitHub;

/// <summary>A few repositories of each kind, all invented, for tests and for trying things out by hand.</summary>
public static class SampleRepositories
{
    private const string Title = "TinyDet: Small Detectors for Large Pictures";

    /// <summary>The authors' own, a port, a fork, one that was renamed, an empty one, one that is blocked.</summary>
    public static IReadOnlyList<FakeRepository> All { get; } =
    [
        new FakeRepository("visionlab/tinydet")
        {
            Description = "Official code for TinyDet",
            Homepage = "https://visionlab.github.io/tinydet",
            License = "MIT",
            Topics = ["object-detection", "pytorch"],
            Stars = 310,
            Commits = [.. FakeCommit.By("Ada Lovelace", 80, "ada"), .. FakeCommit.By("G. Hopper", 14), .. FakeCommit.By("ci[bot]", 3, "ci[bot]", "zoo")],
            Files = new Dictionary<string, byte[]> { ["tinydet/model.py"] = "import torch\n"u8.ToArray(), ["CITATION.cff"] = "title: TinyDet\n"u8.ToArray() },
        }.WithReadme($"# {Title}\n\nThis is the official implementation of \"{Title}\" (arXiv:2401.00001) by A. Lovelace and G. Hopper. Läuft überall.\n"
            + new string('-', 200)).WithReadme("# Zoo of models\n", "zoo/README.md"),
        new FakeRepository("someone/tinydet-tf")
        {
            Description = null,
            Homepage = "",
            Language = null,
            License = "NOASSERTION",
            Stars = 2400,
            Files = new Dictionary<string, byte[]> { ["train.py"] = "import tensorflow\n"u8.ToArray() },
        }.WithReadme($"Unofficial TensorFlow port of {Title}\n"),
        new FakeRepository("someone/tinydet") { Description = "Official code for TinyDet", Parent = "visionlab/tinydet", Files = new Dictionary<string, byte[]> { ["a.py"] = [] } },
        new("oldlab/tinydet") { RenamedTo = "visionlab/tinydet" },
        new("newlab/empty") { Description = "Code will come soon" },
        new("badlab/taken-down") { Blocked = "dmca" },
    ];

    /// <summary>Their owners, as far as they say who they are.</summary>
    public static IReadOnlyList<FakeOwner> Owners { get; } =
    [
        new("visionlab", "Organization") { Name = "Vision Lab", Blog = "https://visionlab.example.org" },
        new("ada") { Name = "Ada Lovelace", Company = "@visionlab" },
        new("ci[bot]", "Bot"),
    ];
}
