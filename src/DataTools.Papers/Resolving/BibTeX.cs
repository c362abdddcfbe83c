using System.Text;
using System.Text.RegularExpressions;
using DataTools.Papers.Text;

namespace DataTools.Papers.Resolving;

/// <summary>An entry of a bibliography, as far as it says which paper is meant.</summary>
/// <param name="Key">What it is cited by.</param>
/// <param name="Line">Where it begins in the file, from 1.</param>
public sealed record BibTeXEntry(string Key, int Line)
{
    /// <summary>On one line, without LaTeX.</summary>
    public string? Title { get; init; }

    /// <summary>Bare and in lower case.</summary>
    public string? Doi { get; init; }

    /// <summary>Its arXiv id, from <c>eprint</c> or wherever else one stands.</summary>
    public ArxivId? Eprint { get; init; }

    /// <summary>An address.</summary>
    public string? Url { get; init; }

    /// <summary>What names the paper best; null where nothing does.</summary>
    public string? Query => Eprint?.Value ?? Doi ?? Title ?? Url;
}

/// <summary>
/// Bibliographies in BibTeX. Source: O. Patashnik, BibTeXing (1988); for <c>eprint</c>, https://info.arxiv.org/help/hypertex/bibstyles/
/// </summary>
public static partial class BibTeX
{
    private static readonly string[] Articles = ["a", "an", "the", "on"];

    /// <summary>
    /// Reads a bibliography; <paramref name="name"/> is the file's, for messages. Throws
    /// <see cref="Catalog.InvalidInputException"/> with the line where it cannot be read.
    /// </summary>
    public static IReadOnlyList<BibTeXEntry> Read(string text, string name) => [.. new BibTeXReader(text, name).Entries().Select(EntryOf)];

    /// <summary>A paper's entry, with a line break at the end.</summary>
    public static string Write(Paper paper)
    {
        var conference = paper.Venue is { } venue && Conference().IsMatch(venue);
        var fields = new List<(string Name, string? Value)>
        {
            ("title", BibTeXText.Title(paper.Title)),
            ("author", paper.Authors.Count == 0 ? null : string.Join(" and ", paper.Authors.Select(a => BibTeXText.Name(a.Name)))),
            (conference ? "booktitle" : "journal", paper.Venue is null ? null : BibTeXText.Escaped(paper.Venue)),
            ("year", paper.Year?.ToString()),
            ("eprint", paper.Arxiv?.Value),
            ("archivePrefix", paper.Arxiv is null ? null : "arXiv"),
            ("doi", paper.Doi is null ? null : BibTeXText.Verbatim(paper.Doi)),
            ("url", paper.Url is null ? null : BibTeXText.Verbatim(paper.Url)),
        };
        var entry = new StringBuilder($"@{(paper.Venue is null ? "misc" : conference ? "inproceedings" : "article")}{{{KeyOf(paper)}");
        foreach (var (field, value) in fields.Where(f => !string.IsNullOrEmpty(f.Value)))
            entry.Append($",\n  {field} = {{{value}}}");
        return entry.Append("\n}\n").ToString();
    }

    // he2016deep
    private static string KeyOf(Paper paper)
    {
        var surname = paper.Authors.Count == 0 ? "" : Ascii(Suffix().Replace(paper.Authors[0].Name, "").Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "");
        var words = TitleText.Normalise(paper.Title).Split(' ').Select(Ascii).Where(w => w.Length > 0).ToList();
        var key = surname + paper.Year + (words.Find(w => !Articles.Contains(w)) ?? words.FirstOrDefault());
        return key.Length == 0 ? "paper" : key;
    }

    private static string Ascii(string text) => string.Concat(TitleText.Key(text).Where(char.IsAsciiLetterOrDigit));

    private static BibTeXEntry EntryOf(RawEntry raw)
    {
        string? Field(string name) => raw.Fields.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } text ? text : null;
        var url = Field("url") ?? (Field("howpublished") is { } how && Address().Match(how) is { Success: true } match ? match.Value : null);
        var doi = PaperQuery.OfDoi(TitleText.Plain(Field("doi") ?? "")) ?? (url is null ? null : PaperQuery.OfDoi(url));
        return new(raw.Key, raw.Line)
        {
            Title = Field("title") is { } title && TitleText.Plain(title) is { Length: > 0 } plain ? plain : null,
            Doi = (doi as PaperQuery.ByDoi)?.Doi,
            Eprint = ArxivId.TryParse(Field("eprint")) ?? (doi as PaperQuery.ByArxiv)?.Id
                ?? new[] { "journal", "note", "howpublished", "volume", "url", "number" }.Select(f => ArxivIn(Field(f))).FirstOrDefault(id => id is not null),
            Url = url,
        };
    }

    // "arXiv preprint arXiv:1512.03385", "abs/1512.03385" of dblp's CoRR, https://arxiv.org/abs/1512.03385
    private static ArxivId? ArxivIn(string? text) => text is not null && Arxiv().Match(text) is { Success: true } match ? ArxivId.TryParse(match.Groups["id"].Value) : null;

    [GeneratedRegex(@"\b(proceedings|proc\.|conference|workshop|symposium|advances in neural|CVPR|ICCV|ECCV|NeurIPS|NIPS|ICML|ICLR|AAAI|IJCAI|EMNLP|NAACL|ACL|BMVC|WACV|MICCAI|SIGGRAPH)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Conference();

    [GeneratedRegex(@",?\s+(Jr\.?|Sr\.?|II|III|IV)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Suffix();

    [GeneratedRegex(@"https?://[^\s{}]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"(arxiv:\s*|arxiv\.org/(abs|pdf)/|\babs/)(?<id>([a-z-]+(\.[a-z]{2})?/[0-9]{7}|[0-9]{4}\.[0-9]{4,5}))", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Arxiv();
}
