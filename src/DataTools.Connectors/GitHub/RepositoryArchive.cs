using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;
using DataTools.Connectors.Archives;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Reading;

namespace DataTools.Connectors.GitHub;

/// <summary>What came of a repository's archive.</summary>
/// <param name="Url">Where it was asked for.</param>
/// <param name="Sha256">Of the archive's bytes, lower-case hex.</param>
/// <param name="Bytes">The archive's size.</param>
public sealed record FetchedArchive(string Url, string Sha256, long Bytes);

/// <summary>
/// A repository's files at one commit, without its history: GitHub's archive, downloaded as data sets are (kept in the
/// cache, gone on with after a break, from a mirror where there is a rule for one).
/// </summary>
/// <param name="services">The workspace, the clock, endpoints and credentials.</param>
/// <param name="mirrors">Rules of the form FROM=TO; they come before the workspace's.</param>
/// <param name="offline">Use only what the cache holds.</param>
public sealed class RepositoryArchive(ServiceContext services, IReadOnlyList<string> mirrors, bool offline) : IDisposable
{
    private readonly HttpClient _http = DownloadClient.Create(services.Tool, services.Environment);

    /// <summary>How patient the download is.</summary>
    internal DownloadOptions Patience { get; init; } = new();

    /// <summary>
    /// Unpacks it into <paramref name="folder"/>, which must not exist or be empty, and appears whole or not at all; with it
    /// a file of ours, whose name and text <paramref name="note"/> gives. Links that lead out of the repository are left out
    /// and told; of others, what they point to is there instead. Throws <see cref="InvalidInputException"/> for the folder,
    /// <see cref="CorruptFileException"/> for an archive that is damaged or not safe, and what downloads throw.
    /// </summary>
    /// <param name="name">Which repository.</param>
    /// <param name="commit">A commit's full id: a branch would be another thing tomorrow.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="note">The file that is written with it.</param>
    /// <param name="progress">Told the bytes that came so far.</param>
    /// <param name="warn">Told, in a sentence, of what is left out.</param>
    /// <param name="cancellation">Stops, leaving nothing behind but what came of the archive.</param>
    public async Task UnpackAsync(
        RepositoryName name, string commit, string folder, Func<FetchedArchive, (string File, string Text)> note,
        IProgress<long>? progress, Action<string>? warn, CancellationToken cancellation)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        CheckFree(target);
        var api = services.Endpoints.Of("DATATOOLS_GITHUB_API");
        var found = GitHubToken.Find(services.Environment, api);
        var token = services.Endpoints.CarriesCredentials("DATATOOLS_GITHUB_API") ? found : null;
        var url = $"{api.AbsoluteUri.TrimEnd('/')}/repos/{name}/tarball/{Uri.EscapeDataString(commit)}";
        var file = new RemoteFile($"{name} at {commit}", [url]) { Authorization = token is null ? null : new("Bearer", token.Value) };
        var rules = MirrorRules.Read(mirrors, services.Workspace.Settings);
        using var use = await CacheUse.PullAsync(services.Workspace.Cache, services.Time, cancellation);
        var downloader = new Downloader(new BlobCache(services.Workspace.Cache), rules, _http, Patience with { Offline = Patience.Offline || offline }, services.Time);
        var blob = await downloader.FetchAsync(file, progress, cancellation);
        await Task.Run(() => Unpack($"{name}.tar.gz", blob, target, note(new(url, blob.Sha256, blob.Bytes)), warn, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private void Unpack(string name, Blob blob, string target, (string File, string Text) note, Action<string>? warn, CancellationToken cancellation)
    {
        var limits = new ArchiveLimits { OnForeignLink = link => warn?.Invoke($"the link {link} leads out of the repository and is left out") };
        using var tree = new ArchiveTree(Path.Combine(services.Workspace.Cache, "unpacked"), limits);
        var files = tree.Expand(name, PulledFiles.File(name, blob), atRoot: true, cancellation);
        // GitHub puts everything into one folder, OWNER-NAME-COMMIT.
        var top = files.Count > 0 ? $"{files[0].Path.Split('/')[0]}/" : "";
        if (files.FirstOrDefault(f => !f.Path.StartsWith(top, StringComparison.Ordinal)) is { } stray)
            throw new CorruptFileException(name, $"'{stray.Path}' does not lie in the folder {top} as the rest does", "See what answers at the archive's address.");

        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            StorageFaults.Explain(target, () =>
            {
                Directory.CreateDirectory(temporary);
                foreach (var file in files)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Write(file, Path.Combine(temporary, file.Path[top.Length..]), cancellation);
                }
                File.WriteAllText(Path.Combine(temporary, note.File), note.Text);
                CheckFree(target);
                if (Directory.Exists(target))
                    Directory.Delete(target);
                Directory.Move(temporary, target);
            });
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Write(ListedFile file, string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var from = file.Open();
        using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var chunk = new byte[1 << 16];
        for (int got; (got = from.Read(chunk)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            to.Write(chunk.AsSpan(0, got));
        }
    }

    /// <summary>Throws <see cref="InvalidInputException"/> where nothing can be unpacked into <paramref name="target"/>, a full path.</summary>
    public static void CheckFree(string target)
    {
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw new InvalidInputException($"{target} is there already, and it is no empty folder", "Name another folder, or remove it first.");
        if (Path.GetDirectoryName(target) is null)
            throw new InvalidInputException($"{target} is the root of a disk", "Name a folder on it.");
    }
}
