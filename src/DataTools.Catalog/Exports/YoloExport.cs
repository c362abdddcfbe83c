using System.Globalization;
using System.Text;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Yolo;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>
/// YOLO as Ultralytics reads it: <c>data.yaml</c>, <c>images/SPLIT/</c> and <c>labels/SPLIT/</c>, in parts of the image as it
/// is seen. Where every object is one polygon, the polygons are written; where every object has as many keypoints, boxes
/// and keypoints; else boxes, cut at the image's edge. Crowds are left out, as they are no object.
/// </summary>
internal static class YoloExport
{
    private const string Images = "images/";

    public static DatasetExport Export { get; } = new("yolo", "YOLO: data.yaml, images/SPLIT/, labels/SPLIT/", Write);

    private enum Form
    {
        Boxes,
        Polygons,
        Poses,
    }

    private static void Write(ExportRun run)
    {
        var (form, points) = FormOf(run);
        run.Losses.Add("names of keypoints", "classes", run.Card.Keypoints.Count);
        var folders = new List<(string Split, string Folder)>();
        foreach (var split in run.Entry.Splits.Where(s => s.Count > 0))
        {
            var names = ExportNames.Of(split, run.Losses, folders: true, stems: true);
            var own = OwnFolder(split, names, folders);
            folders.Add((split.Name, own ?? $"{Images}{split.Name}/"));
            foreach (var i in run.Each(split))
            {
                var path = own is null ? folders[^1].Folder + names[i] : names[i];
                run.Write(path, split.Image(i));
                if (path != split.Id(i))
                    run.Losses.Sample("ids, which became names of files");
                var said = split.Annotations(i);
                Count(run, split.Label(i), said, form);
                if (Lines(run, said, ImageSize.Of(split.Image(i)), form) is { Length: > 0 } lines)
                    run.WriteText(LabelsOf(path), lines);
            }
        }
        run.WriteText("data.yaml", Yaml(run, folders, form == Form.Poses ? points : 0));
    }

    private static string LabelsOf(string image)
    {
        var text = Path.ChangeExtension(image, ".txt");
        var at = $"/{text}".LastIndexOf($"/{Images}", StringComparison.Ordinal);
        return $"{text[..at]}labels/{text[(at + Images.Length)..]}";
    }

    private static (Form Form, int Points) FormOf(ExportRun run)
    {
        var (polygons, poses, any, points) = (true, true, false, 0);
        foreach (var split in run.Entry.Splits)
        {
            for (var i = 0; i < split.Count; i++)
            {
                foreach (var o in split.Annotations(i).Objects.Where(o => !o.Flags.HasFlag(ObjectFlags.Crowd)))
                {
                    polygons &= o.Polygons.Count == 1 && o.Keypoints.Count == 0;
                    poses &= o.Keypoints.Count > 0 && (!any || o.Keypoints.Count == points);
                    (any, points) = (true, o.Keypoints.Count);
                }
            }
        }
        return (any && poses ? Form.Poses : any && polygons ? Form.Polygons : Form.Boxes, points);
    }

    // Where the ids are paths of such a layout already: images/train/ or train/images/, of this split alone.
    private static string? OwnFolder(EntrySplit split, IReadOnlyList<string> names, List<(string Split, string Folder)> taken)
    {
        if (names.Count == 0 || names[0].Split('/') is not [var one, var two, ..] parts || parts.Length < 3)
            return null;
        var folder = $"{one}/{two}/";
        var fits = (one == "images" && SplitNames.Canonical(two) == split.Name) || (two == "images" && SplitNames.Canonical(one) == split.Name);
        return fits && !taken.Exists(t => t.Folder == folder) && names.Index().All(n => n.Item.StartsWith(folder, StringComparison.Ordinal) && n.Item == split.Id(n.Index)
            && n.Item.LastIndexOf(Images, StringComparison.Ordinal) is var at && (at == 0 || at == folder.Length - Images.Length)) ? folder : null;
    }

    private static void Count(ExportRun run, int label, SampleAnnotations said, Form form)
    {
        if (label >= 0)
            run.Losses.Sample("labels of whole images");
        if (said.Labels.Count == 0 && said.Objects.Count > 0)
            run.Losses.Sample("that an image with objects has no labels");
        // A crowd that is left out becomes nothing else.
        run.Losses.Said(said with { Objects = [.. said.Objects.Where(o => !o.Flags.HasFlag(ObjectFlags.Crowd))] }, new() { Boxes = true, Polygons = form == Form.Polygons, Keypoints = form == Form.Poses, Flags = ObjectFlags.Crowd });
    }

