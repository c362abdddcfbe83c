using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors.Kaggle;

/// <summary>
/// <c>kaggle:OWNER/NAME[@VERSION]</c>: a data set of Kaggle. Without a version the current one is looked up first and
/// becomes the entry's revision.
/// </summary>
internal sealed class KaggleSource : IDatasetSource
{
    public string Scheme => "kaggle";

    public PullChoices Takes => PullChoices.Reading;

    public IReadOnlyList<string> Names(Workspace workspace) => [];

    public async Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var wanted = KaggleRef.Parse(name);
        if (context.Options.Offline)
        {
            var note = new KaggleNotes(context.Workspace.Cache).Read($"kaggle:{wanted}");
            return Plan(wanted, note, (fetch, report, token) => fetch.FetchAsync(note, null, report, token), context);
        }
        using var client = new KaggleClient(context.Services);
        if (client.Credentials.Warning is { } warning)
            context.Options.OnWarning?.Invoke(warning);
        var view = await client.ViewAsync(wanted, cancellation);
        if (view.CurrentVersionNumber is not > 0)
            throw KaggleFaults.Unexpected(KaggleTarget.Of(wanted), "it does not say which version is the current one");
        if (wanted.Version > view.CurrentVersionNumber)
            throw new NotFoundException($"there is no kaggle:{wanted}", $"The current version is kaggle:{wanted with { Version = view.CurrentVersionNumber }}.");
        var version = wanted.Version ?? view.CurrentVersionNumber.Value;
        var found = new KaggleNote($"{version}", view.Title, view.LicenseName, Bundle: false, []);
        return Plan(wanted, found, (fetch, report, token) => FetchAsync(wanted, version, found, fetch, report, context, token), context);
    }

    private static async Task<PulledContent> FetchAsync(
        KaggleRef wanted, int version, KaggleNote note, KaggleFetch fetch, Action<long, long?> report, PullContext context, CancellationToken cancellation)
    {
        using var client = new KaggleClient(context.Services);
        var few = await fetch.FewAsync(client.FilesAsync(wanted, version, cancellation), cancellation);
        // An empty listing says nothing: Kaggle leaves some unlisted.
        note = few is { Count: > 0 }
            ? note with { Files = await fetch.LocateAsync(client, few, cancellation) }
            : note with { Files = [await fetch.LocateAsync(client, cancellation)], Bundle = true };
        var pulled = await fetch.FetchAsync(note, client.Credentials.Header, report, cancellation);
        new KaggleNotes(context.Workspace.Cache).Write([$"kaggle:{wanted}", $"kaggle:{wanted with { Version = version }}"], note);
        return pulled;
    }

    private static PullPlan Plan(
        KaggleRef wanted, KaggleNote note, Func<KaggleFetch, Action<long, long?>, CancellationToken, Task<PulledContent>> fetch, PullContext context)
    {
        var plain = wanted with { Version = null };
        var target = KaggleTarget.Of(wanted with { Version = int.Parse(note.Revision!, CultureInfo.InvariantCulture) });
        var draft = new DatasetCard
        {
            Name = new DatasetRef("kaggle", plain.ToString()).DefaultEntryName,
            Title = note.Title,
            Source = $"kaggle:{plain}",
            Revision = note.Revision,
            License = note.License,
            Homepage = target.Page,
        };
        return new(draft, (report, token) => fetch(new(target, context), report, token));
    }
}
