using System.Globalization;
using System.Runtime.CompilerServices;
using DataTools.Connectors.Search;

namespace DataTools.Connectors.Kaggle;

/// <summary>
/// Searches Kaggle's data sets. Kaggle knows no tasks: the words of one (<c>image-classification</c>) are looked for like
/// the others.
/// </summary>
internal sealed class KaggleSearch : IDatasetSearch
{
    public string Source => "kaggle";

    public async IAsyncEnumerable<SearchHit> SearchAsync(SearchQuery query, ServiceContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var client = new KaggleClient(context);
        var words = query.Task is null ? query.Words : $"{query.Words} {query.Task.Replace('-', ' ')}";
        var left = query.Limit;
        await foreach (var found in client.SearchAsync(words, cancellation))
        {
            if (left-- <= 0)
                yield break;
            if (Hit(found) is { } hit)
                yield return hit;
        }
    }

    // Null for what `pull` could not take: a name of a shape that Kaggle does not use.
    private static SearchHit? Hit(KaggleDataset found) => KaggleRef.TryParse(found.Ref ?? "") is not { } reference ? null :
        new($"kaggle:{reference}", found.Title ?? reference.Name)
        {
            Bytes = found.TotalBytes > 0 ? found.TotalBytes : null,
            License = found.LicenseName,
            Downloads = found.DownloadCount,
            Updated = DateTimeOffset.TryParse(found.LastUpdated, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null,
            Gated = found.IsPrivate == true,
        };
}
