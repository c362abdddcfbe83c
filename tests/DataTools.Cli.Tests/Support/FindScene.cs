using DataTools.FakeServices.Arxiv;
using DataTools.FakeServices.GitHub;
using DataTools.FakeServices.HuggingFace;
using DataTools.FakeServices.Papers;
using DataTools.Papers.Tests.Support;
using DataTools.Tests;

namespace DataTools.Cli.Tests.Support;

/// <summary>All services that know papers and their code, faked around one paper, and the program in front of them.</summary>
internal sealed class FindScene : IAsyncDisposable
{
    public const string Title = "TinyDet: Small Detectors for Large Pictures";

    private readonly Cli _cli = new();
    private readonly List<IAsyncDisposable> _services = [];

    /// <summary>The paper's own, a port with more stars, a collection, and one that only cites it.</summary>
    public static IReadOnlyList<FakeRepository> Repositories { get; } =
    [
        new FakeRepository("visionlab/tinydet")
        {
            Description = "Official PyTorch code for TinyDet",
            License = "MIT",
            Topics = ["object-detection", "pytorch"],
            Stars = 310,
            Commits = [.. FakeCommit.By("Ada Lovelace", 80, "ada"), .. FakeCommit.By("G. Hopper", 14)],
            Files = new Dictionary<string, byte[]> { ["tinydet/model.py"] = new byte[4096] },
        }.WithReadme($"# TinyDet\n\nThis is the official implementation of our paper \"{Title}\" (arXiv:2401.00001) by Ada Lovelace and Grace Hopper.\n"),
        new FakeRepository("someone/tinydet-tf")
        {
            License = "NOASSERTION",
            Stars = 2400,
            Archived = true,
            CreatedAt = new(2025, 4, 1, 0, 0, 0, TimeSpan.Zero),
            PushedAt = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero),
            Commits = [.. FakeCommit.By("Some One", 40, "someone")],
            Files = new Dictionary<string, byte[]> { ["train.py"] = new byte[2048] },
        }.WithReadme($"# TinyDet in TensorFlow\n\nAn unofficial TensorFlow re-implementation of [{Title}](https://arxiv.org/abs/2401.00001).\n"),
        new FakeRepository("collector/detector-zoo")
        {
            Description = "A library of object detectors: many models with training code",
            Stars = 5100,
            Commits = [.. FakeCommit.By("Col Lector", 60, "collector")],
            Files = new Dictionary<string, byte[]> { ["zoo/all.py"] = new byte[9000] },
        }.WithReadme("# Detector zoo\n\nA library of object detection models.\n\n## Models\n"
            + string.Concat(Enumerable.Range(10, 12).Select(i => $"- BigDet{i}: Big Detectors Number {i} ([paper](https://arxiv.org/abs/2301.000{i}))\n"))
            + $"- {Title} ([paper](https://arxiv.org/abs/2401.00001))\n"),
        new FakeRepository("other/pixelmix")
        {
            Description = "Code of PixelMix",
            Stars = 40,
            Files = new Dictionary<string, byte[]> { ["mix.py"] = new byte[3000] },
        }.WithReadme("# PixelMix: Mixing Pixels for Fun\n\nOfficial code of our paper PixelMix (https://arxiv.org/abs/2405.00077).\n\n## Acknowledgements\nParts are taken from TinyDet (arXiv 2401.00001).\n"),
    ];

    public SwiftTime Time { get; } = new();

    public FakeArxiv Arxiv { get; private set; } = null!;

    public FakeHub Hub { get; private set; } = null!;

    public FakeGitHub GitHub { get; private set; } = null!;

    public FakeSemanticScholar Scholar { get; private set; } = null!;

    public Cli Cli => _cli;

    public static FakeArxivPaper TinyDet { get; } = new("2401.00001", Title, "We detect small things, and we detect them well.")
    {
        Authors = [("Ada Lovelace", null), ("Grace Hopper", null)],
        Comment = "8 pages",
        Published = "2024-01-02T09:00:00Z",
        Doi = "10.5555/ctv.2024.17",
        Pdf = new MadePdf().Line(Title, 18).Line("Ada Lovelace, Grace Hopper").Line("We detect small things, and we detect them well.").Bytes(),
    };

    /// <param name="repositories">Of GitHub; null: <see cref="Repositories"/>.</param>
    /// <param name="papers">What the services know, besides arXiv.</param>
    /// <param name="arxiv">What arXiv knows.</param>
    public static async Task<FindScene> StartAsync(
        IEnumerable<FakeRepository>? repositories = null, IReadOnlyList<FakePaper>? papers = null, IEnumerable<FakeArxivPaper>? arxiv = null)
    {
        var scene = new FindScene();
        papers ??= [.. SamplePapers.All.Select(p => p with { GithubRepo = null, ProjectPage = null, Abstract = null })];
        scene.Arxiv = scene.Kept(await FakeArxiv.StartAsync(arxiv ?? [TinyDet]));
        foreach (var dataset in new[] { "visionlab/tiny-shapes", "somebody/shapes-again" })
            scene._cli.Workspace.Write($"hub/{dataset}/README.md", "# It\n"u8.ToArray());
        scene.Hub = scene.Kept(await FakeHub.StartAsync(scene._cli.Workspace["hub"]));
        scene.Hub.Papers = papers;
        scene.GitHub = scene.Kept(await FakeGitHub.StartAsync(repositories ?? Repositories, SampleRepositories.Owners, scene.Time));
        scene.Scholar = scene.Kept(await FakeSemanticScholar.StartAsync(papers));
        var openAlex = scene.Kept(await FakeOpenAlex.StartAsync(papers));
        var crossref = scene.Kept(await FakeCrossref.StartAsync(papers));
        var dataCite = scene.Kept(await FakeDataCite.StartAsync(papers));
        scene._cli.Time = scene.Time;
        foreach (var (variable, address) in new[]
        {
            ("DATATOOLS_ARXIV_API", scene.Arxiv.Address), ("HF_ENDPOINT", scene.Hub.Address), ("DATATOOLS_GITHUB_API", scene.GitHub.Address),
            ("DATATOOLS_GITHUB_RAW", scene.GitHub.RawAddress), ("DATATOOLS_S2_API", scene.Scholar.Address), ("DATATOOLS_OPENALEX_API", openAlex.Address),
            ("DATATOOLS_CROSSREF_API", crossref.Address), ("DATATOOLS_DATACITE_API", dataCite.Address),
        })
        {
            scene._cli.Variables[variable] = address;
        }
        return scene;
    }

    /// <summary>Runs a command line; addresses of the fakes read as their variables.</summary>
    public async Task<string> Run(params string[] arguments)
    {
        var text = await _cli.Run(arguments);
        foreach (var (variable, address) in _cli.Variables.Where(v => v.Value.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)))
        {
            var host = new Uri(address).Authority;
            text = text.Replace(address, variable, StringComparison.Ordinal).Replace(host, variable, StringComparison.Ordinal);
        }
        return text;
    }

    /// <summary>What came on standard output.</summary>
    public static string Output(string text) => text.Split("--- ")[0].Split('\n', 2)[1];

    /// <summary>Everything else: standard error and the exit code.</summary>
    public static string Talk(string text) => text[text.IndexOf("--- ", StringComparison.Ordinal)..];

    /// <summary>Others behind the same address use up calls.</summary>
    public async Task SpendAsync(int calls)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("User-Agent", "somebody");
        for (var i = 0; i < calls; i++)
            await http.GetAsync(new Uri($"{GitHub.Address}/users/ada"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
            await service.DisposeAsync();
        _cli.Dispose();
    }

    private T Kept<T>(T service) where T : IAsyncDisposable
    {
        _services.Add(service);
        return service;
    }
}
