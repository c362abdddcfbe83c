using DataTools.Catalog;
using DataTools.Papers.Resolving.Pdf;
using DataTools.Papers.Text;

namespace DataTools.Papers.Resolving;

/// <summary>
/// Finds out which paper is meant. Catalogues are asked side by side, and each may fail alone; where they differ, the
/// earlier in the list counts.
/// </summary>
internal sealed class PaperResolver(IReadOnlyList<IPaperCatalogue> catalogues, PageMetadata pages)
{
    private const int MostCandidates = 10;

    // In what passes for an answer to a title: most of its letters, or half of its words.
    private const double LeastLikeness = 0.5;

    /// <summary>
    /// The paper that a title, arXiv id, DOI, address or PDF file means, or those that it may mean. Throws
    /// <see cref="NotFoundException"/> where nothing is known of it, <see cref="InvalidInputException"/> for what can name no
    /// paper, and what the first catalogue says where none can be asked.
    /// </summary>
    public async Task<Resolution> ResolveAsync(string text, CancellationToken cancellation)
    {
        var inquiry = new Inquiry(catalogues);
        return PaperQuery.Parse(text) switch
        {
            PaperQuery.ByArxiv arxiv => await ByIdAsync(inquiry, new("") { Arxiv = arxiv.Id }, $"the id arXiv:{arxiv.Id}", c => c.ByArxivAsync(arxiv.Id, cancellation), cancellation),
            PaperQuery.ByDoi doi => await ByIdAsync(inquiry, new("") { Doi = doi.Doi }, $"the DOI {doi.Doi}", c => c.ByDoiAsync(doi.Doi, cancellation), cancellation),
            PaperQuery.ByTitle title => await ByTitleAsync(inquiry, title.Title, cancellation),
            PaperQuery.ByPage page => await FromDraftAsync(inquiry, await pages.ReadAsync(page.Address, cancellation), page.Address.Host, cancellation),
            PaperQuery.ByPdf pdf => await FromDraftAsync(inquiry, PaperPdf.Read(pdf.Path), pdf.Path, cancellation),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no kind of query"),
        };
    }

    private async Task<Resolution> ByIdAsync(
        Inquiry inquiry, Paper asked, string what, Func<IPaperCatalogue, Task<Paper?>> ask, CancellationToken cancellation)
    {
        var found = await inquiry.AskAsync(ask, _ => true, cancellation);
        if (found.Count == 0)
            throw inquiry.Fault ?? Unknown(inquiry, $"no paper with {what} is known", "Check it digit by digit, or write the paper's title.");
        return await CompletedAsync(inquiry, found, asked, cancellation);
    }

    private async Task<Resolution> ByTitleAsync(Inquiry inquiry, string title, CancellationToken cancellation)
    {
        var groups = await TitledAsync(inquiry, title, cancellation);
        if (Meant(groups, title) is { } group)
            return await CompletedAsync(inquiry, group.Records, null, cancellation);
        var candidates = groups
            .Select(g => (g.Paper, Likeness: Likeness(title, g.Paper.Title), g.Records.Count))
            .Where(g => g.Likeness >= LeastLikeness)
            .OrderByDescending(g => g.Likeness).ThenByDescending(g => g.Count)
            .Take(MostCandidates).Select(g => g.Paper).ToList();
        if (candidates.Count == 0)
            throw inquiry.Fault ?? Unknown(inquiry, $"no paper with a title like '{title}' is known", "Check the spelling, leave the subtitle out, or write the arXiv id or DOI.");
        return new(null, candidates, inquiry.Failures);
    }

    // What a page or PDF tells by itself is a paper already, where it has a title.
    private async Task<Resolution> FromDraftAsync(Inquiry inquiry, Paper draft, string source, CancellationToken cancellation)
    {
        IReadOnlyList<(IPaperCatalogue, Paper)> found = [];
        if (draft.Arxiv is not null || draft.Doi is not null)
        {
            found = await inquiry.AskAsync(c => ByIdsAsync(c, draft, cancellation), _ => true, cancellation);
            // The id may be another paper's: of one that is cited on the first page.
            found = [.. found.Where(f => draft.Title.Length == 0 || Likeness(draft.Title, f.Item2.Title) >= LeastLikeness)];
        }
        if (found.Count == 0 && draft.Title.Length > 0)
        {
            var groups = await TitledAsync(inquiry, draft.Title, cancellation);
            found = Meant([.. groups.Where(g => SamePaper.AuthorsAgree(g.Paper.Authors, draft.Authors))], draft.Title)?.Records ?? [];
        }
        if (found.Count == 0 && draft.Title.Length == 0)
        {
            throw draft.Arxiv is null && draft.Doi is null
                ? new InvalidInputException($"{source}: neither a title nor an arXiv id or DOI can be told", "Write the paper's title or id instead.")
                : inquiry.Fault ?? Unknown(inquiry, $"{source}: no paper arXiv:{draft.Arxiv?.Value ?? draft.Doi} is known", "Write the paper's title instead.");
        }
        return await CompletedAsync(inquiry, found, draft, cancellation);
    }

