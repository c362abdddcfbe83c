using System.Net;
using System.Text.RegularExpressions;

namespace DataTools.Papers.Text;

/// <summary>What a part of a README is for.</summary>
internal enum ReadmeZone
{
    /// <summary>What the repository says of itself.</summary>
    Body,

    /// <summary>What to cite, and references.</summary>
    Citation,

    /// <summary>What it owes to others, and what others made: acknowledgements, related and third-party work.</summary>
    Others,

    /// <summary>Code.</summary>
    Code,
}

/// <summary>A sentence, without marks, and the addresses in it.</summary>
internal sealed record ReadmeSentence(string Text, IReadOnlyList<string> Links);

/// <summary>A paragraph, heading, item of a list or line of code.</summary>
/// <param name="Sentences">In order.</param>
/// <param name="Zone">What the part around it is for.</param>
/// <param name="IsHeading">Whether it is a heading.</param>
internal sealed record Passage(IReadOnlyList<ReadmeSentence> Sentences, ReadmeZone Zone, bool IsHeading)
{
    /// <summary>The whole on one line.</summary>
    public string Text { get; } = string.Join(' ', Sentences.Select(s => s.Text));

    /// <summary>The same, normalised, a space before it and after it.</summary>
    public string Normalised => field ??= $" {TitleText.Normalise(Text)} ";

    /// <summary>Addresses in it, in order.</summary>
    public IReadOnlyList<string> Links { get; } = [.. Sentences.SelectMany(s => s.Links)];

    /// <summary>arXiv ids in it, in order.</summary>
    public IReadOnlyList<string> Ids => field ??= PaperNames.IdsIn(string.Join('\n', Links.Prepend(Text)));
}

/// <summary>An entry of BibTeX in a README.</summary>
internal sealed record CitedPaper(string Title, string? Authors, string Text);

/// <summary>
/// A README taken apart: Markdown and HTML as people write them, which is not always as the standards say; plain text and
/// reStructuredText pass for it.
/// </summary>
internal sealed partial class ReadmeText
{
    private const int Longest = 256 << 10;

    // The private use area, which no text uses.
    private const char FirstLink = '\uE000';
    private const int MostLinks = 6000;

    private ReadmeText(IReadOnlyList<Passage> passages, IReadOnlyList<CitedPaper> cited) => (Passages, Cited) = (passages, cited);

    /// <summary>In order.</summary>
    public IReadOnlyList<Passage> Passages { get; }

    /// <summary>Its BibTeX entries, in order.</summary>
    public IReadOnlyList<CitedPaper> Cited { get; }

    /// <summary>
    /// Takes it apart, as far as <see cref="Longest"/> goes. Never fails: what is made so that it cannot be read in time is
    /// read as nothing.
    /// </summary>
    public static ReadmeText Parse(string text)
    {
        try
        {
            return Read(text.Length <= Longest ? text : text[..Longest]);
        }
        catch (RegexMatchTimeoutException)
        {
            return new([], []);
        }
    }

