using System.Globalization;
using DataTools.Catalog;

namespace DataTools.Connectors.Search;

/// <summary>A data set's name without its source, looked for in the catalogues that can be searched.</summary>
/// <param name="name">NAME or OWNER/NAME.</param>
/// <param name="near">A reference known here that the user may have meant; null where none is near.</param>
internal sealed class BareName(string name, string? near)
{
    // Popular data sets whose names only hold the word come first: those of exactly that name may stand far behind.
    private const int Asked = 100, Listed = 10;

    /// <summary>The one data set of exactly that name. Throws as <see cref="References.ResolveAsync"/> says.</summary>
    public async Task<DatasetRef> FindAsync(ServiceContext services, IReadOnlyList<IDatasetSearch> searches, CancellationToken cancellation)
    {
        var result = await new DatasetSearch(services, searches).RunAsync(new(name, Task: null, Asked), progress: null, cancellation);
        var exact = Ranking.Merge(name, [.. result.Answers.Select(a => a with { Hits = [.. a.Hits.Where(IsExact)] })], int.MaxValue);
        if (exact.Count > 1)
        {
            throw new InvalidInputException(
                $"'{name}' may be any of {exact.Count} data sets:\n{string.Join('\n', exact.Take(Listed).Select(Line))}",
                $"Write the one you mean, such as datatools pull {exact[0].Reference}");
        }
        // A catalogue that nobody set up here is not missed; one that failed might hold another of that name tomorrow.
        if (result.Failed.FirstOrDefault(a => a.Fault is not CredentialsMissingException) is { } failed)
        {
            throw new NetworkException(
                exact is [var one]
                    ? $"'{name}' is {one.Reference}, but perhaps not only: {failed.Source} could not be asked: {failed.Fault!.Message}"
                    : $"'{name}' is not known here, and {failed.Source} could not be asked: {failed.Fault!.Message}",
                exact is [var only] ? $"Try again, or write datatools pull {only.Reference}"
                    : near is not null ? $"Did you mean {near}?"
                    : failed.Fault!.Hint ?? "Try again, or write SOURCE:NAME.",
                failed.Fault);
        }
        return exact is [var found] ? DatasetRef.Parse(found.Reference) : throw Unknown(result);
    }

    private bool IsExact(SearchHit hit) => Ranking.Names(hit).Contains(name, StringComparer.OrdinalIgnoreCase);

    private NotFoundException Unknown(SearchResult result)
    {
        string?[] meant = [near, .. result.Hits.Take(3).Select(h => h.Reference)];
        var candidates = meant.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return new(
            result.Answers.Count == 0 ? $"'{name}' is not known here, and without a network nobody can be asked" : $"there is no data set '{name}'",
            candidates.Count == 0 ? $"{(result.Answers.Count == 0 ? "Write" : "Look for it with datatools search, or write")} SOURCE:NAME, such as hf:OWNER/NAME." : $"Did you mean {string.Join(" or ", candidates)}?");
    }

    private static string Line(SearchHit hit)
    {
        string?[] facts =
        [
            hit.Title,
            hit.Bytes is { } bytes ? (bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture) + " MB" : null,
            hit.License,
            hit.Downloads is { } downloads ? $"{downloads.ToString("N0", CultureInfo.InvariantCulture)} downloads" : null,
            hit.Updated is { } updated ? $"updated {updated:yyyy-MM-dd}" : null,
            hit.Gated ? "gated" : null,
        ];
        var line = $"- {hit.Reference}: {string.Join(", ", facts.OfType<string>())}";
        // Titles come from strangers: no line breaks, no terminal's control characters.
        return string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
