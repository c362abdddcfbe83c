using DataTools.Papers.Text;

namespace DataTools.Papers.Resolving;

/// <summary>
/// Picks what a search by title was for: several services always answer with something, whatever was asked.
/// </summary>
internal static class CloseTitles
{
    // Of the asked words: with half of them mistyped or missing it may still be meant.
    private const double LeastShare = 0.5;

    /// <summary>Those of whose title at least half of the asked words are, the closest first.</summary>
    public static IReadOnlyList<Paper> Of(string asked, IEnumerable<Paper> found)
    {
        var words = Words(asked);
        return
        [
            .. found.Select(p => (Paper: p, Words: Words(p.Title), Shared: 0))
                .Select(p => p with { Shared = p.Words.Count(words.Contains) })
                .Where(p => p.Shared > 0 && p.Shared >= LeastShare * words.Count)
                // Dice's coefficient: words in common against words of both.
                .OrderByDescending(p => 2.0 * p.Shared / (words.Count + p.Words.Count))
                .Select(p => p.Paper),
        ];
    }

    /// <summary>Whether two titles are the same but for letter case, accents and punctuation.</summary>
    public static bool AreSame(string one, string other) => TitleText.Normalise(one) is { Length: > 0 } plain && plain == TitleText.Normalise(other);

    private static HashSet<string> Words(string title) => [.. TitleText.Normalise(title).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
