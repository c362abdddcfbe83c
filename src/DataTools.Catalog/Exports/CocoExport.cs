using System.Text.Json;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Coco;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>
/// COCO (https://cocodataset.org/#format-data): <c>annotations/instances_SPLIT.json</c> beside <c>images/SPLIT/</c>. Boxes,
/// polygons or run-length masks, keypoints, crowds, areas, licences and addresses; what VOC marks stands in
/// <c>attributes</c>. Categories are counted from 1 in the order of the classes.
/// </summary>
internal static class CocoExport
{
    private static readonly ExportAbility Ability = new()
    {
        Boxes = true,
        Masks = true,
        Polygons = true,
        Keypoints = true,
        Areas = true,
        Flags = ObjectFlags.Crowd | ObjectFlags.Truncated | ObjectFlags.Difficult | ObjectFlags.Occluded,
        Licences = true,
        Addresses = true,
    };

    public static DatasetExport Export { get; } = new("coco", "COCO: annotations/instances_SPLIT.json beside images/SPLIT/", run =>
    {
        var nextObject = 1L;
        foreach (var split in run.Entry.Splits)
            nextObject = Write(run, split, nextObject);
    });

    // The lists are written one after another, so the split is gone through twice.
    private static long Write(ExportRun run, EntrySplit split, long nextObject)
    {
        var names = ExportNames.Of(split, run.Losses, folders: true);
        string[] licences = [.. Enumerable.Range(0, split.Count).Select(i => split.Annotations(i).License).OfType<string>().Distinct()];
        using var stream = run.Create($"annotations/instances_{split.Name}.json");
        using var json = run.JsonOf(stream);
        json.WriteStartObject();
        Info(json, run);
        json.WriteStartArray("licenses");
        foreach (var (i, licence) in licences.Index())
        {
            json.WriteStartObject();
            json.WriteNumber("id", i + 1);
            json.WriteString("name", licence);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Categories(json, run);
        json.WriteStartArray("images");
        foreach (var i in run.Each(split))
        {
            run.Write($"images/{split.Name}/{names[i]}", split.Image(i));
            Image(json, run, split, i, names[i], licences);
            json.Flush();
        }
        json.WriteEndArray();
        json.WriteStartArray("annotations");
        for (var i = 0; i < split.Count; i++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            var said = split.Annotations(i);
            Count(run, split.Label(i), said);
            foreach (var o in said.Objects)
                Object(json, run, o, i + 1, nextObject++);
            json.Flush();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        return nextObject;
    }

    private static void Count(ExportRun run, int label, SampleAnnotations said)
    {
        if (label >= 0)
            run.Losses.Sample("labels of whole images");
        if (said.Labels.Count == 0 && said.Objects.Count > 0)
            run.Losses.Sample("that an image with objects has no labels");
        run.Losses.Said(said, Ability);
    }

    private static void Info(Utf8JsonWriter json, ExportRun run)
    {
        json.WriteStartObject("info");
        json.WriteString("description", run.Card.Title ?? run.Card.Name);
        json.WriteString("url", run.Card.Homepage ?? "");
        json.WriteString("version", run.Card.Fingerprint);
        json.WriteNumber("year", run.Card.CreatedAt.Year);
        json.WriteString("contributor", run.Card.License is { } licence ? $"{run.Card.Source} (licence: {licence})" : run.Card.Source);
        json.WriteString("date_created", run.Card.CreatedAt.ToString("yyyy/MM/dd"));
        json.WriteEndObject();
    }

    private static void Categories(Utf8JsonWriter json, ExportRun run)
    {
        json.WriteStartArray("categories");
        foreach (var (i, name) in run.Card.Classes.Index())
        {
            json.WriteStartObject();
            json.WriteNumber("id", i + 1);
            json.WriteString("name", name);
            json.WriteString("supercategory", "none");
            if (run.Card.Keypoints.FirstOrDefault(k => k.Class == name) is { } points)
            {
                json.WritePropertyName("keypoints");
                JsonSerializer.Serialize(json, points.Names);
                json.WritePropertyName("skeleton");
                JsonSerializer.Serialize(json, points.Skeleton.Select(b => b.Select(p => p + 1)));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Image(Utf8JsonWriter json, ExportRun run, EntrySplit split, int index, string name, string[] licences)
    {
        var said = split.Annotations(index);
        json.WriteStartObject();
        json.WriteNumber("id", index + 1);
        json.WriteString("file_name", name);
        if (split.Id(index) is var id && id != name)
            json.WriteString(CocoJson.OwnId, id);
        if (ImageSize.Of(split.Image(index)) is { } size)
        {
            json.WriteNumber("width", size.Width);
            json.WriteNumber("height", size.Height);
        }
        else
        {
            run.Losses.Sample("width and height of images whose header does not tell");
        }
        if (said.License is { } licence)
            json.WriteNumber("license", Array.IndexOf(licences, licence) + 1);
        if (said.SourceUrl is { } url)
            json.WriteString("coco_url", url);
        json.WriteEndObject();
    }

    private static void Object(Utf8JsonWriter json, ExportRun run, ObjectAnnotation o, int image, long id)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("image_id", image);
        json.WriteNumber("category_id", o.Category + 1);
        Numbers(json, "bbox", [o.Box.X, o.Box.Y, o.Box.Width, o.Box.Height]);
        if (o.Area is null)
            run.Losses.Object("that the area is not known: it was computed");
        json.WriteNumber("area", o.Area is { } area && double.IsFinite(area) ? area : o.Mask?.Area ?? o.Box.Area);
        json.WriteNumber("iscrowd", o.Flags.HasFlag(ObjectFlags.Crowd) ? 1 : 0);
        Outline(json, run, o);
        if (o.Keypoints.Count > 0)
        {
            Numbers(json, "keypoints", o.Keypoints.SelectMany(k => new[] { k.X, k.Y, k.Visibility }));
            json.WriteNumber("num_keypoints", o.Keypoints.Count(k => k.Visibility > 0));
            if (o.Keypoints.All(k => k.Visibility == 0))
                run.Losses.Object("keypoints none of which is labelled");
            if (run.Card.Keypoints.FirstOrDefault(k => k.Class == run.Card.Classes[o.Category])?.Names.Count != o.Keypoints.Count)
                run.Losses.Object("keypoints that their class does not name, which readers refuse");
        }
        if ((o.Flags & ~ObjectFlags.Crowd) != ObjectFlags.None)
        {
            json.WriteStartObject("attributes");
            foreach (var (name, flag) in CocoJson.Attributes)
                json.WriteBoolean(name, o.Flags.HasFlag(flag));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Outline(Utf8JsonWriter json, ExportRun run, ObjectAnnotation o)
    {
        if (o.Mask is { } mask)
        {
            json.WriteStartObject("segmentation");
            Numbers(json, "size", [mask.Height, mask.Width]);
            json.WriteString("counts", mask.Counts);
            json.WriteEndObject();
            if (o.Polygons.Count > 0)
                run.Losses.Object("polygons beside a mask");
        }
        else if (o.Polygons.Count > 0)
        {
            json.WriteStartArray("segmentation");
            foreach (var polygon in o.Polygons)
                Numbers(json, null, polygon);
            json.WriteEndArray();
        }
    }

    private static void Numbers(Utf8JsonWriter json, string? name, IEnumerable<double> numbers)
    {
        if (name is not null)
            json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
