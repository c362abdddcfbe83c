namespace DataTools.Catalog.Text;

/// <summary>Suggestions for a mistyped word.</summary>
public static class DidYouMean
{
    /// <summary>
    /// The candidate nearest to <paramref name="word"/> by edit distance (insert, delete, replace, swap of neighbours),
    /// ignoring case, or null where none is within a third of the word's length (at least 2 edits). A candidate that
    /// contains the word, or is contained in it, is always near.
    /// </summary>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        var limit = Math.Max(2, word.Length / 3);
        return candidates
            .Where(c => c.Length > 0)
            .Select(c => (Candidate: c, Near: word.Length >= 3 && Contains(c, word), Distance: Distance(word, c)))
            .Where(c => c.Near || (c.Distance <= limit && c.Distance < Math.Max(word.Length, c.Candidate.Length)))
            // The same word in other letter case first, then those that contain it, then by distance.
            .OrderBy(c => c.Near ? Math.Min(c.Distance, 1) : c.Distance).ThenBy(c => c.Distance).ThenBy(c => c.Candidate, StringComparer.Ordinal)
            .Select(c => c.Candidate)
            .FirstOrDefault();
    }

    /// <summary>A sentence for a hint: "Did you mean X?", or else what there is, or null where there is nothing.</summary>
    public static string? Hint(string word, IReadOnlyCollection<string> candidates, string what)
    {
        if (Closest(word, candidates) is { } closest)
            return $"Did you mean {closest}?";
        return candidates.Count switch
        {
            0 => null,
            <= 12 => $"{what}: {string.Join(", ", candidates.Order(StringComparer.Ordinal))}.",
            _ => null,
        };
    }

    private static bool Contains(string a, string b) =>
        a.Contains(b, StringComparison.OrdinalIgnoreCase) || (a.Length >= 3 && b.Contains(a, StringComparison.OrdinalIgnoreCase));

    private static int Distance(string a, string b)
    {
        a = a.ToUpperInvariant();
        b = b.ToUpperInvariant();
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
