using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace DataTools.FakeServices.HuggingFace;

/// <summary>What the Hub says of a repository that it shows.</summary>
public sealed partial class FakeHub
{
    private async Task ApiAsync(HttpContext context, FakeRepository repository, string rest, bool isModel)
    {
        var parts = rest.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["refs"])
        {
            JsonArray Refs(Func<string, bool> which, string prefix) => new([.. repository.Revisions.Prepend("main").Where(which).Select(r => (JsonNode)new JsonObject
            {
                ["name"] = r.StartsWith("refs/", StringComparison.Ordinal) ? r.Split('/')[^1] : r,
                ["ref"] = r.StartsWith("refs/", StringComparison.Ordinal) ? r : $"{prefix}{r}",
                ["targetCommit"] = repository.At(r)!.Value.Commit,
            })]);
            bool IsConversion(string r) => r.StartsWith("refs/convert/", StringComparison.Ordinal);
            await context.Response.WriteAsJsonAsync(new JsonObject { ["branches"] = Refs(r => !IsConversion(r), "refs/heads/"), ["tags"] = new JsonArray(), ["converts"] = Refs(IsConversion, "") });
            return;
        }
        var revision = parts is [_, var named, ..] ? Uri.UnescapeDataString(named) : "main";
        if (repository.At(revision) is not { } at)
            await RefuseAsync(context, 404, "RevisionNotFound", $"Invalid rev id: {revision}");
        else if (parts is [] or ["revision", _])
            await context.Response.WriteAsJsonAsync(Describe(repository.Id, at));
        else if (parts is ["tree", _])
            await TreeAsync(context, $"{(isModel ? "models" : "datasets")}/{repository.Id}", revision, at.Files);
        else
            await RefuseAsync(context, 404, null, "not part of this fake");
    }

    private JsonObject Describe(string id, (string Commit, IReadOnlyList<FakeFile> Files)? at)
    {
        var json = new JsonObject
        {
            ["_id"] = "65a0c0ffee",
            ["id"] = id,
            ["author"] = id.Split('/')[0],
            ["lastModified"] = "2026-01-02T03:04:05.000Z",
            ["private"] = Private.Contains(id),
            ["gated"] = Gated.TryGetValue(id, out var kind) ? kind : false,
            ["disabled"] = false,
            ["downloads"] = 0,
            ["likes"] = 0,
            ["tags"] = new JsonArray("region:us"),
        };
        if (at is { } there)
        {
            json["sha"] = there.Commit;
            json["siblings"] = new JsonArray([.. there.Files.Select(f => (JsonNode)new JsonObject { ["rfilename"] = f.Path })]);
        }
        foreach (var (key, value) in Said.GetValueOrDefault(id) ?? [])
            json[key] = value?.DeepClone();
        return json;
    }

    private async Task TreeAsync(HttpContext context, string place, string revision, IReadOnlyList<FakeFile> files)
    {
        var folders = files.SelectMany(f => f.Path.Split('/').SkipLast(1).Select((_, i) => string.Join('/', f.Path.Split('/').Take(i + 1)))).Distinct();
        var all = folders.Select(f => (Path: f, Json: new JsonObject { ["type"] = "directory", ["oid"] = new string('0', 40), ["size"] = 0, ["path"] = f }))
            .Concat(files.Select(f => (f.Path, Json: File(f))))
            .Concat(AlsoListed.GetValueOrDefault(place[(place.IndexOf('/', StringComparison.Ordinal) + 1)..], []).Select(p => (Path: p, Json: File(files[^1] with { Path = p })))).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        var from = context.Request.Query["cursor"].ToString() is { Length: > 0 } cursor ? int.Parse(cursor.Split('+', '/', '=')[1]) : 0;
        if (from + PageSize < all.Count || IsCircular)
        {
            // Characters that must survive in an address.
            var next = Uri.EscapeDataString($"c+{(from + PageSize < all.Count ? from + PageSize : 0)}/=");
            context.Response.Headers.Link = $"<{LinksTo ?? Address}/api/{place}/tree/{Uri.EscapeDataString(revision)}?recursive=true&limit={PageSize}&cursor={next}>; rel=\"next\"";
        }
        await context.Response.WriteAsJsonAsync(new JsonArray([.. all.Skip(from).Take(PageSize).Select(f => (JsonNode)f.Json)]));
    }

    private static JsonObject File(FakeFile file)
    {
        var json = new JsonObject { ["type"] = "file", ["oid"] = file.Oid, ["size"] = file.Size, ["path"] = file.Path };
        if (file.IsLarge)
        {
            json["lfs"] = new JsonObject { ["oid"] = file.Sha256, ["size"] = file.Size, ["pointerSize"] = 134 };
            json["xetHash"] = file.XetHash;
        }
        return json;
    }

    private async Task ResolveAsync(HttpContext context, FakeRepository repository, string revision, string path, bool isModel)
    {
        if (Gated.TryGetValue(repository.Id, out _) && !(HasToken(context) && Granted.Contains(repository.Id)))
        {
            await RefuseAsync(context, HasToken(context) ? 403 : 401, "GatedRepo",
                $"Access to {(isModel ? "model" : "dataset")} {repository.Id} is restricted. You must have access to it and be authenticated to access it.");
            return;
        }
        if (repository.At(revision) is not { } at)
        {
            await RefuseAsync(context, 404, "RevisionNotFound", $"Invalid rev id: {revision}");
            return;
        }
        if (SaysLinked)
            context.Response.Headers["X-Repo-Commit"] = at.Commit;
        if (at.Files.FirstOrDefault(f => f.Path == path) is not { } file)
        {
            await RefuseAsync(context, 404, "EntryNotFound", "Entry not found");
            return;
        }
        if (SaysLinked)
        {
            context.Response.Headers["X-Linked-Etag"] = $"\"{(file.IsLarge ? LinkedSha256 ?? file.Sha256 : file.GitSha1)}\"";
            context.Response.Headers["X-Linked-Size"] = $"{file.Size}";
        }
        if (file.IsLarge)
        {
            context.Response.StatusCode = 302;
            context.Response.Headers["X-Xet-Hash"] = file.XetHash;
            context.Response.Headers.Location =
                $"{CdnAddress}/xet-bridge-us/{file.XetHash}?id={Uri.EscapeDataString(repository.Id)}{(isModel ? "&models=1" : "")}&rev={at.Commit}&path={Uri.EscapeDataString(path)}&Expires=1790000000&Signature=xx";
            await WriteAsync(context, "Found. Redirecting to the CDN");
            return;
        }
        context.Response.StatusCode = 307;
        context.Response.Headers.Location =
            $"/api/resolve-cache/{(isModel ? "models" : "datasets")}/{repository.Id}/{at.Commit}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?etag={Uri.EscapeDataString($"\"{file.GitSha1}\"")}";
    }

    private async Task SmallFileAsync(HttpContext context, FakeRepository repository, string commit, string path)
    {
        var file = repository.At(commit)!.Value.Files.First(f => f.Path == path);
        await GiveAsync(context, file, "text/plain", file.GitSha1);
    }

    private async Task CdnAsync(HttpContext context)
    {
        // As the storage does: a second way of proving who asks is an error, and the signature is one.
        if (context.Request.Headers.Authorization.Count > 0)
            context.Response.StatusCode = 400;
        else if (LinksExpired())
            context.Response.StatusCode = 403;
        else
        {
            var query = context.Request.Query;
            var file = new FakeRepository(Root(query.ContainsKey("models")), query["id"]!).At(query["rev"]!)!.Value.Files.First(f => f.Path == query["path"]);
            if (context.Request.Headers.Range.Count > 0 && Interlocked.Decrement(ref _noRange) >= 0)
            {
                context.Response.StatusCode = 416;
                context.Response.Headers.ContentRange = $"bytes */{file.Size}";
            }
            else
                await GiveAsync(context, file, "application/octet-stream", file.XetHash);
        }
    }

    private async Task GiveAsync(HttpContext context, FakeFile file, string type, string tag)
    {
        var entityTag = new EntityTagHeaderValue($"\"{tag}\"");
        // Without a spoiler the file is streamed: it may be larger than the memory.
        var result = Spoil is null ? Results.File(file.OnDisk, type, entityTag: entityTag, enableRangeProcessing: true)
            : Results.File(Spoil(file.Path, await System.IO.File.ReadAllBytesAsync(file.OnDisk)), type, entityTag: entityTag, enableRangeProcessing: true);
        await result.ExecuteAsync(context);
    }

    private async Task SearchAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var words = query["search"].ToString().Split([' ', '/', '-', '_'], StringSplitOptions.RemoveEmptyEntries);
        var expand = query["expand[]"].OfType<string>().ToList();
        var hits = FakeRepository.Ids(_folder).Where(i => !Private.Contains(i)).Select(i => Describe(i, null))
            .Where(d => words.All(w => d["id"]!.GetValue<string>().Split('/', '-', '_', '.').Any(p => p.StartsWith(w, StringComparison.OrdinalIgnoreCase))))
            .Where(d => query["filter"].All(f => d["tags"]!.AsArray().Any(t => t!.GetValue<string>() == f)))
            .OrderByDescending(d => long.Parse(d["downloads"]!.ToString(), CultureInfo.InvariantCulture)).ToList();
        var limit = Math.Min(MostOnPage, int.TryParse(query["limit"], out var l) ? l : 100);
        var from = int.TryParse(query["cursor"], out var c) ? c : 0;
        if (from + limit < hits.Count)
            context.Response.Headers.Link = $"<{Address}/api/datasets{QueryString.Create(query.Where(q => q.Key != "cursor")).Add("cursor", $"{from + limit}")}>; rel=\"next\"";
        await context.Response.WriteAsJsonAsync(new JsonArray([.. hits.Skip(from).Take(limit).Select(d => (JsonNode)new JsonObject(
            d.Where(p => p.Key is "_id" or "id" || expand.Count == 0 || expand.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))))]));
    }

    private static Task RefuseAsync(HttpContext context, int status, string? code, string message)
    {
        context.Response.StatusCode = status;
        if (code is not null)
            context.Response.Headers["X-Error-Code"] = code;
        context.Response.Headers["X-Error-Message"] = message;
        if (status == 401)
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Authentication required\"";
        return WriteAsync(context, new JsonObject { ["error"] = message }.ToJsonString());
    }

    // Asked for the head alone, a server says the length and sends nothing.
    private static Task WriteAsync(HttpContext context, string body)
    {
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(body);
    }
}
