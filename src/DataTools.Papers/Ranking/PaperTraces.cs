using DataTools.Papers.Text;

namespace DataTools.Papers.Ranking;

/// <summary>Where a README names the paper, and where others.</summary>
internal sealed class PaperTraces
{
    // So far reaches what people read first.
    private const int Opening = 3;

    /// <param name="readme">Taken apart.</param>
    /// <param name="names">Of the paper.</param>
    public PaperTraces(ReadmeText readme, PaperNames names)
    {
        var body = readme.Passages.Where(p => p.Zone == ReadmeZone.Body).ToList();
        var before = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < body.Count && Body is null; i++)
        {
            if (Names(body[i], names))
                Body = body[i];
            else
                before.UnionWith(body[i].Ids);
            if (Body is not null && (i < Opening || body[i].IsHeading) && names.TitleIn(body[i]))
                Headline = body[i];
            // Of several papers in one passage the first is the first.
            if (Body is not null && names.Arxiv is not null)
                before.UnionWith(body[i].Ids.TakeWhile(id => id != names.Arxiv.Value && !names.TitleIn(body[i])));
        }
        OthersBefore = Body is null ? 0 : before.Count;
        ShortName = body.Take(2 * Opening).Where(p => p.IsHeading || p.Text.Length < 400).FirstOrDefault(p => names.ShortIn(p));
        ShortNameAnywhere = ShortName ?? body.FirstOrDefault(p => names.ShortIn(p));
        Elsewhere = readme.Passages.FirstOrDefault(p => p.Zone is ReadmeZone.Citation or ReadmeZone.Others && Names(p, names));
        CitedAt = readme.Cited.ToList().FindIndex(c => TitleText.Normalise(c.Title) is var t && (t == names.Title || t.EndsWith($" {names.Title}", StringComparison.Ordinal)) || names.IdIn(c.Text));
        Cited = readme.Cited;
        OtherIds = [.. body.SelectMany(p => p.Ids).Distinct().Where(id => id != names.Arxiv?.Value)];
        Papers = readme.Passages.SelectMany(p => p.Ids).Concat(readme.Cited.SelectMany(c => PaperNames.IdsIn(c.Text))).Append(Body is null ? "" : names.Arxiv?.Value ?? "").Where(id => id.Length > 0).Distinct().Count();
    }

    /// <summary>The first passage of the body that names the paper by title or arXiv id.</summary>
    public Passage? Body { get; }

    /// <summary>The same where it is a heading or among the first passages, and holds the title.</summary>
    public Passage? Headline { get; }

    /// <summary>How many other papers are named before it.</summary>
    public int OthersBefore { get; }

    /// <summary>An opening passage with the paper's short name.</summary>
    public Passage? ShortName { get; }

    /// <summary>A passage of the body with the paper's short name.</summary>
    public Passage? ShortNameAnywhere { get; }

    /// <summary>A passage of citations, acknowledgements or related work that names the paper.</summary>
    public Passage? Elsewhere { get; }

    /// <summary>Which of the BibTeX entries is the paper's, from 0; -1: none.</summary>
    public int CitedAt { get; }

    /// <summary>The BibTeX entries.</summary>
    public IReadOnlyList<CitedPaper> Cited { get; }

    /// <summary>arXiv ids of other papers in the body, in order.</summary>
    public IReadOnlyList<string> OtherIds { get; }

    /// <summary>How many papers it names in all.</summary>
    public int Papers { get; }

    /// <summary>Whether it names the paper anywhere.</summary>
    public bool Any => (Body ?? Elsewhere ?? ShortName) is not null || CitedAt >= 0;

    private static bool Names(Passage passage, PaperNames names) => names.TitleIn(passage) || names.IdIn(passage.Text) || passage.Links.Any(names.IdIn);
}