    private static ReadmeText Read(string text)
    {
        var passages = new List<Passage>();
        var lines = Comment().Replace(text.ReplaceLineEndings("\n"), "").Split('\n');
        var (zone, inCode, paragraph) = (ReadmeZone.Body, false, new List<string>());
        var definitions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            if (Definition().Match(line) is { Success: true } match)
                definitions[match.Groups["name"].Value] = match.Groups["url"].Value;
        }
        void Flush()
        {
            if (paragraph.Count > 0)
                passages.Add(Make(string.Join('\n', paragraph), zone, isHeading: false, definitions));
            paragraph.Clear();
        }
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (Fence().IsMatch(line))
            {
                Flush();
                inCode = !inCode;
            }
            else if (inCode)
            {
                passages.Add(new([new(line, [])], ReadmeZone.Code, IsHeading: false));
            }
            else if (Heading(lines, i) is { } heading)
            {
                Flush();
                zone = ZoneOf(heading, passages.Count == 0);
                passages.Add(Make(heading, zone, isHeading: true, definitions));
                // The line below an underlined heading.
                if (!line.TrimStart().StartsWith('#') && !HtmlHeading().IsMatch(line))
                    i++;
            }
            else if (string.IsNullOrWhiteSpace(line) || Rule().IsMatch(line))
            {
                Flush();
            }
            else
            {
                if (Item().IsMatch(line))
                    Flush();
                paragraph.Add(line);
            }
        }
        Flush();
        return new([.. passages.Where(p => p.Text.Length > 0 || p.Links.Count > 0)], [.. Entries(text)]);
    }

    private static string? Heading(string[] lines, int i)
    {
        var line = lines[i].Trim();
        if (line.StartsWith('#') && line.TrimStart('#') is { Length: > 0 } rest && line.Length - rest.Length <= 6)
            return rest.Trim(' ', '#');
        if (HtmlHeading().IsMatch(line))
            return line;
        return line.Length > 2 && i + 1 < lines.Length && Underline().IsMatch(lines[i + 1]) && !Item().IsMatch(line) && !line.Contains('|', StringComparison.Ordinal) ? line : null;
    }

    private static ReadmeZone ZoneOf(string heading, bool first) => first ? ReadmeZone.Body
        : Citing().IsMatch(heading) ? ReadmeZone.Citation
        : OthersWork().IsMatch(heading) ? ReadmeZone.Others
        : ReadmeZone.Body;

    // Addresses stand in the text as one character each until the sentences are told apart.
    private static Passage Make(string text, ReadmeZone zone, bool isHeading, Dictionary<string, string> definitions)
    {
        var links = new List<string>();
        string Keep(string url)
        {
            if (links.Count == MostLinks)
                return "";
            links.Add(url);
            return $"{(char)(FirstLink + links.Count - 1)}";
        }
        var plain = Image().Replace(text, " ");
        plain = Link().Replace(plain, m =>
        {
            var url = m.Groups["url"].Success ? m.Groups["url"].Value
                : definitions.GetValueOrDefault(m.Groups["name"].Value is { Length: > 0 } name ? name : m.Groups["text"].Value);
            return url is null ? m.Value : m.Groups["text"].Value + Keep(url);
        });
        plain = Anchor().Replace(plain, m => Keep(WebUtility.HtmlDecode(m.Groups["url"].Value)));
        plain = Tag().Replace(plain, " ");
        plain = Bare().Replace(plain, m => m.Value.TrimEnd('.', ',', ')', ']', ';', ':', '>', '\'', '"', '*', '`', '_') is var url ? url + Keep(url) + m.Value[url.Length..] : "");
        plain = Marks().Replace(WebUtility.HtmlDecode(plain), m => m.Value[0] == '\\' ? m.Value[1..] : "");
        // BibTeX outside of a code block.
        zone = Entry().IsMatch(text) ? ReadmeZone.Citation : zone;
        return new([.. End().Split(White().Replace(plain, " ")).Select(s => Part(s, links)).Where(s => s.Text.Length > 0 || s.Links.Count > 0)], zone, isHeading);
    }

    private static ReadmeSentence Part(string text, List<string> links) => new(
        string.Concat(text.Where(c => !IsLink(c, links))).Trim(), [.. text.Where(c => IsLink(c, links)).Select(c => links[c - FirstLink])]);

    private static bool IsLink(char c, List<string> links) => c >= FirstLink && c < FirstLink + links.Count;

    private static IEnumerable<CitedPaper> Entries(string text)
    {
        var starts = Entry().Matches(text);
        foreach (var (i, start) in starts.Index())
        {
            // One without an end does not take in the next.
            var (depth, end, last) = (1, start.Index + start.Length, i + 1 < starts.Count ? starts[i + 1].Index : text.Length);
            while (end < last && depth > 0)
                depth += text[end++] switch { '{' => 1, '}' => -1, _ => 0 };
            var entry = text[start.Index..end];
            if (Field("title", entry) is { } title)
                yield return new(title, Field("author", entry), entry);
        }
    }

    private static string? Field(string name, string entry)
    {
        var match = Regex.Match(entry, $@"(?<![a-z]){name}\s*=\s*(\{{(?<v>(?:[^{{}}]|\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}})*)\}}|""(?<v>[^""]*)"")", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return match.Success ? White().Replace(match.Groups["v"].Value, " ").Trim() : null;
    }

    [GeneratedRegex(@"<!--.*?-->", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*(```|~~~)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*(?<mark>[=~^-])\k<mark>{3,}\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Underline();

    [GeneratedRegex(@"^\s*([-*_=]\s*){3,}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^\s*([-*+]|\d+\.|\[\d+\]|\|)\s", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Item();

    [GeneratedRegex(@"^\s*(<[^>]+>\s*)*<h[1-4][\s>]", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HtmlHeading();

    [GeneratedRegex(@"\b(cit(e|ing|ations?)|bibtex|references?|bibliography)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Citing();

    [GeneratedRegex(
        @"\b(acknowledge?ments?|acknowledging|credits?|thanks|related\s+(works?|projects?|repos\w*|implementations?|links|resources)|see also|third[- ]party|(other|re-?)\s*-?(implementations?|frameworks?|repos|projects|versions|resources|ports)|unofficial|community|contribut\w+|(used|built) (by|with|on))\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OthersWork();

    [GeneratedRegex(@"!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])|<img[^>]*>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Image();

    // [text](<url> "title"), [text][name], [text]
    [GeneratedRegex(@"\[(?<text>[^\[\]]*)\]\s?(\(\s*<?(?<url>[^\s)>]+)>?[^)]*\)|\[(?<name>[^\]]*)\]|(?![\[(]))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s{0,3}\[(?<name>[^\]]+)\]:\s*<?(?<url>\S+?)>?(\s|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Definition();

    [GeneratedRegex(@"<a\s[^>]*href\s*=\s*[""']?(?<url>[^""'\s>]+)[^>]*>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Anchor();

    [GeneratedRegex(@"</?[A-Za-z][^<>]*>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"https?://[^\s<>""|]+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bare();

    [GeneratedRegex(@"\\[*_#`\[\]()~]|\*+|`+|~~|(?<![A-Za-z0-9])_+(?=\S)|(?<=\S)_+(?![A-Za-z0-9])|^\s*(>|[-*+]\s)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marks();

    // A capital, a mark or an address begins the next.
    [GeneratedRegex(@"(?<=[.!?。][\uE000-\uF8FF]?)\s+(?=[^a-z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex End();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex White();

    [GeneratedRegex(@"@(article|inproceedings|misc|conference|incollection|techreport|phdthesis|mastersthesis|book|unpublished|software|inbook)\s*\{", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();
}
