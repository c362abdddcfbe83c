namespace DataTools.Connectors.Search;

/// <summary>
/// One list out of several sources' lists. Counts of downloads mean something else at each source, so that a source's
/// hits are put in order among themselves, and the first of each compete, then the second of each.
/// </summary>
internal static class Ranking
{
    private const string Official = "official";

    private sealed record Ranked(SearchHit Hit, string Source, int Rank, bool Exact);

    /// <summary>
    /// The best <paramref name="limit"/> hits: those called just so first; then by popularity within their source; among
    /// equals the official ones first, then by the sources' names. The order of the answers does not matter. A reference
    /// appears once.
    /// </summary>
    public static IReadOnlyList<SearchHit> Merge(string words, IReadOnlyList<SearchAnswer> answers, int limit) =>
    [
        .. answers
            .SelectMany(a => Popular(a.Hits).Select((h, rank) => new Ranked(h, a.Source, rank, IsNamed(h, words))))
            .OrderByDescending(r => r.Exact)
            .ThenBy(r => r.Rank)
            .ThenByDescending(r => r.Source == Official)
            .ThenBy(r => r.Source, StringComparer.Ordinal)
            .ThenBy(r => r.Hit.Reference, StringComparer.Ordinal)
            .Select(r => r.Hit)
            .DistinctBy(h => h.Reference, StringComparer.OrdinalIgnoreCase)
            .Take(limit),
    ];

    /// <summary>
    /// Whether a hit is called <paramref name="words"/>: its name, with its owner or without, or its title. Letter case and
    /// whatever is no letter or digit does not count: "Fashion MNIST" is fashion_mnist.
    /// </summary>
    public static bool IsNamed(SearchHit hit, string words)
    {
        var wanted = Letters(words);
        return wanted.Length > 0 && Names(hit).Append(hit.Title).Any(n => Letters(n) == wanted);
    }

    /// <summary>The names a data set goes by: whole, and without its owner.</summary>
    public static IReadOnlyList<string> Names(SearchHit hit)
    {
        var name = hit.Reference[(hit.Reference.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var whole = name.Split('@', '#')[0];
        return [whole, whole[(whole.LastIndexOf('/') + 1)..]];
    }

    /// <summary>What is compared of a name: its letters and digits, in one case.</summary>
    public static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    // The most downloaded first. Where nothing is known the source's own order stands, behind those that are known.
    private static IEnumerable<SearchHit> Popular(IReadOnlyList<SearchHit> hits) => hits
        .DistinctBy(h => h.Reference, StringComparer.OrdinalIgnoreCase)
        .OrderByDescending(h => h.Downloads ?? -1);
}
