using DataTools.FakeServices.Arxiv;

namespace DataTools.FakeServices.Papers;

/// <summary>A few papers of each kind, all invented, for tests and for trying things out by hand.</summary>
public static class SamplePapers
{
    /// <summary>Published and at arXiv; with an id of the old kind; with accents; published only.</summary>
    public static IReadOnlyList<FakePaper> All { get; } =
    [
        new("TinyDet: Small Detectors for Large Pictures")
        {
            Authors =
            [
                new("Ada", "Lovelace") { Affiliation = "Vision Lab", Homepage = "https://ada.example.org", Account = "ada" },
                new("Grace", "Hopper") { Affiliation = "University of Testing" },
            ],
            Arxiv = "2401.00001",
            Doi = "10.5555/ctv.2024.17",
            Published = "2024-01-02",
            Venue = "Conference on Tiny Vision",
            Abstract = "We detect small things, and we detect them well. Code is at https://github.com/visionlab/tinydet.",
            GithubRepo = "https://github.com/visionlab/tinydet",
            GithubRepoAddedBy = "user",
            ProjectPage = "https://visionlab.github.io/tinydet",
            Organization = "visionlab",
            LinkedDatasets = ["somebody/shapes-again", "visionlab/tiny-shapes"],
        },
        new("Dim Stars in Far-Away Fields")
        {
            Authors = [new("Henrietta", "Leavitt")],
            Arxiv = "astro-ph/0601001",
            Published = "2006-01-01",
            GithubRepo = "https://github.com/starlab/dim.git",
            GithubRepoAddedBy = "auto",
        },
        new("Élégance naïve: A Study of Networks") { Authors = [new("José", "Núñez")], Arxiv = "2402.00002", Published = "2024-02-03", IsIndexed = false },
        new("Counting Sheep with Fences")
        {
            Authors = [new("Bo", "Peep") { Affiliation = "Meadow College" }],
            Doi = "10.5555/sheep.1(2)<3>",
            Published = "2019-05-01",
            Venue = "Journal of Flocks",
            IsIndexed = false,
        },
    ];

    /// <summary>Those at arXiv, as it knows them.</summary>
    public static IEnumerable<FakeArxivPaper> AtArxiv => All.Where(p => p.Arxiv is not null).Select(p => new FakeArxivPaper(p.Arxiv!, p.Title, p.Abstract ?? "We present ...")
    {
        Authors = [.. p.Authors.Select(a => ($"{a.Given} {a.Family}", a.Affiliation))],
        Doi = p.Doi,
        Published = $"{p.Published}T09:00:00Z",
    });
}
