namespace DataTools.Papers;

/// <summary>What is known of a paper; what is not is null or empty.</summary>
/// <param name="Title">On one line.</param>
public sealed record Paper(string Title)
{
    /// <summary>In the paper's order.</summary>
    public IReadOnlyList<Author> Authors { get; init; } = [];

    /// <summary>Its arXiv id.</summary>
    public ArxivId? Arxiv { get; init; }

    /// <summary>Its DOI, bare and in lower case: 10.1109/cvpr.2016.90.</summary>
    public string? Doi { get; init; }

    /// <summary>When it first appeared.</summary>
    public DateOnly? Published { get; init; }

    /// <summary>The year of <see cref="Published"/>, or the only thing known of it.</summary>
    public int? Year { get; init; }

    /// <summary>Where it was published: a journal or conference.</summary>
    public string? Venue { get; init; }

    /// <summary>Its abstract.</summary>
    public string? Abstract { get; init; }

    /// <summary>The authors' comment at arXiv: pages, venue, often the code's address.</summary>
    public string? Comment { get; init; }

    /// <summary>Its page.</summary>
    public string? Url { get; init; }

    /// <summary>Addresses printed in the paper, where it was read.</summary>
    public IReadOnlyList<PrintedLink> Links { get; init; } = [];
}

/// <summary>An author.</summary>
/// <param name="Name">As the paper gives it, given name first: Kaiming He.</param>
public sealed record Author(string Name)
{
    /// <summary>Institutions, where a service knows them.</summary>
    public IReadOnlyList<string> Affiliations { get; init; } = [];

    /// <summary>Homepage, where a service knows it.</summary>
    public string? Homepage { get; init; }

    /// <summary>The account at Hugging Face that has claimed the paper.</summary>
    public string? HuggingFaceAccount { get; init; }
}

/// <summary>An address printed in a paper.</summary>
/// <param name="Url">The address.</param>
/// <param name="Quote">The text around it.</param>
/// <param name="Page">Of the paper, from 1.</param>
/// <param name="InReferences">Whether it stands in the bibliography: others' work.</param>
public sealed record PrintedLink(string Url, string Quote, int Page, bool InReferences);
