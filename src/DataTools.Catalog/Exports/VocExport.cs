using System.Globalization;
using System.Text;
using System.Xml;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Voc;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>
/// A devkit of Pascal VOC: <c>Annotations/</c>, <c>JPEGImages/</c>, <c>ImageSets/Main/</c> and, where there are classes of
/// pixels, <c>SegmentationClass/</c> as they came. Samples are called by their id where VOC could have given it.
/// </summary>
internal static class VocExport
{
    private static readonly ExportAbility Ability = new()
    {
        Boxes = true,
        Flags = ObjectFlags.Truncated | ObjectFlags.Difficult | ObjectFlags.Occluded,
        Segmentation = true,
    };

    public static DatasetExport Export { get; } = new("voc", "Pascal VOC: Annotations/*.xml, JPEGImages/, ImageSets/Main/, SegmentationClass/", Write);

    private static void Write(ExportRun run)
    {
        run.Losses.Add("names of keypoints", "classes", run.Card.Keypoints.Count);
        var names = Names(run);
        var used = new HashSet<int>();
        foreach (var split in run.Entry.Splits)
        {
            using var list = run.CreateText($"ImageSets/Main/{(split.Name == SplitNames.Validation ? "val" : split.Name)}.txt");
            foreach (var i in run.Each(split))
            {
                var (stem, ending) = names[split.Name][i];
                var said = split.Annotations(i);
                Count(run, split.Label(i), split.Id(i) == stem, said);
                used.UnionWith(said.Objects.Select(o => o.Category));
                list.WriteLine(stem);
                run.Write($"JPEGImages/{stem}{ending}", split.Image(i));
                using (var xml = run.Create($"Annotations/{stem}.xml"))
                    Annotation(xml, run, stem + ending, ImageSize.Of(split.Image(i)), said);
                if (said.Segmentation.Length > 0)
                    run.Write($"SegmentationClass/{stem}{ImageKind.Ending(said.Segmentation.Span) ?? ".png"}", said.Segmentation.Span);
            }
        }
        var found = used.Select(c => run.Card.Classes[c]).Order(StringComparer.Ordinal).ToList();
        // VOC's own classes need no object to be known.
        if (!(found.TrueForAll(VocFormat.Official.Contains) && run.Card.Classes.SequenceEqual(VocFormat.Official)))
            run.Losses.ClassNames(run.Card, used, found.TrueForAll(VocFormat.Official.Contains) ? VocFormat.Official : found);
    }

    private static void Count(ExportRun run, int label, bool keepsId, SampleAnnotations said)
    {
        if (label >= 0)
            run.Losses.Sample("labels of whole images");
        if (said.Labels.Count == 0 && said.Objects.Count > 0)
            run.Losses.Sample("that an image with objects has no labels");
        if (!keepsId)
            run.Losses.Sample("ids, which became names of files");
        run.Losses.Said(said, Ability);
    }

    // One folder holds the images of all splits.
    private static Dictionary<string, (string Stem, string Ending)[]> Names(ExportRun run)
    {
        var names = run.Entry.Splits.ToDictionary(
            s => s.Name, s => ExportNames.Of(s, run.Losses, folders: false, strict: true, stems: true).Select(n => (Stem: n[..n.LastIndexOf('.')], Ending: n[n.LastIndexOf('.')..])).ToArray());
        var stems = names.Values.SelectMany(n => n.Select(x => x.Stem)).ToList();
        return ExportNames.AreDistinct(stems) ? names : names.ToDictionary(n => n.Key, n => Array.ConvertAll(n.Value, x => ($"{n.Key}_{x.Stem}", x.Ending)));
    }

    private static void Annotation(Stream stream, ExportRun run, string file, (int Width, int Height)? size, SampleAnnotations said)
    {
        using var xml = XmlWriter.Create(stream, new() { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true, Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("annotation");
        xml.WriteElementString("folder", "JPEGImages");
        xml.WriteElementString("filename", file);
        xml.WriteStartElement("source");
        xml.WriteElementString("database", Text(run, run.Card.Title ?? run.Card.Name));
        xml.WriteEndElement();
        if (size is { } s)
        {
            xml.WriteStartElement("size");
            xml.WriteElementString("width", Number(s.Width));
            xml.WriteElementString("height", Number(s.Height));
            xml.WriteElementString("depth", "3");
            xml.WriteEndElement();
        }
        else
        {
            run.Losses.Sample("width and height of images whose header does not tell");
        }
        xml.WriteElementString("segmented", said.Segmentation.Length > 0 ? "1" : "0");
        foreach (var o in said.Objects)
            Object(xml, run, o);
        xml.WriteEndElement();
    }

    private static void Object(XmlWriter xml, ExportRun run, ObjectAnnotation o)
    {
        xml.WriteStartElement("object");
        xml.WriteElementString("name", Text(run, run.Card.Classes[o.Category]));
        xml.WriteElementString("pose", "Unspecified");
        foreach (var (element, flag) in VocAnnotation.Flags)
            xml.WriteElementString(element, o.Flags.HasFlag(flag) ? "1" : "0");
        xml.WriteStartElement("bndbox");
        // Corners count pixels from 1, and belong to the box.
        var (left, top, right, bottom) = (o.Box.X + 1, o.Box.Y + 1, o.Box.Right, o.Box.Bottom);
        xml.WriteElementString("xmin", Number(left));
        xml.WriteElementString("ymin", Number(top));
        xml.WriteElementString("xmax", Number(right));
        xml.WriteElementString("ymax", Number(bottom));
        xml.WriteEndElement();
        xml.WriteEndElement();
        if (VocAnnotation.BoxOf(left, top, right, bottom) != o.Box)
            run.Losses.Object("last digits of boxes, rounded");
    }

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    // XML has no control characters, and readers take away the blank around a name.
    private static string Text(ExportRun run, string text)
    {
        var said = string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : ' ')).ReplaceLineEndings(" ").Trim();
        if (said != text)
            run.Losses.Object("names of classes with characters that XML cannot hold");
        return said;
    }
}
