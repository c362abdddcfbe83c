using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.Kaggle;

/// <summary>
/// Kaggle's REST interface over data sets and competitions in memory: logins, versions, pages, downloads by way of a
/// storage on another port, and refusals in Kaggle's words. It can be told to misbehave.
/// </summary>
public sealed class FakeKaggle : IAsyncDisposable
{
    /// <summary>The token that is good.</summary>
    public const string GoodToken = "KGAT_FakeTokenForTests0123456789";

    /// <summary>The pair that is good.</summary>
    public const string GoodUser = "ada", GoodKey = "0123456789abcdef0123456789abcdef";

    private const int SearchPage = 20, DefaultFiles = 20, MostFiles = 200;

    // Kaggle zips these on the way.
    private static readonly string[] Compressible = [".csv", ".json", ".txt"];

    private readonly IReadOnlyList<FakeDataset> _datasets;
    private IReadOnlyList<FakeCompetition> _competitions;
    private FakeServer _server = null!;

    private FakeKaggle(IReadOnlyList<FakeDataset> datasets, IReadOnlyList<FakeCompetition> competitions) =>
        (_datasets, _competitions) = (datasets, competitions);

    /// <summary>Its address, for <c>DATATOOLS_KAGGLE_API</c>.</summary>
    public string Address => $"{_server.Address}/api/v1";

    /// <summary>Every request so far; the storage has its own.</summary>
    public ConcurrentQueue<Received> Requests => _server.Requests;

    /// <summary>The storage that downloads are redirected to.</summary>
    public FakeStorage Storage { get; private set; } = null!;

    /// <summary>What the next calls get, one each, in place of the right answer.</summary>
    public ConcurrentQueue<FakeAnswer> Next { get; } = new();

    /// <summary>Whether downloads need a login.</summary>
    public bool WantsLogin { get; set; }

    /// <summary>Downloads of single tables come zipped, though their names do not say so.</summary>
    public bool ZipsTables { get; set; } = true;

    /// <summary>Starts both servers.</summary>
    public static async Task<FakeKaggle> StartAsync(
        IEnumerable<FakeDataset>? datasets = null, IEnumerable<FakeCompetition>? competitions = null, int port = 0)
    {
        var fake = new FakeKaggle([.. datasets ?? []], [.. competitions ?? []]);
        fake.Storage = await FakeStorage.StartAsync();
        fake._server = await FakeServer.StartAsync(app => app.Run(fake.AnswerAsync), port);
        return fake;
    }

