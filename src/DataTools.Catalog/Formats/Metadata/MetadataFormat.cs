using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Metadata;

/// <summary>
/// The Hub's ImageFolder with metadata: <c>metadata.csv</c> or <c>metadata.jsonl</c> beside or above images, with the column
/// <c>file_name</c> and a class (<c>label</c>), or boxes of objects. Classes that are numbers are classes of that name. The
/// folder tells the split. A sample is called by its path; where there is no label, the classes of its objects are its
/// labels.
/// </summary>
internal static class MetadataFormat
{
    public static DatasetFormat Format { get; } = new("metadata", "Images with the Hub's metadata.csv or metadata.jsonl: file_name and label or objects", Recognise, Read);

    private static string? Recognise(FileList files)
    {
        if (!files.Files.Any(f => f.IsImage))
            return null;
        try
        {
            return MetadataTable.Find(files, null).FirstOrDefault(t => t.SaysSomething) is { } table ? $"{table.Source.Path} with {string.Join(", ", table.Columns)}" : null;
        }
        catch (CorruptFileException e)
        {
            // Its name says what it is; reading it says what is wrong.
            return e.Path;
        }
    }

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var all = MetadataTable.Find(files, options).ToList();
        var tables = all.FindAll(t => t.SaysSomething);
        if (tables.Count == 0)
        {
            throw new InvalidInputException(
                $"{files.Origin}: {(all is [var first, ..] ? $"{first.Source.Path} has the columns {string.Join(", ", first.Columns)}" : "it has no metadata.csv or metadata.jsonl")}",
                "Such a file has file_name, and label or objects; name others with --image-column and --label-column.");
        }
        var rows = Rows(files, tables, options.BadSamples, cancellation);
        var labelled = tables.Exists(t => t.LabelColumn is not null);
        var items = Items(files, rows, labelled, options.BadSamples).ToList();
        var classes = Classes(rows.Values.Select(r => r.Row));
        var indices = classes.Index().ToDictionary(c => c.Item, c => c.Index);
        var boxed = rows.Values.Any(r => r.Row.Objects is not null);
        return new(classes, SampleStream.Splits(files, items, i => i.Split, i => Load(files, i, indices, labelled), options.BadSamples, cancellation))
        {
            Kinds = (boxed ? AnnotationKinds.Objects : AnnotationKinds.None) | (labelled ? AnnotationKinds.None : AnnotationKinds.Labels),
        };
    }

    private sealed record Item(string Split, ListedFile Image, MetadataRow? Row);

    private static Dictionary<string, (MetadataRow Row, MetadataTable Table)> Rows(FileList files, List<MetadataTable> tables, BadSamples bad, CancellationToken cancellation)
    {
        var rows = new Dictionary<string, (MetadataRow Row, MetadataTable Table)>();
        foreach (var table in tables)
        {
            foreach (var row in table.Rows(files, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                var path = table.Folder + Plain(row.FileName);
                if (files.Find(path) is null)
                    bad.Report(new($"{files.Origin}: {ListedText.Short(path)}", $"the image is missing ({table.Source.Path}, line {row.Line})"));
                else if (!rows.TryAdd(path, (row, table)))
                    throw new CorruptFileException(files.Shown(table.Source), $"line {row.Line}: {path} was there before ({rows[path].Table.Source.Path}, line {rows[path].Row.Line})");
            }
        }
        return rows;
    }

    private static IEnumerable<Item> Items(FileList files, Dictionary<string, (MetadataRow Row, MetadataTable Table)> rows, bool labelled, BadSamples bad)
    {
        foreach (var image in files.Files.Where(f => f.IsImage))
        {
            var split = SplitWords.OfFolder(image.Path) ?? SplitNames.Train;
            var there = rows.TryGetValue(image.Path, out var row);
            if (split != SplitNames.Test && !there)
                bad.Report(new(files.Shown(image), "no row of the metadata is of it"));
            else if (split != SplitNames.Test && labelled && row.Row.Label is null)
                bad.Report(new(files.Shown(image), $"its {row.Table.LabelColumn ?? "label"} is empty ({row.Table.Source.Path}, line {row.Row.Line})"));
            else
                yield return new(split, image, there ? row.Row : null);
        }
    }

    private static List<string> Classes(IEnumerable<MetadataRow> rows)
    {
        var names = rows.SelectMany(r => (r.Objects ?? []).Select(o => o.Category).Append(r.Label)).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return names.TrueForAll(n => long.TryParse(n, out _)) ? [.. names.OrderBy(long.Parse)] : names;
    }

    private static Sample Load(FileList files, Item item, Dictionary<string, int> classes, bool labelled)
    {
        List<ObjectAnnotation> objects = [.. (item.Row?.Objects ?? []).Select(o => new ObjectAnnotation(classes[o.Category], o.Box))];
        var label = item.Row?.Label is { } name ? classes[name] : Sample.Unlabelled;
        return new(item.Row?.Id ?? item.Image.Path, item.Image.ReadAll(files.Shown(item.Image)), label, item.Image.Path)
        {
            Annotations = new() { Objects = objects, Labels = labelled ? [] : SampleStream.LabelsOf(objects) },
        };
    }

    private static string Plain(string name)
    {
        name = name.Replace('\\', '/');
        while (name.StartsWith("./", StringComparison.Ordinal))
            name = name[2..];
        return name;
    }
}
