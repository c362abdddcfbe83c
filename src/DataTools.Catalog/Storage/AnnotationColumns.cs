using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Storage;

/// <summary>The columns of annotations of one batch, by name.</summary>
internal sealed class AnnotationColumns(IReadOnlyDictionary<string, Column> columns)
{
    // As EntryFeatures orders the parts of an object and of its mask.
    private const int BoxPart = 0, Category = 1, AreaPart = 2, FirstFlag = 3, MaskPart = 7, PolygonsPart = 8, KeypointsPart = 9;
    private const int MaskSize = 0, MaskCounts = 1;

    private static readonly ObjectFlags[] Flags = [ObjectFlags.Crowd, ObjectFlags.Truncated, ObjectFlags.Difficult, ObjectFlags.Occluded];

    /// <summary>What is said about the image of that row.</summary>
    public SampleAnnotations Row(int row) => new()
    {
        Labels = Find("labels") is { } labels ? Numbers(labels, row, (c, i) => (int)c.Int64(i)) : [],
        Objects = Find("objects") is { } objects ? Objects(objects, row) : [],
        Segmentation = Find("segmentation") is { } picture && !picture.IsNull(row) ? picture.Children[0].Bytes(row).ToArray() : default,
        License = Find("license")?.Text(row),
        SourceUrl = Find("source_url")?.Text(row),
    };

    /// <summary>Adds what is said about an image to the builders of the columns.</summary>
    public static void Append(IReadOnlyDictionary<string, ColumnBuilder> builders, SampleAnnotations annotations)
    {
        foreach (var (name, builder) in builders)
        {
            switch (name)
            {
                case "labels":
                    AppendList(builder, annotations.Labels, (item, label) => item.Append(label));
                    break;
                case "objects":
                    AppendList(builder, annotations.Objects, Append);
                    break;
                case "segmentation" when annotations.Segmentation.Length > 0:
                    builder.Part(0).Append(annotations.Segmentation.Span);
                    builder.Part(1).AppendNull();
                    builder.AppendStruct();
                    break;
                case "segmentation":
                    builder.AppendNull();
                    break;
                default:
                    AppendText(builder, name == "license" ? annotations.License : annotations.SourceUrl);
                    break;
            }
        }
    }

    private Column? Find(string name) => columns.GetValueOrDefault(name);

    private static List<T> Numbers<T>(Column list, int row, Func<Column, int, T> read)
    {
        var (start, end) = list.Items(row);
        var values = new List<T>(end - start);
        for (var i = start; i < end; i++)
            values.Add(read(list.Children[0], i));
        return values;
    }

    private static List<ObjectAnnotation> Objects(Column list, int row) => Numbers(list, row, (objects, i) =>
    {
        var parts = objects.Children;
        var box = parts[BoxPart].Children[0];
        var flags = ObjectFlags.None;
        for (var f = 0; f < Flags.Length; f++)
            flags |= parts[FirstFlag + f].Bool(i) ? Flags[f] : ObjectFlags.None;
        return new ObjectAnnotation((int)parts[Category].Int64(i), new(box.Double(4 * i), box.Double((4 * i) + 1), box.Double((4 * i) + 2), box.Double((4 * i) + 3)))
        {
            Area = parts[AreaPart].IsNull(i) ? null : parts[AreaPart].Double(i),
            Flags = flags,
            Mask = parts[MaskPart].IsNull(i) ? null : Mask(parts[MaskPart], i),
            Polygons = Numbers(parts[PolygonsPart], i, (polygons, p) => Numbers(polygons, p, (c, k) => c.Double(k))),
            Keypoints = Keypoints(Numbers(parts[KeypointsPart], i, (c, k) => c.Double(k))),
        };
    });

    private static RleMask Mask(Column mask, int row)
    {
        var size = mask.Children[MaskSize].Children[0];
        return new((int)size.Int64(2 * row), (int)size.Int64((2 * row) + 1), mask.Children[MaskCounts].Text(row) ?? "");
    }

    private static List<Keypoint> Keypoints(List<double> numbers) =>
        [.. Enumerable.Range(0, numbers.Count / 3).Select(k => new Keypoint(numbers[3 * k], numbers[(3 * k) + 1], (int)numbers[(3 * k) + 2]))];

    private static void AppendList<T>(ColumnBuilder list, IReadOnlyList<T> values, Action<ColumnBuilder, T> append)
    {
        foreach (var value in values)
            append(list.Item, value);
        list.AppendList();
    }

    private static void Append(ColumnBuilder builder, ObjectAnnotation o)
    {
        var box = builder.Part(BoxPart);
        foreach (var side in new[] { o.Box.X, o.Box.Y, o.Box.Width, o.Box.Height })
            box.Item.Append(side);
        box.AppendStruct();
        builder.Part(Category).Append(o.Category);
        if (o.Area is { } area)
            builder.Part(AreaPart).Append(area);
        else
            builder.Part(AreaPart).AppendNull();
        for (var f = 0; f < Flags.Length; f++)
            builder.Part(FirstFlag + f).Append(o.Flags.HasFlag(Flags[f]));
        AppendMask(builder.Part(MaskPart), o.Mask);
        AppendList(builder.Part(PolygonsPart), o.Polygons, (item, polygon) => AppendList(item, polygon, (c, number) => c.Append(number)));
        AppendList(
            builder.Part(KeypointsPart), [.. o.Keypoints.SelectMany(k => new[] { k.X, k.Y, k.Visibility })], (c, number) => c.Append(number));
        builder.AppendStruct();
    }

    private static void AppendMask(ColumnBuilder builder, RleMask? mask)
    {
        if (mask is null)
        {
            builder.AppendNull();
            return;
        }
        var size = builder.Part(MaskSize);
        size.Item.Append((long)mask.Height);
        size.Item.Append((long)mask.Width);
        size.AppendStruct();
        AppendText(builder.Part(MaskCounts), mask.Counts);
        builder.AppendStruct();
    }

    private static void AppendText(ColumnBuilder builder, string? text)
    {
        if (text is null)
            builder.AppendNull();
        else
            builder.Append(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
