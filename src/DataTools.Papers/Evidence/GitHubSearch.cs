using DataTools.Connectors.GitHub;
using DataTools.Papers.Finding;

namespace DataTools.Papers.Evidence;

/// <summary>
/// GitHub's search for repositories, three times at most: the title as a phrase, the arXiv id in READMEs, and the method's
/// name with the first author's, or the title's words. What it finds comes with its metadata.
/// </summary>
internal sealed class GitHubSearch(GitHubCalls calls, FailureList failures)
{
    private const int Results = 20;

    /// <summary>Mentions, those of several searches and the best matches first; and what GitHub said of each repository.</summary>
    public async Task<(IReadOnlyList<Mention> Mentions, IReadOnlyDictionary<RepositoryName, GitHubRepository> Known)> AskAsync(Paper paper, CancellationToken cancellation)
    {
        var known = new Dictionary<RepositoryName, GitHubRepository>();
        var mentions = new List<(Mention Mention, int Place)>();
        foreach (var (search, why) in Searches(paper))
        {
            var (_, page) = await calls.AskAsync($"the search for {search.Text}", 0, api => FirstAsync(api, search, cancellation), isSearch: true);
            if (page is null)
                continue;
            if (page.Incomplete)
                failures.Add(new("GitHub", $"the search for {search.Text} ran out of time on GitHub's side: it may have missed some", "Run the command again later."));
            foreach (var (place, found) in page.Items.Index())
            {
                known.TryAdd(found.Name, found);
                mentions.Add((new(found.Name, MentionKind.Search, $"https://github.com/search?type=repositories&q={Uri.EscapeDataString(search.Text)}", $"found by {why}"), place));
            }
        }
        var order = mentions.GroupBy(m => m.Mention.Repository).OrderByDescending(g => g.Count()).ThenBy(g => g.Min(m => m.Place));
        return ([.. order.SelectMany(g => g.Select(m => m.Mention))], known);
    }

    /// <summary>What is searched for, the most telling first, and how people call that.</summary>
    internal static IReadOnlyList<(RepositorySearch Search, string Why)> Searches(Paper paper)
    {
        var words = new PaperWords(paper);
        List<(RepositorySearch, string)> all = [];
        if (words.Title.Length > 0)
            all.Add((new(RepositorySearch.Phrase(words.Title)) { In = [SearchField.Name, SearchField.Description, SearchField.Readme], Limit = Results }, "the title"));
        if (paper.Arxiv is { } id)
            all.Add((new(RepositorySearch.Phrase(id.Value)) { In = [SearchField.Readme], Limit = Results }, "the arXiv id in its README"));
        if (words is { Acronym: { } acronym, Surname: { } surname })
            all.Add((new($"{RepositorySearch.Phrase(acronym)} {RepositorySearch.Phrase(surname)}") { In = [SearchField.Name, SearchField.Description, SearchField.Readme], Limit = Results }, $"{acronym} with {surname}"));
        else if (words.Acronym is not null)
            all.Add((new(RepositorySearch.Phrase(words.Acronym)) { In = [SearchField.Name, SearchField.Description], Limit = Results }, words.Acronym));
        else if (words.Words.Count > 1)
            // In lower case, AND, OR and NOT are words like others.
            all.Add((new(string.Join(' ', words.Words).ToLowerInvariant()) { In = [SearchField.Name, SearchField.Description], Limit = Results }, "the title's words"));
        return all;
    }

    private static async Task<RepositoryPage?> FirstAsync(GitHubApi api, RepositorySearch search, CancellationToken cancellation)
    {
        await foreach (var page in api.SearchAsync(search, cancellation))
            return page;
        return null;
    }
}
