using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.GitHub;

/// <summary>The hosts beside the API: raw.githubusercontent.com, and codeload.github.com below /codeload/. They count no calls.</summary>
internal sealed class FakeContentHost(ConcurrentDictionary<string, FakeRepository> repositories, ConcurrentQueue<FakeAnswer> next)
{
    public async Task AnswerAsync(HttpContext context)
    {
        if (next.TryDequeue(out var instead))
        {
            await instead.SendAsync(context);
            return;
        }
        var bytes = context.Request.Path.Value!.Trim('/').Split('/') switch
        {
            ["codeload", var owner, var name, "legacy.tar.gz", var commit] => Find(owner, name) is { } r ? Archive(r, commit) : null,
            [var owner, var name, var reference, .. var path] => Find(owner, name) is { } r && (reference == "HEAD" || reference == r.DefaultBranch)
                ? r.Files.GetValueOrDefault(string.Join('/', path)) : null,
            _ => null,
        };
        if (bytes is null)
        {
            await new FakeAnswer(404, "404: Not Found") { ContentType = "text/plain; charset=utf-8" }.SendAsync(context);
            return;
        }
        context.Response.ContentType = context.Request.Path.StartsWithSegments("/codeload", StringComparison.Ordinal) ? "application/x-gzip" : "text/plain; charset=utf-8";
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    // A renamed repository's old name goes on working there.
    private FakeRepository? Find(string owner, string name) => repositories.GetValueOrDefault($"{owner}/{name}") switch
    {
        { Blocked: not null } => null,
        { RenamedTo: { } now } => repositories.GetValueOrDefault(now),
        var r => r,
    };

    private static byte[] Archive(FakeRepository r, string commit)
    {
        var top = $"{r.FullName.Replace('/', '-')}-{commit[..Math.Min(7, commit.Length)]}";
        var packed = new MemoryStream();
        using (var tar = new TarWriter(new GZipStream(packed, CompressionLevel.Fastest), TarEntryFormat.Pax))
        {
            // As git archive does: the commit in a global header, then folders and files.
            tar.WriteEntry(new PaxGlobalExtendedAttributesTarEntry(new Dictionary<string, string> { ["comment"] = commit }));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, $"{top}/"));
            foreach (var (path, bytes) in r.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{top}/{path}") { DataStream = new MemoryStream(bytes) });
            foreach (var (path, target) in r.Links)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"{top}/{path}") { LinkName = target });
        }
        return packed.ToArray();
    }
}
