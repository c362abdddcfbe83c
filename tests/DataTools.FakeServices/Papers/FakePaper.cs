namespace DataTools.FakeServices.Papers;

/// <summary>An author of a paper.</summary>
public sealed record FakeAuthor(string Given, string Family)
{
    public string? Affiliation { get; init; }

    public string? Homepage { get; init; }

    /// <summary>The account at Hugging Face that has claimed the paper.</summary>
    public string? Account { get; init; }
}

/// <summary>A paper as the services know it.</summary>
public sealed record FakePaper(string Title)
{
    public IReadOnlyList<FakeAuthor> Authors { get; init; } = [];

    public string? Arxiv { get; init; }

    /// <summary>The publisher's, not arXiv's.</summary>
    public string? Doi { get; init; }

    public string Published { get; init; } = "2024-01-05";

    public string? Venue { get; init; }

    /// <summary>Plain.</summary>
    public string? Abstract { get; init; }

    /// <summary>Whether Hugging Face has a page of it.</summary>
    public bool IsIndexed { get; init; } = true;

    public string? GithubRepo { get; init; }

    public string? GithubRepoAddedBy { get; init; }

    public string? ProjectPage { get; init; }

    /// <summary>Whose it is, at Hugging Face.</summary>
    public string? Organization { get; init; }

    /// <summary>Data sets that are linked from its page there.</summary>
    public IReadOnlyList<string> LinkedDatasets { get; init; } = [];

    internal int Year => int.Parse(Published[..4]);

    /// <summary>How many words of a question are in the title.</summary>
    internal int Shared(string words) => Words(words).Count(w => Words(Title).Contains(w, StringComparer.OrdinalIgnoreCase));

    internal static string[] Words(string text) => new string([.. text.Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