    /// <summary>The competition has other files from now on.</summary>
    public void Replace(FakeCompetition competition) => _competitions = [.. _competitions.Where(c => c.Name != competition.Name), competition];

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Storage.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!Next.TryDequeue(out var answer))
            answer = Answer(context.Request);
        await answer.SendAsync(context);
    }

    private FakeAnswer Answer(HttpRequest request)
    {
        var sent = request.Headers.Authorization.ToString();
        var good = sent == $"Bearer {GoodToken}" || sent == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{GoodUser}:{GoodKey}"))}";
        if (sent.Length > 0 && !good)
            return FakeAnswer.Message(401, "Unauthenticated");
        var parts = request.Path.Value!.Trim('/').Split('/');
        // The name of a file may have slashes, coded.
        var file = parts.Length > 0 ? Uri.UnescapeDataString(parts[^1]) : "";
        return parts switch
        {
            ["api", "v1", "datasets", "list"] => Search(request),
            ["api", "v1", "datasets", "view", var owner, var name] => Dataset($"{owner}/{name}", (d, id) => Json(d.Describe(id, view: true))),
            ["api", "v1", "datasets", "list", var owner, var name] => Dataset($"{owner}/{name}", (d, _) => Listing(request, d.Unlisted ? new(new Dictionary<string, byte[]>()) : Version(request, d), "datasetFiles")),
            ["api", "v1", "datasets", "download", var owner, var name] => Dataset($"{owner}/{name}", (d, id) => Download(request, good, d, id, null)),
            ["api", "v1", "datasets", "download", var owner, var name, _] => Dataset($"{owner}/{name}", (d, id) => Download(request, good, d, id, file)),
            ["api", "v1", "competitions", "data", "list", var name] => Competition(good, name, c => Listing(request, c.Files, "files")),
            ["api", "v1", "competitions", "data", "download-all", var name] => Competition(good, name, c => Redirect($"/kaggle-competitions-data/{c.Name}/archive.zip", c.Files.Archive, "application/zip")),
            ["api", "v1", "competitions", "data", "download", var name, _] => Competition(good, name, c => File($"/kaggle-competitions-data/{c.Name}", c.Files, file)),
            _ => FakeAnswer.Message(404, "Not found"),
        };
    }

    private FakeAnswer Search(HttpRequest request)
    {
        var words = request.Query["search"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var page = Number(request, "page", 1);
        return Json(_datasets
            .Where(d => !d.IsPrivate && words.All(w => $"{d.Ref} {d.Title}".Contains(w, StringComparison.OrdinalIgnoreCase)))
            .Skip((page - 1) * SearchPage).Take(SearchPage).Select((d, i) => d.Describe(i, view: false)));
    }

    private FakeAnswer Dataset(string reference, Func<FakeDataset, int, FakeAnswer> answer)
    {
        var id = _datasets.ToList().FindIndex(d => d.Ref == reference);
        return id < 0 ? FakeAnswer.Message(404, "Not found")
            : _datasets[id].IsPrivate ? FakeAnswer.Message(403, "Permission 'datasets.get' was denied")
            : answer(_datasets[id], id);
    }

    private FakeAnswer Competition(bool good, string name, Func<FakeCompetition, FakeAnswer> answer) => _competitions.FirstOrDefault(c => c.Name == name) switch
    {
        null => FakeAnswer.Message(404, "Not found"),
        { } when !good => FakeAnswer.Message(401, "Unauthenticated"),
        { Accepted: false } c => FakeAnswer.Message(403, c.Refusal),
        { } c => answer(c),
    };

    private FakeAnswer Download(HttpRequest request, bool good, FakeDataset dataset, int id, string? file)
    {
        if (dataset.IsGated || (WantsLogin && !good))
            return FakeAnswer.Message(403, "Permission 'datasets.get' was denied");
        if (Version(request, dataset) is not { } files)
            return FakeAnswer.Message(404, "Not found");
        var folder = $"/kaggle-data-sets/{id}/{Number(request, "datasetVersionNumber", dataset.Versions.Count)}";
        return file is null ? Redirect($"{folder}/bundle/archive.zip", files.Archive, "application/zip") : File(folder, files, file);
    }

    private FakeAnswer File(string folder, FakeFiles files, string name)
    {
        if (files.Find(name) is not { } bytes)
            return FakeAnswer.Message(404, "Not found");
        return ZipsTables && Array.Exists(Compressible, e => name.EndsWith(e, StringComparison.Ordinal))
            ? Redirect($"{folder}/{name}.zip", FakeFiles.Zip([new(name.Split('/')[^1], bytes)]), "application/zip")
            : Redirect($"{folder}/{name}", bytes, "application/octet-stream");
    }

    private FakeAnswer Redirect(string path, byte[] bytes, string type) => new(302, "") { Headers = [("Location", Storage.Sign(path, bytes, type))] };

    private static FakeFiles? Version(HttpRequest request, FakeDataset dataset) =>
        dataset.Versions.ElementAtOrDefault(Number(request, "datasetVersionNumber", dataset.Versions.Count) - 1);

    private static FakeAnswer Listing(HttpRequest request, FakeFiles? files, string member)
    {
        if (files is null)
            return FakeAnswer.Message(404, "Not found");
        var size = Math.Min(Number(request, "pageSize", DefaultFiles), MostFiles);
        var token = request.Query["pageToken"].ToString();
        var from = token.Length == 0 ? 0 : int.Parse(token["CfDJ8".Length..], CultureInfo.InvariantCulture);
        var page = files.All.Skip(from).Take(size).Select(f => new { name = f.Key, totalBytes = f.Value.LongLength, creationDate = "2026-02-03T04:05:06.123Z", @ref = f.Key });
        var next = from + size < files.All.Count ? $"CfDJ8{from + size}" : "";
        return Json(new Dictionary<string, object?> { [member] = page, ["errorMessage"] = null, ["nextPageToken"] = next, ["nextPageTokenNullable"] = next });
    }

    private static int Number(HttpRequest request, string name, int otherwise) =>
        int.TryParse(request.Query[name].ToString(), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static FakeAnswer Json(object value) => new(200, JsonSerializer.Serialize(value));
}
