using DataTools.Catalog;
using DataTools.Papers.Evidence.PapersWithCode;
using DataTools.Papers.Resolving;
using DataTools.Papers.Text;

namespace DataTools.Papers.Evidence;

/// <summary>
/// The links between papers and repositories that Papers with Code gathered until it closed in July 2025, in a file that the
/// user has. Nobody knows by which rule some are called official, and some are so by mistake.
/// </summary>
internal sealed class PapersWithCodeLinks(string path) : IEvidenceSource
{
    public string Name => "Papers with Code links";

    // Reading a file is work, not waiting: it should not keep the other sources from being asked.
    public Task<Findings> AskAsync(Paper paper, CancellationToken cancellation) => Task.Run(() => ScanAsync(paper, cancellation), cancellation);

    private async Task<Findings> ScanAsync(Paper paper, CancellationToken cancellation)
    {
        var (mentions, elsewhere) = (new List<Mention>(), new List<CodeElsewhere>());
        var title = TitleText.Normalise(paper.Title);
        var (rows, damaged, first) = (0, 0, "");
        await foreach (var row in LinksFile.RowsAsync(path, Damaged, cancellation))
        {
            rows++;
            if (!IsAbout(row, paper, title))
                continue;
            var source = row.PaperUrl ?? path;
            var quote = $"is_official: {Yes(row.IsOfficial)}{(row.InPaper is { } printed ? $", mentioned_in_paper: {Yes(printed)}" : "")}";
            if (RepositoryLinks.In(row.Repository) is not [var link, ..])
                elsewhere.Add(new(row.Repository, source, quote));
            else if (link.Repository is null)
                elsewhere.Add(new(link.Url, source, quote));
            else
                mentions.Add(new(link.Repository, KindOf(row), source, quote) { Path = link.Path });
        }
        if (rows == 0 && damaged > 0)
            throw new CorruptFileException(path, first, LinksFile.WhichFile);
        return new()
        {
            // What is listed twice counts as the stronger says; so the kinds are ordered.
            Mentions = [.. mentions.OrderBy(m => m.Kind).DistinctBy(m => (m.Repository, m.Path))],
            Elsewhere = [.. elsewhere.DistinctBy(e => e.Url)],
            Failures = damaged == 0 ? [] : [new(Name, $"{path}: {first}{(damaged > 1 ? $"; {damaged - 1} more rows are damaged" : "")}. The other {rows} rows were read.")],
        };

        void Damaged(string what) => first = damaged++ == 0 ? what : first;
    }

    private static MentionKind KindOf(LinkRow row) => row switch
    {
        { IsOfficial: true, InPaper: true } => MentionKind.ListedOfficialInPaper,
        { IsOfficial: true } => MentionKind.ListedOfficial,
        _ => MentionKind.Listed,
    };

    private static bool IsAbout(LinkRow row, Paper paper, string title)
    {
        var arxiv = !string.IsNullOrEmpty(row.Arxiv) ? row.Arxiv
            : row.AbstractUrl?.Contains("arxiv.org/", StringComparison.OrdinalIgnoreCase) == true ? row.AbstractUrl : null;
        if (paper.Arxiv is not null && arxiv is not null)
            return arxiv.Contains(paper.Arxiv.Value, StringComparison.OrdinalIgnoreCase) && PaperIds.Arxiv(arxiv) == paper.Arxiv;
        return row.Title is not null && title.Length > 0 && TitleText.Normalise(row.Title) == title;
    }

    private static string Yes(bool flag) => flag ? "true" : "false";
}
