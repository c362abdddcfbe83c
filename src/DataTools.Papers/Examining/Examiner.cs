using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Papers.Finding;

namespace DataTools.Papers.Examining;

/// <summary>Looks at candidates: files from the host that counts no calls, the rest by calls within the budget.</summary>
internal sealed class Examiner(Paper paper, GitHubCalls calls, RawFiles raw, Candidates candidates, FailureList failures)
{
    private const int ReadAtOnce = 6, MostFolders = 2, MostCommits = 100, MostRawFaults = 2;
    private const string RawHost = "GitHub's raw files";

    // What repositories call it, the usual first; of a folder only the first two are tried.
    private static readonly string[] ReadmeNames = ["README.md", "readme.md", "README.rst", "README", "Readme.md", "README.txt"];

    private static readonly string[] CodeEndings =
        [".py", ".ipynb", ".cpp", ".cc", ".c", ".cu", ".h", ".hpp", ".java", ".js", ".ts", ".lua", ".m", ".jl", ".r", ".go", ".rs", ".scala", ".kt", ".swift", ".cs", ".sh", ".pl", ".rb", ".hs", ".ml"];

    private readonly PaperWords _words = new(paper);
    private readonly Dictionary<string, GitHubOwner> _owners = new(StringComparer.OrdinalIgnoreCase);
    private int _rawFaults;

    /// <summary>
    /// What GitHub says of candidates that no search brought, the likeliest first, as long as more than
    /// <paramref name="reserve"/> questions are left. One that is gone is a candidate no more, which is told unless it was
    /// only <paramref name="guessed"/>; one that was renamed goes by its present name.
    /// </summary>
    public async Task DescribeAsync(IReadOnlyList<Candidate> chosen, int reserve, IReadOnlySet<RepositoryName> guessed, CancellationToken cancellation)
    {
        foreach (var candidate in chosen.Where(c => c.Metadata is null))
        {
            var (outcome, metadata) = await calls.AskAsync<GitHubRepository>(
                $"the repository {candidate.Name}", reserve, async api => await api.RepositoryAsync(candidate.Name, cancellation));
            if (outcome == Outcome.Gone)
            {
                candidates.Remove(candidate);
                if (!guessed.Contains(candidate.Name) || candidate.Mentions.Count > 1)
                {
                    failures.Add(new(
                        "GitHub", $"{candidate.Name} is gone: it was deleted or made private ({candidate.Mentions[0].Source} names it)",
                        $"See https://web.archive.org/web/https://github.com/{candidate.Name} for what it was."));
                }
            }
            else if (outcome == Outcome.Failed)
            {
                // It would be the same with everything else of it.
                candidate.Looked.UnionWith(Enum.GetValues<Look>());
            }
            else if (metadata is not null)
            {
                candidate.Metadata = metadata;
                if (metadata.Name.Equals(candidate.Name))
                    continue;
                calls.Budget.TakeMoved();
                candidates.Rename(candidate, metadata.Name);
            }
        }
    }

    /// <summary>READMEs and CITATION.cff. Where the host of files fails, the API's README is asked for, as long as more than <paramref name="reserve"/> questions are left.</summary>
    public async Task ReadAsync(IReadOnlyList<Candidate> chosen, int reserve, CancellationToken cancellation)
    {
        var several = new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(chosen.Where(c => c.Readmes is null && c.Metadata is not { KiB: 0, Language: null }), several, async (candidate, token) => await ReadRawAsync(candidate, token));
        if (_rawFaults == 0)
            return;
        foreach (var candidate in chosen.Where(c => c.Readmes is null && c.Metadata is not { KiB: 0, Language: null }))
        {
            var (outcome, file) = await calls.AskAsync($"the README of {candidate.Name}", reserve, api => api.ReadmeAsync(candidate.Name, "", cancellation));
            if (outcome is Outcome.Answered or Outcome.Gone)
                candidate.Readmes = file?.Text is { } text ? [new("", file.Url, text)] : [];
        }
    }

    /// <summary>Looks at one thing; false where it could not be asked.</summary>
    public async Task<bool> LookAsync(Candidate candidate, Look look, CancellationToken cancellation)
    {
        candidate.Looked.Add(look);
        switch (look)
        {
            case Look.Commits:
                var folder = candidate.Folder;
                var (outcome, commits) = await calls.AskAsync<IReadOnlyList<CommitAuthor>>(
                    $"the commits of {candidate.Name}", 0, async api => await api.CommitsAsync(candidate.Name, folder, MostCommits, cancellation));
                candidate.Committers = commits is null ? null : [.. commits.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(g => new Committer(g.Key, g.FirstOrDefault(c => c.Login is not null)?.Login, g.Count())).OrderByDescending(c => c.Commits)];
                return outcome != Outcome.NotAsked;
            case Look.Owner:
                var login = candidate.Name.Owner;
                var asked = Outcome.Answered;
                if (!_owners.TryGetValue(login, out var owner))
                {
                    (asked, owner) = await calls.AskAsync<GitHubOwner>($"the account {login}", 0, async api => await api.OwnerAsync(login, cancellation));
                    if (owner is not null)
                        _owners[login] = owner;
                }
                candidate.Owner = owner;
                return asked != Outcome.NotAsked;
            default:
                return await LookAtTreeAsync(candidate, cancellation);
        }
    }

