using System.Xml;
using System.Xml.Linq;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Voc;

/// <summary>An object as Pascal VOC writes it.</summary>
internal sealed record VocObject(string Class, Box Box, ObjectFlags Flags);

/// <summary>
/// Reads an annotation file of Pascal VOC (Everingham et al., development kit of 2012, section 8.3): corners count pixels
/// from 1 and belong to the box. Parts of persons and poses are passed over.
/// </summary>
internal static class VocAnnotation
{
    // Hundreds of objects take less; a hostile file must not fill the memory.
    private const long Largest = 4 << 20;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = Largest,
        MaxCharactersFromEntities = 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    /// <summary>What may be said of an object, by its element.</summary>
    public static IReadOnlyList<(string Element, ObjectFlags Flag)> Flags { get; } =
        [("truncated", ObjectFlags.Truncated), ("difficult", ObjectFlags.Difficult), ("occluded", ObjectFlags.Occluded)];

    /// <summary>The objects of a file. Throws <see cref="BadSampleException"/>, naming file and line, where it is no such XML.</summary>
    public static IReadOnlyList<VocObject> Read(FileList files, ListedFile file) =>
        file.Bytes <= Largest ? Parse(file.ReadAll(files.Shown(file)), files.Shown(file)) : throw new BadSampleException(files.Shown(file), $"its {file.Bytes} bytes are more than the {Largest >> 20} MiB allowed");

    /// <summary>The same, of a file's bytes.</summary>
    public static IReadOnlyList<VocObject> Parse(byte[] xml, string shownAs)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml), Settings);
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            if (root.Name.LocalName != "annotation")
                throw new BadSampleException(shownAs, $"it is no annotation of Pascal VOC: its root is <{ListedText.Short(root.Name.LocalName)}>");
            return [.. root.Elements("object").Select((o, i) => Read(o, i + 1, shownAs))];
        }
        catch (XmlException e)
        {
            throw new BadSampleException(shownAs, $"line {e.LineNumber}: it is no XML that can be read ({ListedText.Short(e.Message)})");
        }
    }

    /// <summary>The box between two corners that belong to it, counted from 1.</summary>
    public static Box BoxOf(double left, double top, double right, double bottom) => new(left - 1, top - 1, right - left + 1, bottom - top + 1);

    private static VocObject Read(XElement o, int number, string shownAs)
    {
        if (o.Element("name")?.Value.Trim() is not { Length: > 0 } name)
            throw Fault(o, number, "it has no name", shownAs);
        var box = o.Element("bndbox") ?? throw Fault(o, number, "it has no bndbox", shownAs);
        double Side(string side)
        {
            var element = box.Element(side) ?? throw Fault(box, number, $"its bndbox has no {side}", shownAs);
            return ListedText.Number(element.Value.Trim()) ?? throw Fault(element, number, $"{side} {ListedText.NoNumber(element.Value)}", shownAs);
        }
        var (left, top) = (Side("xmin"), Side("ymin"));
        var flags = Flags.Where(f => o.Element(f.Element)?.Value.Trim() is "1" or "true").Aggregate(ObjectFlags.None, (all, f) => all | f.Flag);
        return new(name, BoxOf(left, top, Side("xmax"), Side("ymax")), flags);
    }

    private static BadSampleException Fault(XElement at, int number, string text, string shownAs) =>
        new(shownAs, $"line {((IXmlLineInfo)at).LineNumber}, object {number}: {text}");
}