    // Catalogues that did not know the question may know what the others answered: an arXiv id for a DOI, the journal for a preprint.
    private static async Task<Resolution> CompletedAsync(
        Inquiry inquiry, IReadOnlyList<(IPaperCatalogue Catalogue, Paper Record)> found, Paper? draft, CancellationToken cancellation)
    {
        var records = found.ToList();
        for (var round = 0; round < 2; round++)
        {
            var paper = Merged();
            var more = await inquiry.AskAsync(c => KnownAsync(c, paper, cancellation), c => !records.Exists(r => r.Catalogue == c), cancellation);
            records.AddRange(more);
            var news = Merged();
            if (news.Arxiv == paper.Arxiv && news.Doi == paper.Doi)
                break;
        }
        return new(Merged(), [], inquiry.Failures);

        Paper Merged() => SamePaper.Merged([.. inquiry.InOrder(records), .. draft is null ? (IEnumerable<Paper>)[] : [draft]]);
    }

    private static async Task<Paper?> KnownAsync(IPaperCatalogue catalogue, Paper paper, CancellationToken cancellation)
    {
        if (await ByIdsAsync(catalogue, paper, cancellation) is { } known)
            return known;
        if (paper.Arxiv is not null && paper.Doi is not null)
            return null;
        return (await catalogue.ByTitleAsync(paper.Title, cancellation)).FirstOrDefault(p => SamePaper.Is(p, paper));
    }

    private static async Task<Paper?> ByIdsAsync(IPaperCatalogue catalogue, Paper paper, CancellationToken cancellation) =>
        (paper.Arxiv is { } id ? await catalogue.ByArxivAsync(id, cancellation) : null)
        ?? (paper.Doi is { } doi ? await catalogue.ByDoiAsync(doi, cancellation) : null);

    private static async Task<IReadOnlyList<Group>> TitledAsync(Inquiry inquiry, string title, CancellationToken cancellation)
    {
        var answers = await inquiry.AskAsync<IReadOnlyList<Paper>>(async c => await c.ByTitleAsync(title, cancellation), _ => true, cancellation);
        var groups = new List<Group>();
        foreach (var (catalogue, paper) in answers.SelectMany(a => a.Answer.Select(p => (a.Catalogue, p))))
        {
            if (groups.Find(g => g.Records.Exists(r => SamePaper.Is(r.Record, paper))) is { } group)
                group.Records.Add((catalogue, paper));
            else
                groups.Add(new([(catalogue, paper)]));
        }
        return groups;
    }

    // The only one of that title; of several the only one at arXiv; else the only one that is close.
    private static Group? Meant(IReadOnlyList<Group> groups, string title)
    {
        var exact = groups.Where(g => TitleText.Same(g.Paper.Title, title)).ToList();
        if (exact.Count > 1)
            exact = [.. exact.Where(g => g.Paper.Arxiv is not null)];
        if (exact.Count == 1)
            return exact[0];
        var close = groups.Where(g => TitleText.Close(title, g.Paper.Title)).ToList();
        return !groups.Any(g => TitleText.Same(g.Paper.Title, title)) && close.Count == 1 ? close[0] : null;
    }

    private static double Likeness(string wanted, string title)
    {
        var words = TitleText.Normalise(wanted).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var there = TitleText.Normalise(title).Split(' ').ToHashSet(StringComparer.Ordinal);
        var share = words.Length == 0 ? 0 : words.Count(there.Contains) / (double)words.Length;
        return Math.Max(TitleText.Similarity(wanted, title), 0.9 * share);
    }

    private static NotFoundException Unknown(Inquiry inquiry, string what, string hint)
    {
        var failures = inquiry.Failures;
        return new(
            $"{what} to {inquiry.Asked}" + string.Concat(failures.Select(f => $"; {f.Source} could not be asked ({f.Reason})")),
            failures.Count == 0 ? hint : $"{hint} Or try again later, when all can be asked.")
        {
            Incomplete = failures.Count > 0,
        };
    }

    private sealed class Group(List<(IPaperCatalogue Catalogue, Paper Record)> records)
    {
        public List<(IPaperCatalogue Catalogue, Paper Record)> Records { get; } = records;

        public Paper Paper => SamePaper.Merged([.. Records.Select(r => r.Record)]);
    }
}