    /// <summary>Whether the files would tell something: whether there is code, or which folder is the paper's.</summary>
    public bool WantsTree(Candidate candidate) => candidate.Metadata is { KiB: > 0 } metadata
        && (metadata.Language is null || (candidate.IsNamed && _words.Acronym is not null && candidate.Folder is null && candidate.Readmes?.Any(r => _words.Are(r.Text)) == false));

    private async Task<bool> LookAtTreeAsync(Candidate candidate, CancellationToken cancellation)
    {
        var (outcome, tree) = await calls.AskAsync<RepositoryTree>(
            $"the files of {candidate.Name}", 0, async api => await api.TreeAsync(candidate.Name, "HEAD", cancellation));
        if (tree is null)
        {
            candidate.HasCode = outcome == Outcome.Gone ? false : null;
            return outcome != Outcome.NotAsked;
        }
        candidate.HasCode = tree.Items.Any(i => i.Kind == ItemKind.File && CodeEndings.Contains(Path.GetExtension(i.Path), StringComparer.OrdinalIgnoreCase)) ? true : tree.Truncated ? null : false;
        if (candidate.Folder is null && _words.Acronym is { } acronym && candidate.IsNamed)
        {
            var folder = tree.Items.FirstOrDefault(i => i.Kind == ItemKind.Folder && Plain(i.Path.Split('/')[^1]) == Plain(acronym))?.Path;
            if (folder is not null && await FolderReadmeAsync(candidate.Name, folder, cancellation) is { } readme)
                candidate.Readmes = [.. candidate.Readmes ?? [], readme];
        }
        return true;
    }

    private async Task ReadRawAsync(Candidate candidate, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _rawFaults) >= MostRawFaults)
            return;
        try
        {
            var root = await ReadmeAsync(candidate.Name, "", ReadmeNames.Length, cancellation);
            List<string> folders = [.. candidate.Mentions.Select(m => m.Path).OfType<string>()];
            if (folders.Count == 0 && root is not null)
                folders.AddRange(FolderLinks.In(root.Text, candidate.Name, _words));
            List<ReadmeFile> all = root is null ? [] : [root];
            foreach (var folder in folders.Distinct().Take(MostFolders))
            {
                if (await FolderReadmeAsync(candidate.Name, folder, cancellation) is { } readme && (candidate.Mentions.Exists(m => m.Path == folder) || _words.Are(readme.Text)))
                    all.Add(readme);
            }
            candidate.Readmes = all;
            if (root is not null)
                candidate.Citation = await CitationAsync(candidate.Name, cancellation);
        }
        catch (NotFoundException e) when (e.NotCached)
        {
            failures.Add(RawHost, $"files of {candidate.Name}", e);
        }
        catch (DataToolsException e) when (e is NetworkException or RateLimitedException)
        {
            Interlocked.Increment(ref _rawFaults);
            failures.Add(RawHost, $"files of {candidate.Name}", e);
        }
    }

    private Task<ReadmeFile?> FolderReadmeAsync(RepositoryName name, string folder, CancellationToken cancellation) => ReadmeAsync(name, folder, 2, cancellation);

    private async Task<ReadmeFile?> ReadmeAsync(RepositoryName name, string folder, int names, CancellationToken cancellation)
    {
        foreach (var file in ReadmeNames.Take(names))
        {
            if (await raw.FileAsync(name, folder.Length == 0 ? file : $"{folder}/{file}", cancellation) is { } found)
                return found.Text is null ? null : new(folder, found.Url, found.Text);
        }
        return null;
    }

    private async Task<CitationFile?> CitationAsync(RepositoryName name, CancellationToken cancellation)
    {
        try
        {
            return await raw.FileAsync(name, "CITATION.cff", cancellation) is { Text: { } text } file ? CitationReading.Read(file.Url, text) : null;
        }
        catch (InvalidInputException e)
        {
            failures.Add($"CITATION.cff of {name}", "it", e);
            return null;
        }
        // It is worth less than the README, which is there.
        catch (NotFoundException e) when (e.NotCached)
        {
            failures.Add(RawHost, $"CITATION.cff of {name}", e);
            return null;
        }
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
