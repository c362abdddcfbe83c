using DataTools.Papers.Resolving;

namespace DataTools.Papers.Evidence;

/// <summary>
/// The paper's page at Hugging Face: a repository, which a person or a program put there, and the project's page. Papers
/// that nobody has opened there are not known, which is no failure.
/// </summary>
internal sealed class HuggingFaceSource(HuggingFacePapers papers) : IEvidenceSource
{
    public string Name => papers.Name;

    public async Task<Findings> AskAsync(Paper paper, CancellationToken cancellation)
    {
        if (await papers.PageAsync(paper, cancellation) is not { } page || ArxivId.TryParse(page.Id) is not { } id)
            return new();
        var source = HuggingFacePaper.Page(id);
        // Whoever else may be named there is no person that is known to have looked.
        var (kind, whose) = page.GithubRepoAddedBy == "user" ? (MentionKind.HuggingFaceUser, "added by a user") : (MentionKind.HuggingFaceAuto, "found by a program");
        var repository = Told("githubRepo", page.GithubRepo, kind, $" ({whose})", source);
        var project = Told("projectPage", page.ProjectPage, MentionKind.ProjectPage, "", source);
        return new()
        {
            Mentions = [.. repository.Mentions, .. project.Mentions],
            Elsewhere = [.. repository.Elsewhere, .. project.Elsewhere],
            ProjectPages = project is { Mentions: [], Elsewhere: [] } && IsPage(page.ProjectPage, out var uri) ? [uri] : [],
        };
    }

    // A page of the project may be a repository.
    private static Findings Told(string field, string? value, MentionKind kind, string whose, string source)
    {
        if (PlainText.OneLine(value) is not { } text)
            return new();
        var links = RepositoryLinks.In(text);
        var quote = $"{field}: {text}{whose}";
        return new()
        {
            Mentions = [.. links.Where(l => l.Repository is not null).Select(l => new Mention(l.Repository!, kind, source, quote) { Path = l.Path })],
            Elsewhere = [.. links.Where(l => l.Repository is null).Select(l => new CodeElsewhere(l.Url, source, quote))],
        };
    }

    private static bool IsPage(string? text, out Uri page) => Uri.TryCreate(text?.Trim(), UriKind.Absolute, out page!) && page.Scheme is "http" or "https";
}
