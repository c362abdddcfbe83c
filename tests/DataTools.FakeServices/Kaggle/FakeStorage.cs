using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DataTools.FakeServices.Kaggle;

/// <summary>
/// The cloud storage behind Kaggle: signed addresses, for GET alone, of objects with ranges and hashes. Whoever shows
/// credentials to it besides the signature is refused.
/// </summary>
public sealed class FakeStorage : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (byte[] Bytes, string Type)> _objects = new();
    private readonly ConcurrentDictionary<string, string> _signatures = new();
    private FakeServer _server = null!;

    private FakeStorage()
    {
    }

    /// <summary>Every request so far.</summary>
    public ConcurrentQueue<Received> Requests => _server.Requests;

    /// <summary>What the next requests get, one each, in place of the right answer.</summary>
    public ConcurrentQueue<FakeAnswer> Next { get; } = new();

    /// <summary>What <c>x-goog-hash</c> says: null, no MD5, as of composed objects.</summary>
    public Func<byte[], string?> Md5 { get; set; } = bytes => Convert.ToBase64String(MD5.HashData(bytes));

    /// <summary>The two hashes come as two headers.</summary>
    public bool SeparateHashes { get; set; }

    public static async Task<FakeStorage> StartAsync()
    {
        var storage = new FakeStorage();
        storage._server = await FakeServer.StartAsync(app => app.Run(storage.AnswerAsync));
        return storage;
    }

    /// <summary>An address of the object that holds until <see cref="Expire"/>.</summary>
    public string Sign(string path, byte[] bytes, string type)
    {
        _objects[path] = (bytes, type);
        var signature = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _signatures[signature] = path;
        return $"{_server.Address}{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=259200&X-Goog-SignedHeaders=host&X-Goog-Signature={signature}";
    }

    /// <summary>Makes all addresses so far invalid.</summary>
    public void Expire() => _signatures.Clear();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (Next.TryDequeue(out var instead))
        {
            await instead.SendAsync(context);
            return;
        }
        if (context.Request.Headers.Authorization.Count > 0)
        {
            await Refused(400, "InvalidArgument").SendAsync(context);
            return;
        }
        if (context.Request.Method != "GET" || !_signatures.TryGetValue(context.Request.Query["X-Goog-Signature"].ToString(), out var signed) || signed != path)
        {
            await Refused(403, "SignatureDoesNotMatch").SendAsync(context);
            return;
        }
        var (bytes, type) = _objects[path];
        string[] hashes = Md5(bytes) is { } md5 ? ["crc32c=AAAAAA==", $"md5={md5}"] : ["crc32c=AAAAAA=="];
        context.Response.Headers["x-goog-hash"] = SeparateHashes ? hashes : new[] { string.Join(',', hashes) };
        await Results.Bytes(
            bytes, type, enableRangeProcessing: true, lastModified: new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero),
            entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\"")).ExecuteAsync(context);
    }

    private static FakeAnswer Refused(int status, string code) =>
        new(status, $"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>") { ContentType = "application/xml; charset=UTF-8" };
}
