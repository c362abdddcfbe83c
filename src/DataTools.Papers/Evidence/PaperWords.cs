using System.Text;
using System.Text.RegularExpressions;

namespace DataTools.Papers.Evidence;

/// <summary>What a text that speaks of a paper has in it: its title, its arXiv id, the name of its method.</summary>
internal sealed partial class PaperWords
{
    private const int LongestAcronymWords = 3, ShortestWord = 3, MostWords = 6;

    private static readonly HashSet<string> Small = new(
        ["the", "and", "for", "with", "from", "via", "are", "all", "you", "its", "into", "that", "this", "not", "can", "how", "what", "using", "towards", "toward", "need", "learning"],
        StringComparer.OrdinalIgnoreCase);

    private readonly string _title;
    private readonly ArxivId? _arxiv;

    public PaperWords(Paper paper)
    {
        Title = Plain(paper.Title);
        _title = Folded(Title);
        _arxiv = paper.Arxiv;
        Acronym = AcronymOf(Title);
        Words = [.. Letters().Matches(Title).Select(m => m.Value).Where(w => w.Length >= ShortestWord && !Small.Contains(w)).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostWords)];
        Surname = paper.Authors is [var first, ..] ? first.Name.Split([' ', '\u00A0'], StringSplitOptions.RemoveEmptyEntries).LastOrDefault() : null;
    }

    /// <summary>The title without LaTeX's signs.</summary>
    public string Title { get; }

    /// <summary>The name before a title's colon: ViT, DETR, YOLO9000; null where there is none.</summary>
    public string? Acronym { get; }

    /// <summary>The title's words that say something.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The first author's.</summary>
    public string? Surname { get; }

    /// <summary>Whether a text names the paper by its title, its id or its method's name.</summary>
    public bool Are(string text) =>
        (_arxiv is not null && text.Contains(_arxiv.Value, StringComparison.OrdinalIgnoreCase))
        || (_title.Length > 0 && Folded(text).Contains(_title, StringComparison.Ordinal))
        || (Acronym is not null && Whole(text, Acronym));

    // A name is one where it is short and looks made: a capital after the first letter, or a digit.
    private static string? AcronymOf(string title)
    {
        var colon = title.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 1)
            return null;
        var name = title[..colon].Trim();
        return name.Split(' ').Length <= LongestAcronymWords && (name.Skip(1).Any(char.IsUpper) || name.Any(char.IsDigit) || !name.Contains(' ', StringComparison.Ordinal)) ? name : null;
    }

    private static bool Whole(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length])))
                return true;
        }
        return false;
    }

    private static string Plain(string title) => Spaces().Replace(Latex().Replace(title, ""), " ").Trim();

    // Letters and digits alone: punctuation, markup and line breaks differ from place to place.
    private static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
                folded.Append(char.ToLowerInvariant(c));
        }
        return folded.ToString();
    }

    [GeneratedRegex(@"\\[a-zA-Z]+|[${}\\^_]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Latex();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[\p{L}\p{Nd}-]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Letters();
}
