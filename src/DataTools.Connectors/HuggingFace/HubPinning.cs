using DataTools.Catalog;
using YamlDotNet.Core;

namespace DataTools.Connectors.HuggingFace;

/// <summary>Asks the Hub everything about a data set at one commit, and notes it.</summary>
internal sealed class HubPinning(HubClient client, HubNotes notes, Action<string>? warn)
{
    /// <summary>Where the Hub keeps its own conversion to Parquet.</summary>
    public const string Conversion = "refs/convert/parquet";

    private const string Readme = "README.md";

    /// <summary>The data set at the commit that <paramref name="revision"/> names now.</summary>
    public async Task<HubSnapshot> PinAsync(string id, string? revision, CancellationToken cancellation)
    {
        var info = await client.InfoAsync(id, revision, cancellation);
        if (info.Id is not { } now || !HubRef.IsId(now) || !HubRef.IsCommit(info.Sha))
            throw HubFaults.Unexpected($"hf:{id}", "it names no commit");
        if (now != id)
            warn?.Invoke($"hf:{id} is now called hf:{now}.");
        // What a commit holds never changes.
        if (notes.Read(now, info.Sha) is { } known)
        {
            notes.Write(id, revision, known);
            return known;
        }
        var files = await client.TreeAsync(now, info.Sha!, cancellation);
        var snapshot = new HubSnapshot
        {
            Id = now,
            Commit = info.Sha!,
            Citation = info.Citation,
            Gate = info.Gate,
            Files = files,
            Card = files.Any(f => f.Path == Readme) ? await CardAsync(now, info, cancellation) : info.CardData,
        };
        notes.Write(id, revision, snapshot);
        return snapshot;
    }

    /// <summary>The Hub's conversion to Parquet; null where there is none.</summary>
    public async Task<HubSnapshot?> ConvertedAsync(string id, CancellationToken cancellation) =>
        (await client.RefsAsync(id, cancellation)).Converts?.Any(c => c.Ref == Conversion) == true ? await PinAsync(id, Conversion, cancellation) : null;

    // The file at the commit: what the description says of the card may be another commit's.
    private async Task<System.Text.Json.Nodes.JsonNode?> CardAsync(string id, HubInfo info, CancellationToken cancellation)
    {
        try
        {
            return HubCard.FrontMatter(await client.TextAsync(id, info.Sha!, Readme, cancellation));
        }
        catch (YamlException e)
        {
            warn?.Invoke($"hf:{id}: its card cannot be read ({e.Message}); what the Hub itself made of it is used.");
            return info.CardData;
        }
        catch (AccessGatedException)
        {
            // Names and sizes of a gated data set are public, its card's file is not. The data is refused in its turn.
            return info.CardData;
        }
    }
}