    private static string Lines(ExportRun run, SampleAnnotations said, (int Width, int Height)? size, Form form)
    {
        var text = new StringBuilder();
        foreach (var o in said.Objects)
        {
            if (o.Flags.HasFlag(ObjectFlags.Crowd))
                run.Losses.Object("crowds, left out");
            else if (size is null)
                run.Losses.Object("objects in images whose header tells no width and height");
            else if (form == Form.Polygons)
                Polygon(text, run, o, size.Value);
            else
                BoxOf(text, run, o, size.Value);
        }
        return text.ToString();
    }

    private static void Polygon(StringBuilder text, ExportRun run, ObjectAnnotation o, (int Width, int Height) size)
    {
        List<double> points = [.. o.Polygons[0].Select((n, i) => Math.Clamp(n / (i % 2 == 0 ? size.Width : size.Height), 0, 1))];
        List<double> read = [.. points.Select((n, i) => n * (i % 2 == 0 ? size.Width : size.Height))];
        if (read.Zip(o.Polygons[0]).Any(p => Math.Abs(p.First - p.Second) > Digits))
            run.Losses.Object("parts of polygons beyond the image's edge");
        else if (!read.SequenceEqual(o.Polygons[0]))
            run.Losses.Object("last digits of coordinates, rounded");
        if (Far(PolygonBox.Of([read]), o.Box))
            run.Losses.Object("boxes that are not those around the polygon");
        Append(text, [o.Category, .. points]);
    }

    private static void BoxOf(StringBuilder text, ExportRun run, ObjectAnnotation o, (int Width, int Height) size)
    {
        var box = o.Box.IsWithin(size.Width, size.Height, 0) ? o.Box : Box.Between(
            Math.Clamp(o.Box.X, 0, size.Width), Math.Clamp(o.Box.Y, 0, size.Height), Math.Clamp(o.Box.Right, 0, size.Width), Math.Clamp(o.Box.Bottom, 0, size.Height));
        if (box.IsEmpty)
        {
            run.Losses.Object(o.Box.IsEmpty ? "boxes that hold nothing, left out" : "boxes outside the image, left out");
            return;
        }
        double[] numbers = [o.Category, (box.X + (box.Width / 2)) / size.Width, (box.Y + (box.Height / 2)) / size.Height, box.Width / size.Width, box.Height / size.Height];
        var read = YoloLabels.BoxOf(numbers, size);
        if (Far(box, o.Box))
            run.Losses.Object("parts of boxes beyond the image's edge");
        else if (read != o.Box)
            run.Losses.Object("last digits of coordinates, rounded");
        Append(text, [.. numbers, .. o.Keypoints.SelectMany(k => k.Visibility == 0 ? [0, 0, 0] : new[] { k.X / size.Width, k.Y / size.Height, k.Visibility })]);
        if (o.Keypoints.Any(k => k.Visibility == 0 && (k.X, k.Y) != (0, 0)))
            run.Losses.Object("places of keypoints that are not labelled");
    }

    private const double Digits = 1e-6;

    private static bool Far(Box one, Box other) =>
        Math.Abs(one.X - other.X) > Digits || Math.Abs(one.Y - other.Y) > Digits || Math.Abs(one.Right - other.Right) > Digits || Math.Abs(one.Bottom - other.Bottom) > Digits;

    private static void Append(StringBuilder text, IEnumerable<double> numbers) =>
        text.AppendJoin(' ', numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture))).Append('\n');

    private static string Yaml(ExportRun run, List<(string Split, string Folder)> folders, int points)
    {
        var yaml = new StringBuilder();
        foreach (var (split, folder) in folders)
            yaml.Append(split == SplitNames.Validation ? "val" : split).Append(": ").Append(folder.TrimEnd('/')).Append('\n');
        if (points > 0)
            yaml.Append(CultureInfo.InvariantCulture, $"kpt_shape: [{points}, 3]\n");
        yaml.Append(CultureInfo.InvariantCulture, $"nc: {run.Card.Classes.Count}\nnames:\n");
        foreach (var (i, name) in run.Card.Classes.Index())
            yaml.Append(CultureInfo.InvariantCulture, $"  {i}: {YamlText.Quoted(name)}\n");
        return yaml.ToString();
    }
}
