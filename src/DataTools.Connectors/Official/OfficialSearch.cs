using System.Runtime.CompilerServices;
using DataTools.Catalog;
using DataTools.Connectors.Search;

namespace DataTools.Connectors.Official;

/// <summary>Searches the recipes, without a network: a data set matches where each word is part of its name or title.</summary>
internal sealed class OfficialSearch : IDatasetSearch
{
    // What recipes are read for; the card of an entry says the same.
    private const string ImageClassification = "image-classification";

    public string Source => "official";

    public async IAsyncEnumerable<SearchHit> SearchAsync(
        SearchQuery query, ServiceContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (query.Task is not (null or ImageClassification))
            yield break;
        var faults = new List<DataToolsException>();
        var hits = new List<SearchHit>();
        foreach (var name in Recipes.Names(context.Workspace))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var recipe = Recipes.Read(name, context.Workspace);
                if (Matches(recipe, query.Words))
                    hits.Add(Hit(recipe));
            }
            catch (InvalidInputException fault)
            {
                // A user's unsound recipe does not hide the sound ones.
                faults.Add(fault);
            }
        }
        // Nobody counts downloads here: what is called just so comes first.
        foreach (var hit in hits.OrderByDescending(h => Ranking.IsNamed(h, query.Words)))
            yield return hit;
        await Task.CompletedTask;
        if (faults.Count > 0)
            throw faults[0];
    }

    private static bool Matches(Recipe recipe, string words) => words
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .All(w => Ranking.Letters($"{recipe.Name} {recipe.Title}").Contains(Ranking.Letters(w), StringComparison.Ordinal));

    private static SearchHit Hit(Recipe recipe) => new($"official:{recipe.Name}", recipe.Title)
    {
        Bytes = recipe.Files.Any(f => f.Bytes is null) ? null : recipe.Files.Sum(f => f.Bytes),
        License = recipe.License,
    };
}
