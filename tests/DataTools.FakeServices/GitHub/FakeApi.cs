using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.GitHub;

/// <summary>What GitHub answers to a question that it has quota for.</summary>
internal sealed class FakeApi(
    ConcurrentDictionary<string, FakeRepository> repositories, ConcurrentDictionary<string, FakeOwner> owners, string api, string content, bool incomplete)
{
    private static readonly FakeAnswer Missing = FakeAnswer.Message(404, "Not Found");

    public FakeAnswer Answer(string path, HttpRequest request) => path.Split('/') switch
    {
        ["search", "repositories"] => Search(request),
        ["search", ..] => Ok(new { total_count = 0, incomplete_results = false, items = Array.Empty<object>() }),
        ["users" or "orgs", var login] => Owner(login),
        ["repositories", var id, .. var rest] => repositories.Values.FirstOrDefault(r => $"{Id(r.FullName)}" == id) is { } r ? Repository(r, rest, request) : Missing,
        ["repos", var owner, var name, .. var rest] => repositories.TryGetValue($"{owner}/{name}", out var r) ? Repository(r, rest, request) : Missing,
        _ => Missing,
    };

    private FakeAnswer Repository(FakeRepository r, string[] rest, HttpRequest request)
    {
        if (r.RenamedTo is not null)
        {
            var target = $"{api}/repositories/{Id(r.RenamedTo)}{string.Concat(rest.Select(s => $"/{s}"))}{request.QueryString}";
            return FakeAnswer.Message(301, "Moved Permanently", ("Location", target));
        }
        if (r.Blocked is not null)
        {
            return new(451, JsonSerializer.Serialize(new
            {
                message = "Repository access blocked",
                block = new { reason = r.Blocked, created_at = "2025-01-01T00:00:00Z", html_url = $"https://github.com/github/{r.Blocked}/blob/notice.md" },
            }));
        }
        return rest switch
        {
            [] => Ok(Describe(r, whole: true)),
            ["readme", .. var folder] => FakeContents.Readme(r, string.Join('/', folder)) is { } path ? File(r, path, request) : Missing,
            ["contents", .. var parts] when string.Join('/', parts).Trim('/') is var path =>
                r.Files.ContainsKey(path) ? File(r, path, request)
                : r.Files.Count == 0 ? FakeAnswer.Message(404, "This repository is empty.")
                : FakeContents.Folder(r, path) is { } items ? Ok(items) : Missing,
            ["git", "trees" or "commits", _] or ["commits", ..] or ["tarball", _] when r.Files.Count == 0 => FakeAnswer.Message(409, "Git Repository is empty."),
            ["git", "trees", var reference] => reference == r.DefaultBranch || reference == "HEAD" ? Ok(FakeContents.Tree(r)) : Missing,
            ["commits"] => Ok(r.Commits.Where(c => request.Query["path"].ToString() is var path && (path.Length == 0 || c.Folder == path || c.Folder.StartsWith($"{path}/", StringComparison.Ordinal)))
                .Take(Math.Min(100, Number(request, "per_page", 30))).Select((c, i) => Describe(r, c, i))),
            ["commits", var reference] when !IsCommit(r, reference) => FakeAnswer.Message(422, $"No commit found for SHA: {reference}"),
            ["commits", _] => request.Headers.Accept.ToString().Contains(".sha", StringComparison.Ordinal)
                ? new(200, FakeContents.Commit(r)) { ContentType = "application/vnd.github.sha; charset=utf-8" }
                : Ok(new { sha = FakeContents.Commit(r) }),
            ["tarball", var reference] => IsCommit(r, reference)
                ? FakeAnswer.Message(302, "Found", ("Location", $"{content}/codeload/{r.FullName}/legacy.tar.gz/{reference}")) : Missing,
            ["topics"] => Ok(new { names = r.Topics }),
            _ => Missing,
        };
    }

    private FakeAnswer File(FakeRepository r, string path, HttpRequest request) => request.Headers.Accept.ToString().Contains("raw", StringComparison.Ordinal)
        ? new(200, System.Text.Encoding.UTF8.GetString(r.Files[path])) { ContentType = "application/vnd.github.raw+json; charset=utf-8" }
        : Ok(FakeContents.File(r, path, api));

    private static bool IsCommit(FakeRepository r, string reference) => reference == "HEAD" || reference == r.DefaultBranch || reference == FakeContents.Commit(r);

    private static object Describe(FakeRepository r, FakeCommit c, int index) => new
    {
        sha = FakeContents.Sha(Encoding.UTF8.GetBytes($"{r.FullName} {index}")),
        commit = new { author = new { name = c.Author, email = "someone@example.org", date = c.At }, committer = new { name = "GitHub", email = "noreply@example.org", date = c.At }, message = "Change" },
        author = c.Login is null ? null : new { login = c.Login, id = Id(c.Login), type = "User" },
        committer = (object?)null,
        parents = Array.Empty<object>(),
    };

    private FakeAnswer Search(HttpRequest request)
    {
        var (size, page) = (Math.Min(100, Number(request, "per_page", 30)), Number(request, "page", 1));
        if ((page - 1) * size >= 1000)
            return Invalid("Only the first 1000 search results are available");
        IReadOnlyList<FakeRepository> hits;
        try
        {
            hits = FakeSearch.Run(request.Query["q"].ToString(), request.Query["sort"], repositories.Values.OrderBy(r => r.FullName, StringComparer.Ordinal));
        }
        catch (FormatException e)
        {
            return Invalid(e.Message);
        }
        var last = Math.Max(1, (Math.Min(1000, hits.Count) + size - 1) / size);
        var links = new[] { ("prev", page - 1), ("next", page + 1), ("last", last), ("first", 1) }
            .Where(l => l.Item2 >= 1 && l.Item2 <= last && (l.Item1 is "prev" or "next" || l.Item2 != page))
            .Select(l => $"<{api}/search/repositories{Page(request, l.Item2)}>; rel=\"{l.Item1}\"");
        var answer = Ok(new
        {
            total_count = hits.Count,
            incomplete_results = incomplete,
            items = hits.Skip((page - 1) * size).Take(Math.Min(size, 1000 - ((page - 1) * size))).Select(r => Describe(r, whole: false)),
        });
        return last == 1 ? answer : answer with { Headers = [("Link", string.Join(", ", links))] };
    }

    private Dictionary<string, object?> Describe(FakeRepository r, bool whole)
    {
        var json = new Dictionary<string, object?>
        {
            ["id"] = Id(r.FullName),
            ["name"] = r.FullName.Split('/')[1],
            ["full_name"] = r.FullName,
            ["private"] = false,
            ["owner"] = new { login = r.FullName.Split('/')[0], id = Id(r.FullName.Split('/')[0]), type = OwnerOf(r.FullName.Split('/')[0]).Type },
            ["html_url"] = $"https://github.com/{r.FullName}",
            ["description"] = r.Description,
            ["fork"] = r.Parent is not null,
            ["created_at"] = r.CreatedAt,
            ["updated_at"] = r.PushedAt,
            ["pushed_at"] = r.PushedAt,
            ["homepage"] = r.Homepage,
            ["size"] = r.Files.Values.Sum(f => (long)f.Length) / 1024,
            ["stargazers_count"] = r.Stars,
            ["watchers_count"] = r.Stars,
            ["language"] = r.Language,
            ["forks_count"] = 0,
            ["open_issues_count"] = 0,
            ["license"] = r.License is null ? null : new { key = r.License.ToLowerInvariant(), name = r.License, spdx_id = r.License, url = (string?)null },
            ["topics"] = r.Topics,
            ["archived"] = r.Archived,
            ["disabled"] = false,
            ["default_branch"] = r.DefaultBranch,
            ["visibility"] = "public",
        };
        if (whole && r.Parent is not null)
            json["parent"] = json["source"] = Describe(repositories.GetValueOrDefault(r.Parent) ?? new FakeRepository(r.Parent), whole: false);
        return json;
    }

    private FakeAnswer Owner(string login) =>
        owners.ContainsKey(login) || repositories.Keys.Any(k => k.StartsWith($"{login}/", StringComparison.OrdinalIgnoreCase))
            ? OwnerOf(login) is var o ? Ok(new { login = o.Login, id = Id(o.Login), type = o.Type, name = o.Name, blog = o.Blog ?? "", company = o.Company }) : Missing
            : Missing;

    private FakeOwner OwnerOf(string login) => owners.GetValueOrDefault(login) ?? new(login);

    private static FakeAnswer Invalid(string message) => new(422, JsonSerializer.Serialize(new
    {
        message = "Validation Failed",
        errors = new[] { new { message, resource = "Search", field = "q", code = "invalid" } },
        documentation_url = "https://docs.github.com/v3/search/",
        status = "422",
    }));

    private static FakeAnswer Ok(object body) => new(200, JsonSerializer.Serialize(body));

    private static QueryString Page(HttpRequest request, int page) =>
        QueryString.Create(request.Query.Where(q => q.Key != "page").Append(new("page", $"{page}")));

    private static int Number(HttpRequest request, string name, int otherwise) => int.TryParse(request.Query[name], out var number) ? number : otherwise;

    // The same for ever for the same name.
    private static uint Id(string name) => name.ToLowerInvariant().Aggregate(2166136261, (hash, c) => (hash ^ c) * 16777619) >> 1;
}
