using System.Globalization;
using System.Runtime.CompilerServices;
using DataTools.Connectors.Search;

namespace DataTools.Connectors.HuggingFace;

/// <summary>Searches the Hub's data sets, the most downloaded first. The Hub compares the words with ids alone.</summary>
internal sealed class HubSearch : IDatasetSearch
{
    private const int PageSize = 100;

    public string Source => "hf";

    public async IAsyncEnumerable<SearchHit> SearchAsync(SearchQuery query, ServiceContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var client = new HubClient(context);
        var filter = query.Task is null ? null : $"task_categories:{query.Task}";
        var left = query.Limit;
        await foreach (var found in client.SearchAsync(query.Words, filter, Math.Clamp(query.Limit, 1, PageSize), cancellation))
        {
            if (left-- <= 0)
                yield break;
            if (found.Id is { } id && HubRef.IsId(id) && found.Disabled != true)
                yield return Hit(id, found);
        }
    }

    private static SearchHit Hit(string id, HubInfo found)
    {
        var card = new HubCard(found.CardData);
        var rows = Tagged(found, "size_categories").Select(s => $" ({s} rows)").FirstOrDefault("");
        var licences = string.Join(", ", Tagged(found, "license"));
        return new($"hf:{id}", (card.Title ?? id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..]) + rows)
        {
            Bytes = found.MainSize > 0 ? found.MainSize : null,
            License = licences.Length > 0 ? licences : card.License,
            Downloads = found.Downloads,
            Updated = DateTimeOffset.TryParse(found.LastModified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null,
            Gated = found.Gate is not null,
        };
    }

    private static IEnumerable<string> Tagged(HubInfo found, string kind) =>
        (found.Tags ?? []).Where(t => t.StartsWith($"{kind}:", StringComparison.Ordinal)).Select(t => t[(kind.Length + 1)..]);
}
