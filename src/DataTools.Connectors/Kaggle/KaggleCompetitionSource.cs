using System.Security.Cryptography;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors.Kaggle;

/// <summary>
/// <c>kaggle-competition:NAME</c>: the data of a competition. Competitions have no versions: the revision is a hash of the
/// list of files, or the archive's checksum where they are many and it has one.
/// </summary>
internal sealed class KaggleCompetitionSource : IDatasetSource
{
    public string Scheme => "kaggle-competition";

    public PullChoices Takes => PullChoices.Reading;

    public IReadOnlyList<string> Names(Workspace workspace) => [];

    public async Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var reference = KaggleCompetitionRef.Parse(name);
        var target = KaggleTarget.Of(reference);
        var notes = new KaggleNotes(context.Workspace.Cache);
        var fetch = new KaggleFetch(target, context);
        if (context.Options.Offline)
        {
            var note = notes.Read(target.Reference);
            return Plan(reference, target, note.Revision, (report, token) => fetch.FetchAsync(note, null, report, token));
        }
        using var client = new KaggleClient(context.Services);
        if (client.Credentials.Warning is { } warning)
            context.Options.OnWarning?.Invoke(warning);
        var few = await fetch.FewAsync(client.FilesAsync(reference, cancellation), cancellation);
        if (few is { Count: 0 })
            throw new NotFoundException($"{target.Reference} has no files", $"See {target.Page} in a browser.");
        var archive = few is null ? await fetch.LocateAsync(client, cancellation) : null;
        var revision = few is not null ? Revision(few) : archive?.Md5 is { } md5 ? $"md5:{md5}" : null;
        return Plan(reference, target, revision, async (report, token) =>
        {
            using var asker = new KaggleClient(context.Services);
            var files = archive is null ? await fetch.LocateAsync(asker, few!, token) : [archive];
            var note = new KaggleNote(revision, null, null, Bundle: archive is not null, files);
            var pulled = await fetch.FetchAsync(note, asker.Credentials.Header, report, token);
            notes.Write([target.Reference], note);
            return pulled;
        });
    }

    private static PullPlan Plan(
        KaggleCompetitionRef reference, KaggleTarget target, string? revision, Func<Action<long, long?>, CancellationToken, Task<PulledContent>> fetch) => new(
        new DatasetCard
        {
            Name = new DatasetRef("kaggle-competition", reference.Name).DefaultEntryName,
            Source = target.Reference,
            Revision = revision,
            License = $"the competition's rules: {target.RulesPage}",
            Homepage = target.Page,
        }, fetch);

    private static string Revision(IReadOnlyList<KaggleFile> files)
    {
        var list = string.Join('\n', files.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name}\t{f.TotalBytes}\t{f.CreationDate}"));
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))}";
    }
}
