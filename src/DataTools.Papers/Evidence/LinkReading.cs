using System.Text.RegularExpressions;

namespace DataTools.Papers.Evidence;

/// <summary>What the addresses in a text come to: repositories, code elsewhere, pages of the project.</summary>
internal static partial class LinkReading
{
    // Where papers, films and files are, and no project has its page.
    private static readonly string[] Others =
    [
        "arxiv.org", "doi.org", "openreview.net", "youtube.com", "youtu.be", "vimeo.com", "huggingface.co", "zenodo.org", "drive.google.com", "docs.google.com",
        "dropbox.com", "colab.research.google.com", "creativecommons.org", "thecvf.com", "ieee.org", "acm.org", "springer.com", "aclanthology.org", "neurips.cc",
        "openaccess.thecvf.com", "proceedings.mlr.press", "kaggle.com", "twitter.com", "x.com", "wikipedia.org", "github.com", "gitlab.com", "bitbucket.org", "codeberg.org",
        "raw.githubusercontent.com",
    ];

    /// <summary>Everything in <paramref name="text"/>; the quote is the sentence around each, or <paramref name="quote"/>.</summary>
    public static Findings Of(string text, MentionKind kind, string source, string? quote = null)
    {
        var links = RepositoryLinks.In(text);
        return new()
        {
            Mentions = [.. links.Where(l => l.Repository is not null).Select(l => new Mention(l.Repository!, kind, source, quote ?? Sentence.Around(text, l.Start, l.Length)) { Path = l.Path })],
            Elsewhere = [.. links.Where(l => l.Repository is null).Select(l => new CodeElsewhere(l.Url, source, quote ?? Sentence.Around(text, l.Start, l.Length)))],
            ProjectPages = kind == MentionKind.Bibliography ? [] : [.. Pages(text, quote)],
        };
    }

    /// <summary>Several as one.</summary>
    public static Findings Together(IEnumerable<Findings> all)
    {
        var list = all.ToList();
        return new()
        {
            Mentions = [.. list.SelectMany(f => f.Mentions).Distinct()],
            ProjectPages = [.. list.SelectMany(f => f.ProjectPages).Distinct()],
            Elsewhere = [.. list.SelectMany(f => f.Elsewhere).Distinct()],
            Failures = [.. list.SelectMany(f => f.Failures).Distinct()],
        };
    }

    // Those of github.io are projects' pages for the most part; others where the sentence says so.
    private static IEnumerable<Uri> Pages(string text, string? quote)
    {
        foreach (Match match in Address().Matches(text))
        {
            var written = match.Value.TrimEnd('.', ',', ';', ':', ')', '\'', '"', '!').Replace("\\", "", StringComparison.Ordinal);
            if (!Uri.TryCreate(written.Contains("://", StringComparison.Ordinal) ? written : $"https://{written}", UriKind.Absolute, out var url) || url.UserInfo.Length > 0)
                continue;
            if (Others.Any(o => url.Host.Equals(o, StringComparison.OrdinalIgnoreCase) || url.Host.EndsWith($".{o}", StringComparison.OrdinalIgnoreCase)))
                continue;
            if (IsGitHubPage(url) || Page().IsMatch(quote ?? Sentence.Around(text, match.Index, match.Length).Replace(match.Value, "", StringComparison.Ordinal)))
                yield return url;
        }
    }

    /// <summary>Whether it is a page at <c>OWNER.github.io</c>.</summary>
    public static bool IsGitHubPage(Uri url) => url.Host.EndsWith(".github.io", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"https?://[^\s<>""{}|^`\[\]]+|(?<![\w./-])[A-Za-z0-9-]+\.github\.io(/[^\s<>""{}|^`\[\]]*)?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\b(project|web\s?site|web\s?page|home\s?page|page|code|codes|demo|available)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Page();
}
