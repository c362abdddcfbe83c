using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors.Kaggle;

/// <summary>
/// <c>kaggle:OWNER/NAME[@VERSION]</c>: a data set of Kaggle, whole. Without a version the current one is looked up first
/// and becomes the entry's revision.
/// </summary>
internal sealed class KaggleSource : IDatasetSource
{
    public string Scheme => "kaggle";

    public IReadOnlyList<string> Names(Workspace workspace) => [];

    public async Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var wanted = KaggleRef.Parse(name);
        var target = KaggleTarget.Of(wanted);
        var plain = wanted with { Version = null };
        var notes = new KaggleNotes(context.Workspace.Cache);
        if (context.Options.Offline)
            return Plan(plain, notes.Read(target.Reference), context, notes);
        using var client = new KaggleClient(context.Services);
        if (client.Credentials.Warning is { } warning)
            context.Options.OnWarning?.Invoke(warning);
        var view = await client.ViewAsync(wanted, cancellation);
        if (view.CurrentVersionNumber is not > 0)
            throw KaggleFaults.Unexpected(target, "it does not say which version is the current one");
        if (wanted.Version > view.CurrentVersionNumber)
            throw new NotFoundException($"there is no {target.Reference}", $"The current version is kaggle:{plain}@{view.CurrentVersionNumber}.");
        var version = wanted.Version ?? view.CurrentVersionNumber.Value;
        return Plan(plain, new KaggleNote($"{version}", view.Title, view.LicenseName, []), context, notes);
    }

    private static PullPlan Plan(KaggleRef plain, KaggleNote note, PullContext context, KaggleNotes notes)
    {
        var draft = new DatasetCard
        {
            Name = new DatasetRef("kaggle", plain.ToString()).DefaultEntryName,
            Title = note.Title,
            Source = $"kaggle:{plain}",
            Revision = note.Revision,
            License = note.License,
            Homepage = KaggleTarget.Of(plain).Page,
        };
        return new(draft, async (report, token) =>
        {
            var version = int.Parse(note.Revision, CultureInfo.InvariantCulture);
            var reference = plain with { Version = version };
            var file = note.Files is [var known] ? known.Remote : await LocateAsync();
            var fetch = new KaggleFetch($"kaggle:{reference}", context);
            await fetch.AddAsync(file, "archive.zip", report, file.Bytes, token);
            notes.Write([$"kaggle:{plain}", $"kaggle:{reference}"], note with { Files = [KaggleNotedFile.Of(file, "archive.zip")] });
            return await Task.Run(() => fetch.Read(bundle: true, token), token);

            async Task<Downloads.RemoteFile> LocateAsync()
            {
                using var client = new KaggleClient(context.Services);
                return await client.ArchiveAsync(reference, version, token);
            }
        });
    }
}
