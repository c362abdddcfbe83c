using System.Security.Cryptography;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Archives;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Kaggle;

/// <summary>
/// <c>kaggle-competition:NAME</c>: the data of a competition. A few files are fetched one by one, so that each resumes on
/// its own and what no reader takes stays away; many come as one archive. Competitions have no versions: the revision is
/// a hash of the list of files, or the archive's checksum.
/// </summary>
internal sealed class KaggleCompetitionSource : IDatasetSource
{
    // A question a file: beyond this the archive is quicker.
    private const int FewFiles = 40;

    private sealed record Found(IReadOnlyList<KaggleFile>? Files, RemoteFile? Archive, string Revision);

    public string Scheme => "kaggle-competition";

    public IReadOnlyList<string> Names(Workspace workspace) => [];

    public async Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var reference = KaggleCompetitionRef.Parse(name);
        var target = KaggleTarget.Of(reference);
        var notes = new KaggleNotes(context.Workspace.Cache);
        if (context.Options.Offline)
        {
            var note = notes.Read(target.Reference);
            return Plan(target, reference, note.Revision, async (report, token) =>
            {
                var fetch = new KaggleFetch(target.Reference, context);
                foreach (var file in note.Files)
                    await fetch.AddAsync(file.Remote, file.Path, report, note.Files.Sum(f => f.Bytes), token);
                return await Task.Run(() => fetch.Read(note.Files is [{ Path: "archive.zip" }], token), token);
            });
        }
        using var client = new KaggleClient(context.Services);
        if (client.Credentials.Warning is { } warning)
            context.Options.OnWarning?.Invoke(warning);
        var found = await FindAsync(client, reference, target, cancellation);
        return Plan(target, reference, found.Revision, (report, token) => FetchAsync(found, reference, target, context, notes, report, token));
    }

    private static PullPlan Plan(
        KaggleTarget target, KaggleCompetitionRef reference, string revision, Func<Action<long, long?>, CancellationToken, Task<PulledContent>> fetch) => new(
        new DatasetCard
        {
            Name = new DatasetRef("kaggle-competition", reference.Name).DefaultEntryName,
            Source = target.Reference,
            Revision = revision,
            License = $"the competition's rules: {target.RulesPage}",
            Homepage = target.Page,
        }, fetch);

    private static async Task<Found> FindAsync(KaggleClient client, KaggleCompetitionRef reference, KaggleTarget target, CancellationToken cancellation)
    {
        var names = new EntryNames(target.Reference);
        var files = new List<KaggleFile>();
        await foreach (var file in client.FilesAsync(reference, cancellation))
        {
            // Chosen by the server: they become paths of samples, and parts of addresses.
            files.Add(file with { Name = names.File(file.Name) });
            if (files.Count > FewFiles)
            {
                var archive = await client.ArchiveAsync(reference, cancellation);
                return new(null, archive, archive.Md5 is { } md5 ? $"md5:{md5}" : $"bytes:{archive.Bytes}");
            }
        }
        if (files.Count == 0)
            throw new NotFoundException($"{target.Reference} has no files", $"See {target.Page} in a browser.");
        var list = string.Join('\n', files.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name}\t{f.TotalBytes}\t{f.CreationDate}"));
        return new(files, null, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))}");
    }

    private static async Task<PulledContent> FetchAsync(
        Found found, KaggleCompetitionRef reference, KaggleTarget target, PullContext context, KaggleNotes notes, Action<long, long?> report, CancellationToken cancellation)
    {
        var fetch = new KaggleFetch(target.Reference, context);
        var fetched = new List<KaggleNotedFile>();
        if (found.Archive is { } archive)
            await AddAsync(archive, "archive.zip", archive.Bytes);
        else
        {
            using var client = new KaggleClient(context.Services);
            var files = found.Files!.Where(f => !fetch.Leave(f.Name, f.TotalBytes ?? 0)).ToList();
            foreach (var file in files)
                await AddAsync(await client.FileAsync(reference, file.Name, cancellation), file.Name, files.Sum(f => f.TotalBytes));
        }
        if (fetched.Count > 0)
            notes.Write([target.Reference], new(found.Revision, null, null, fetched));
        return await Task.Run(() => fetch.Read(found.Archive is not null, cancellation), cancellation);

        async Task AddAsync(RemoteFile remote, string path, long? total)
        {
            await fetch.AddAsync(remote, path, report, total, cancellation);
            fetched.Add(KaggleNotedFile.Of(remote, path));
        }
    }
}
