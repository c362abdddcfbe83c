using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Exports.Parquet;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>
/// Croissant 1.0 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html): <c>croissant.json</c> describes the
/// Parquet export beside it: each file with its SHA-256, the columns as fields, the splits and the classes as record sets.
/// </summary>
internal static class CroissantExport
{
    private const string Records = "samples", Splits = "splits", Classes = "classes";

    public static DatasetExport Export { get; } = new("croissant", "Croissant JSON-LD with checksums, beside the Parquet export that it describes", run =>
    {
        var tables = ParquetExport.Write(run);
        run.WriteText("README.md", HubCard.Of(run.Card, run.Bytes));
        run.WriteText("croissant.json", Of(run, tables).ToJsonString(CatalogJson.Options));
    })
    { NeedsClasses = false };

    private static JsonObject Of(ExportRun run, IReadOnlyList<(string Split, IReadOnlyList<string> Paths)> tables)
    {
        var card = run.Card;
        var json = new JsonObject
        {
            ["@context"] = Context(),
            ["@type"] = "sc:Dataset",
            ["conformsTo"] = "http://mlcommons.org/croissant/1.0",
            ["name"] = card.Name,
            ["description"] = $"{card.Title ?? card.Name}: {card.Splits.Sum(s => (long)s.Samples)} images of {card.Classes.Count} classes. Source: {card.Source}{(card.Revision is { } r ? $" at {r}" : "")}.",
            ["license"] = card.License ?? "unknown",
            ["version"] = "1.0.0",
            ["datePublished"] = card.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd"),
            ["identifier"] = card.Fingerprint,
        };
        if (card.Homepage is { } homepage)
            json["url"] = homepage;
        if (card.Citation is { } citation)
            json["citeAs"] = citation;
        json["distribution"] = new JsonArray(
        [
            .. tables.SelectMany(t => t.Paths.Select(p => (JsonNode)File(run, p))),
            .. tables.Where(t => t.Paths.Count > 1).Select(t => (JsonNode)Set(t.Split)),
        ]);
        json["recordSet"] = new JsonArray([SplitNamesSet(card), ClassNames(card), .. tables.Select(t => (JsonNode)Table(card, t.Split, t.Paths))]);
        return json;
    }

