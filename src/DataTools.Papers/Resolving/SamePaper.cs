using DataTools.Papers.Text;

namespace DataTools.Papers.Resolving;

/// <summary>One paper as several catalogues know it: preprint and journal's version are one.</summary>
internal static class SamePaper
{
    /// <summary>Whether two records are of one paper: by arXiv id where both have one, by DOI, else by title and authors.</summary>
    public static bool Is(Paper a, Paper b)
    {
        if (a.Arxiv is { } one && b.Arxiv is { } other)
            return one == other;
        if (a.Doi is { } doi && doi == b.Doi)
            return true;
        return TitleText.Same(a.Title, b.Title) && AuthorsAgree(a.Authors, b.Authors);
    }

    /// <summary>
    /// Whether half of the shorter list is in the other, by any part of the name: catalogues write given names in full, as
    /// initials, last. A list that is missing says nothing against.
    /// </summary>
    public static bool AuthorsAgree(IReadOnlyList<Author> a, IReadOnlyList<Author> b)
    {
        if (a.Count == 0 || b.Count == 0)
            return true;
        var (few, many) = a.Count <= b.Count ? (a, b) : (b, a);
        return few.Count(author => many.Any(o => IsSame(author, o))) * 2 >= few.Count;
    }

    /// <summary>Records of one paper put together; where they differ, the earlier counts.</summary>
    public static Paper Merged(IReadOnlyList<Paper> records)
    {
        var authors = records.FirstOrDefault(r => r.Authors.Count > 0)?.Authors ?? [];
        var published = records.Select(r => r.Published).FirstOrDefault(d => d is not null);
        return new(records.FirstOrDefault(r => r.Title.Length > 0)?.Title ?? "")
        {
            Authors = [.. authors.Select(a => Filled(a, records))],
            Arxiv = First(records, r => r.Arxiv),
            // arXiv's own DOI says no more than its id.
            Doi = First(records, r => r.Doi is { } doi && PaperQuery.OfDoi(doi) is PaperQuery.ByArxiv ? null : r.Doi),
            Published = published,
            Year = published?.Year ?? records.Select(r => r.Year).FirstOrDefault(y => y is not null),
            Venue = First(records, r => r.Venue is { } venue && venue.Contains("arxiv", StringComparison.OrdinalIgnoreCase) ? null : r.Venue),
            Abstract = First(records, r => r.Abstract),
            Comment = First(records, r => r.Comment),
            Url = First(records, r => r.Url),
            Links = [.. records.SelectMany(r => r.Links).Distinct()],
        };
    }

    private static T? First<T>(IReadOnlyList<Paper> records, Func<Paper, T?> of) where T : class => records.Select(of).FirstOrDefault(v => v is not null);

    private static Author Filled(Author author, IReadOnlyList<Paper> records)
    {
        var same = records.Select(r => r.Authors.Where(a => IsSame(a, author)).ToList()).Where(f => f.Count == 1).Select(f => f[0]).ToList();
        return author with
        {
            Affiliations = author.Affiliations.Count > 0 ? author.Affiliations : same.FirstOrDefault(s => s.Affiliations.Count > 0)?.Affiliations ?? [],
            Homepage = author.Homepage ?? same.Select(s => s.Homepage).FirstOrDefault(h => h is not null),
            HuggingFaceAccount = author.HuggingFaceAccount ?? same.Select(s => s.HuggingFaceAccount).FirstOrDefault(h => h is not null),
        };
    }

    // All parts of one name are in the other, initials for names: K. He, He Kaiming, Kaiming He.
    private static bool IsSame(Author a, Author b)
    {
        var (x, y) = (Parts(a), Parts(b));
        var (few, many) = x.Length <= y.Length ? (x, y) : (y, x);
        return few.Any(p => p.Length > 1 && many.Contains(p, StringComparer.Ordinal))
            && few.All(p => many.Any(q => p == q || ((p.Length == 1 || q.Length == 1) && p[0] == q[0])));
    }

    private static string[] Parts(Author author) => TitleText.Normalise(author.Name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
