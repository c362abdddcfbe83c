using System.Text;
using System.Text.RegularExpressions;
using DataTools.Catalog;
using DataTools.Papers.Resolving;

namespace DataTools.Papers.Batches;

/// <summary>A paper of a list.</summary>
/// <param name="Text">What names it in the list, and in the output; on one line.</param>
/// <param name="Line">Where in the list, from 1.</param>
/// <param name="Fault">Why it cannot be asked for; null: it can.</param>
public sealed partial record BatchQuery(string Text, int Line, string? Fault = null)
{
    private const int LargestFile = 64 << 20;

    /// <summary>
    /// Reads a list of papers, each once: BibTeX, or text with a paper a line (title, arXiv id, DOI, address; what follows a
    /// <c>#</c> at the beginning of a line is a comment). Throws <see cref="NotFoundException"/> where there is no such file and
    /// <see cref="InvalidInputException"/> for what is no such list.
    /// </summary>
    public static IReadOnlyList<BatchQuery> ReadFile(string path)
    {
        var text = ReadText(path);
        IEnumerable<BatchQuery> all = path.EndsWith(".bib", StringComparison.OrdinalIgnoreCase) || BibTeXEntryStart().IsMatch(text)
            ? BibTeX.Read(text, path).Select(Of)
            : text.Split('\n').Select((line, i) => new BatchQuery(Blanks().Replace(line, " ").Trim(), i + 1)).Where(q => q.Text.Length > 0 && q.Text[0] != '#');
        List<BatchQuery> queries = [.. all.DistinctBy(q => q.Text)];
        return queries.Count > 0 ? queries : throw new InvalidInputException($"{path} names no paper", "Write a paper a line: its title, arXiv id, DOI or address. Or give a BibTeX file.");
    }

    private static BatchQuery Of(BibTeXEntry entry) => entry.Query is { } query
        ? new(Blanks().Replace(query, " ").Trim(), entry.Line)
        : new(entry.Key.Length > 0 ? entry.Key : $"line {entry.Line}", entry.Line, "the entry has no title, eprint, DOI or address");

    private static string ReadText(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
                throw new InvalidInputException($"{path} is too large for a list of papers: more than {LargestFile >> 20} MiB", "Split it.");
            return File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotFoundException($"there is no file {path}", "Give a text file with a paper a line, or a BibTeX file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {e.Message}", "Change its permissions, or give another file.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidInputException($"{path} is no text in UTF-8", "Save it as UTF-8.", e);
        }
    }

    [GeneratedRegex(@"\A(\s|%.*\n|#.*\n)*@\w+\s*[{(]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BibTeXEntryStart();

    // Control characters come with what was copied from a PDF, and terminals obey some.
    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