    private static JsonObject File(ExportRun run, string path)
    {
        using var stream = run.Reopen(path);
        return new()
        {
            ["@type"] = "cr:FileObject",
            ["@id"] = path,
            ["name"] = path[(path.LastIndexOf('/') + 1)..],
            ["contentUrl"] = path,
            ["contentSize"] = $"{stream.Length} B",
            ["encodingFormat"] = "application/x-parquet",
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(stream)),
        };
    }

    private static JsonObject Set(string split) => new()
    {
        ["@type"] = "cr:FileSet",
        ["@id"] = SetId(split),
        ["name"] = SetId(split),
        ["encodingFormat"] = "application/x-parquet",
        ["includes"] = $"data/{split}-*.parquet",
    };

    private static JsonObject SplitNamesSet(DatasetCard card) => new()
    {
        ["@type"] = "cr:RecordSet",
        ["@id"] = Splits,
        ["name"] = Splits,
        ["dataType"] = "cr:Split",
        ["key"] = Id($"{Splits}/name"),
        ["field"] = new JsonArray(Field($"{Splits}/name", "sc:Text")),
        ["data"] = new JsonArray([.. card.Splits.Select(s => (JsonNode)new JsonObject { [$"{Splits}/name"] = s.Name })]),
    };

    private static JsonObject ClassNames(DatasetCard card) => new()
    {
        ["@type"] = "cr:RecordSet",
        ["@id"] = Classes,
        ["name"] = Classes,
        ["dataType"] = "sc:Enumeration",
        ["key"] = Id($"{Classes}/index"),
        ["field"] = new JsonArray(Field($"{Classes}/index", "sc:Integer"), Field($"{Classes}/name", "sc:Text")),
        ["data"] = new JsonArray([.. card.Classes.Select((c, i) => (JsonNode)new JsonObject { [$"{Classes}/index"] = i, [$"{Classes}/name"] = c })]),
    };

    // One record set a split: a field has one source.
    private static JsonObject Table(DatasetCard card, string split, IReadOnlyList<string> paths)
    {
        var id = $"{Records}-{split}";
        // One file is named itself, several are a set.
        var from = paths is [var only] ? KeyValuePair.Create("fileObject", only) : KeyValuePair.Create("fileSet", SetId(split));
        return new()
        {
            ["@type"] = "cr:RecordSet",
            ["@id"] = id,
            ["name"] = id,
            ["description"] = $"The samples of {split}.",
            ["key"] = Id($"{id}/{EntryFeatures.Id}"),
            ["field"] = new JsonArray([.. EntryFeatures.All(card.Classes, card.Annotations).Select(f => (JsonNode)Column(from, $"{id}/{f.Name}", f.Name, f.Feature))]),
        };
    }

    private static JsonObject Column(KeyValuePair<string, string> from, string id, string column, Feature feature)
    {
        var source = new JsonObject { [from.Key] = Id(from.Value), ["extract"] = new JsonObject { ["column"] = column } };
        if (feature is Feature.Image)
            source["transform"] = new JsonObject { ["jsonPath"] = EntryFeatures.Bytes };
        var field = Field(id, feature switch { Feature.Image => "sc:ImageObject", Feature.ClassLabel => "sc:Integer", _ => "sc:Text" });
        field["source"] = source;
        if (feature is Feature.List)
            field["repeated"] = true;
        if (feature is Feature.ClassLabel || feature is Feature.List { Item: Feature.ClassLabel })
        {
            field["dataType"] = "sc:Integer";
            field["references"] = new JsonObject { ["field"] = Id($"{Classes}/index") };
        }
        if (feature is Feature.List { Item: Feature.Struct shape })
        {
            field.Remove("dataType");
            field["subField"] = new JsonArray([.. shape.Parts.Select(p => (JsonNode)Part(from, id, column, p.Name, p.Feature))]);
        }
        return field;
    }

    private static JsonObject Part(KeyValuePair<string, string> from, string id, string column, string name, Feature feature)
    {
        var field = Field($"{id}/{name}", feature switch
        {
            Feature.List { Length: 4 } => "cr:BoundingBox",
            Feature.List => "sc:Float",
            Feature.ClassLabel => "sc:Integer",
            Feature.Value { Name: "float64" } => "sc:Float",
            Feature.Value { Name: "bool" } => "sc:Boolean",
            _ => "sc:Text",
        });
        field["source"] = new JsonObject
        {
            [from.Key] = Id(from.Value),
            ["extract"] = new JsonObject { ["column"] = column },
            ["transform"] = new JsonObject { ["jsonPath"] = name },
        };
        return field;
    }

    private static JsonObject Field(string id, string type) => new() { ["@type"] = "cr:Field", ["@id"] = id, ["name"] = id, ["dataType"] = type };

    private static JsonObject Id(string id) => new() { ["@id"] = id };

    private static string SetId(string split) => $"{split}-files";

    // The terms that the specification's context names, for the members written here.
    private static JsonObject Context()
    {
        var context = new JsonObject { ["@language"] = "en", ["@vocab"] = "https://schema.org/", ["cr"] = "http://mlcommons.org/croissant/", ["sc"] = "https://schema.org/", ["dct"] = "http://purl.org/dc/terms/" };
        foreach (var term in new[]
        {
            "citeAs", "column", "equivalentProperty", "examples", "extract", "field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5",
            "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "separator", "source", "subField", "transform",
        })
        {
            context[term] = $"cr:{term}";
        }
        context["conformsTo"] = "dct:conformsTo";
        context["data"] = new JsonObject { ["@id"] = "cr:data", ["@type"] = "@json" };
        context["examples"] = new JsonObject { ["@id"] = "cr:examples", ["@type"] = "@json" };
        context["dataType"] = new JsonObject { ["@id"] = "cr:dataType", ["@type"] = "@vocab" };
        return context;
    }
}
