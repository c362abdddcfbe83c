using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors.HuggingFace;

/// <summary>
/// <c>hf:OWNER/NAME[@REVISION][#CONFIG]</c>: a data set of the Hugging Face Hub. The revision is pinned to its commit
/// first; everything else is asked of that commit, which becomes the entry's revision.
/// </summary>
internal sealed class HubSource : IDatasetSource
{
    public string Scheme => "hf";

    public PullChoices Takes => PullChoices.Config | PullChoices.Splits | PullChoices.Reading;

    public IReadOnlyList<string> Names(Workspace workspace) => [];

    public async Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var reference = Configured(HubRef.Parse(name), context.Options.Config);
        var notes = new HubNotes(context.Workspace.Cache, Endpoints.Shown(context.Services.Endpoints.Of("HF_ENDPOINT")));
        if (context.Options.Offline)
            return Plan(context, notes.Demand(reference), notes.Read(reference.Id, HubPinning.Conversion), reference.Config);

        using var client = new HubClient(context.Services);
        if (client.Withheld is { } withheld)
            context.Options.OnWarning?.Invoke(withheld);
        var pinning = new HubPinning(client, notes, context.Options.OnWarning);
        var snapshot = await pinning.PinAsync(reference.Id, reference.Revision, cancellation);
        var converted = HubSelection.WantsConversion(snapshot, reference.Config) ? await pinning.ConvertedAsync(snapshot.Id, cancellation) : null;
        return Plan(context, snapshot, converted, reference.Config);
    }

    private static PullPlan Plan(PullContext context, HubSnapshot original, HubSnapshot? converted, string? config)
    {
        var convert = converted is not null && HubSelection.WantsConversion(original, config);
        var snapshot = convert ? converted! : original;
        var choice = HubSelection.Choose(snapshot, config, context.Options.Splits);
        if (!choice.IsReadable)
            throw Unreadable(snapshot, choice);
        if (convert)
            choice = choice with { Features = new HubCard(original.Card).Features(choice.Config ?? "default"), Warnings = [.. choice.Warnings, $"The files of hf:{original.Id} are read as the Hub has converted them to Parquet."] };
        foreach (var warning in choice.Warnings)
            context.Options.OnWarning?.Invoke(warning);
        var content = new HubContent(snapshot, choice, context);
        return new(Draft(original, snapshot, choice), content.FetchAsync)
        {
            Splits = !choice.Fallback || choice.IsParquet ? [.. choice.Splits.Where(s => s.Files.Any(choice.Takes)).Select(s => s.Name)]
                : context.Options.Splits.Count > 0 ? context.Options.Splits : null,
        };
    }

    private static DatasetCard Draft(HubSnapshot original, HubSnapshot snapshot, HubChoice choice)
    {
        var card = new HubCard(original.Card);
        var config = choice.Config is null ? "" : $"#{choice.Config}";
        return new()
        {
            Name = new DatasetRef("hf", choice.Unusual ? $"{original.Id}-{choice.Config?.Replace('/', '-')}" : original.Id).DefaultEntryName,
            Title = card.Title,
            Source = $"hf:{original.Id}{config}",
            Revision = snapshot.Commit,
            License = card.License,
            Citation = original.Citation,
            Homepage = HubFaults.Page(original.Id),
            Task = card.Tasks is { Count: > 0 } tasks && !tasks.Contains("image-classification") ? tasks[0] : "image-classification",
        };
    }

    private static HubRef Configured(HubRef reference, string? config)
    {
        if (config is not null && reference.Config is not null && config != reference.Config)
            throw new InvalidInputException($"hf:{reference} names the configuration {reference.Config}, --config another: {config}", "Leave one of them out.");
        return reference with { Config = reference.Config ?? config };
    }

    private static InvalidInputException Unreadable(HubSnapshot snapshot, HubChoice choice)
    {
        var kinds = choice.Splits.SelectMany(s => s.Files).DefaultIfEmpty().GroupBy(f => f is null ? "" : Path.GetExtension(f.Path).ToLowerInvariant())
            .OrderByDescending(g => g.Count()).Take(10).Select(g => g.First() is { } first ? $"{g.Count()} {(g.Key.Length == 0 ? "without an ending" : g.Key)} (such as {Archives.EntryNames.Show(first.Path)})" : "none");
        return new(
            $"hf:{snapshot.Id}: nothing in it that can be read, and the Hub has no conversion to Parquet; its data files: {string.Join(", ", kinds)}",
            $"Read are Parquet files with images, image files in a folder for each class, and zips of these. See {HubFaults.Page(snapshot.Id)}.");
    }
}
