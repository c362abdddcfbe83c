using System.Text.RegularExpressions;
using DataTools.Catalog;

namespace DataTools.Papers.Resolving;

/// <summary>What a user wrote to name a paper.</summary>
internal abstract partial record PaperQuery
{
    private const int LongestTitle = 500;

    private const string Hint = "Write a title, an arXiv id (1512.03385), a DOI (10.1109/CVPR.2016.90), the address of the paper's page, or the path of its PDF.";

    private PaperQuery()
    {
    }

    /// <summary>By its title, on one line.</summary>
    public sealed record ByTitle(string Title) : PaperQuery;

    /// <summary>By its arXiv id.</summary>
    public sealed record ByArxiv(ArxivId Id) : PaperQuery;

    /// <summary>By its DOI, bare and in lower case.</summary>
    public sealed record ByDoi(string Doi) : PaperQuery;

    /// <summary>By a page about it.</summary>
    public sealed record ByPage(Uri Address) : PaperQuery;

    /// <summary>By its PDF on this machine.</summary>
    public sealed record ByPdf(string Path) : PaperQuery;

    /// <summary>
    /// Reads what a user wrote. Throws <see cref="InvalidInputException"/> where it can name no paper,
    /// <see cref="NotFoundException"/> for a PDF that is not there.
    /// </summary>
    public static PaperQuery Parse(string text)
    {
        var words = Blanks().Replace(text, " ").Trim();
        if (words.Length == 0)
            throw new InvalidInputException("no paper is named", Hint);
        // A path may hold what a title would lose.
        if (File.Exists(text.Trim()) && PdfFile(text.Trim(), words) is { } pdf)
            return pdf;
        if (Quoted().Match(words) is { Success: true } quoted)
            words = quoted.Groups["text"].Value.Trim();
        if (ArxivId.TryParse(Stamp().Replace(words, "${id}")) is { } id)
            return new ByArxiv(id);
        if (AsArxiv().IsMatch(words))
            throw new InvalidInputException($"'{words}' is no arXiv id", "Ids look so: arXiv:1512.03385, arXiv:1512.03385v2, arXiv:hep-th/9901001.");
        if (OfDoi(words) is { } doi)
            return doi;
        if (AsDoi().IsMatch(words))
            throw new InvalidInputException($"'{words}' is no DOI", "DOIs look so: 10.1109/CVPR.2016.90.");
        if (PaperAddress.TryParse(words) is { } address)
            return address;
        if (words.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase))
            throw new NotFoundException($"there is no file {words}", "Give the path of a PDF file, or the paper's title or id.");
        if (Directory.Exists(words) && LooksLikePath(words))
            throw new InvalidInputException($"{words} is a folder", Hint);
        if (words.Length > LongestTitle)
            throw new InvalidInputException($"this is {words.Length} characters long, too long for a title: '{words[..60]}...'", Hint);
        return Text.TitleText.Key(words).Length >= 3 ? new ByTitle(words) : throw new InvalidInputException($"'{words}' is too short for a title", Hint);
    }

    /// <summary>A DOI, bare, after <c>doi:</c> or as an address of doi.org; arXiv's own DOIs are ids. Null for anything else.</summary>
    internal static PaperQuery? OfDoi(string text)
    {
        if (DoiForm().Match(text) is not { Success: true } match)
            return null;
        var doi = match.Groups["doi"].Value.TrimEnd('.', ',', ';', ':').ToLowerInvariant();
        if (match.Groups["site"].Success)
            doi = Uri.UnescapeDataString(doi);
        const string arxiv = "10.48550/arxiv.";
        return doi.StartsWith(arxiv, StringComparison.Ordinal) && ArxivId.TryParse(doi[arxiv.Length..]) is { } id ? new ByArxiv(id) : new ByDoi(doi);
    }

    // Null where the file is none that is meant: a title may happen to be a file's name.
    private static ByPdf? PdfFile(string path, string words)
    {
        try
        {
            using var stream = File.OpenRead(path);
            Span<byte> start = stackalloc byte[1024];
            if (start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)].IndexOf("%PDF-"u8) >= 0)
                return new(Path.GetFullPath(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {e.Message}", "Change its permissions, or name the paper by its title or id.", e);
        }
        return LooksLikePath(path) && ArxivId.TryParse(words) is null
            ? throw new InvalidInputException($"{path} is no PDF: it does not begin with %PDF", "Give a PDF file, or the paper's title or id.")
            : null;
    }

    private static bool LooksLikePath(string text) => text.IndexOfAny(['/', '\\']) >= 0 || (!text.Contains(' ') && Path.HasExtension(text));

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex("\\A[\"“”'](?<text>[^\"“”]+)[\"“”']\\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    // The margin of a paper: arXiv:1512.03385v1 [cs.CV] 10 Dec 2015.
    [GeneratedRegex(@"\Aarxiv[: ]\s*(?<id>[a-z0-9./-]+)(\s+\[[a-z. -]+\].*)?\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"\Aarxiv:", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AsArxiv();

    [GeneratedRegex(@"\A(doi:|(https?://)?(dx\.)?doi\.org/)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AsDoi();

    [GeneratedRegex(
        @"\A(doi:?\s*|(?<site>(https?://)?(dx\.|www\.)?doi\.org/))?(?<doi>10\.[0-9]{4,9}(\.[0-9]+)*(/|%2F)[^\s?#]+)([?#]\S*)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DoiForm();
}
