namespace DataTools.Catalog.Formats.Metadata;

/// <summary>The rows of a metadata file, <c>metadata.csv</c> or <c>metadata.jsonl</c>.</summary>
internal sealed class MetadataTable
{
    /// <summary>The name of such a file.</summary>
    public const string JsonName = "metadata.jsonl";

    private const long LargestJson = 8L << 30;
    private const string FileName = "file_name", Label = "label", Objects = "objects";

    private MetadataTable(ListedFile source, string imageColumn, string? labelColumn)
    {
        Source = source;
        (ImageColumn, LabelColumn) = (imageColumn, labelColumn);
    }

    /// <summary>The file.</summary>
    public ListedFile Source { get; }

    /// <summary>The column that names the image.</summary>
    public string ImageColumn { get; }

    /// <summary>The column of the class; null where there is none.</summary>
    public string? LabelColumn { get; }

    /// <summary>Where its images lie: its own folder.</summary>
    public string Folder => Source.Path[..^Source.Name.Length];

    /// <summary>Whether any row says more than the image's name.</summary>
    public bool SaysSomething { get; private init; }

    /// <summary>The columns that it has, for errors.</summary>
    public IReadOnlyList<string> Columns { get; private init; } = [];

    /// <summary>All there are. Throws <see cref="CorruptFileException"/> for one that is no table.</summary>
    public static IEnumerable<MetadataTable> Find(FileList files, ReadOptions? options) =>
        files.Files.Where(f => f.Name is "metadata.csv" or JsonName).Select(f => Open(files, f, options));

    /// <summary>The rows. Throws <see cref="CorruptFileException"/>, naming the line, where one is no row.</summary>
    public IEnumerable<MetadataRow> Rows(FileList files, CancellationToken cancellation)
    {
        if (!Source.IsTable)
            return JsonLines(files).Select(l => MetadataJson.Parse(l.Text, l.Number, ImageColumn, LabelColumn ?? Label, files.Shown(Source)));
        int[] columns = LabelColumn is null ? [Column(ImageColumn)] : [Column(ImageColumn), Column(LabelColumn)];
        return CsvTable.Open(files.Origin, Source).Rows(columns, cancellation)
            .Select(r => new MetadataRow(r.Line, r.Fields[0], r.Fields.Length > 1 && r.Fields[1].Length > 0 ? r.Fields[1] : null, null));
    }

    private int Column(string name) => Columns.Index().First(c => c.Item == name).Index;

    private static MetadataTable Open(FileList files, ListedFile file, ReadOptions? options)
    {
        var table = new MetadataTable(file, options?.ImageColumn ?? FileName, null);
        List<string> columns = file.IsTable ? [.. CsvTable.Open(files.Origin, file).Columns] : table.MembersOf(files);
        var label = options?.LabelColumn ?? (CsvColumns.Label(columns, columns.IndexOf(table.ImageColumn)) is ( >= 0 and var i, false) ? columns[i] : null);
        var there = label is not null && columns.Contains(label);
        return new(file, table.ImageColumn, there ? label : null)
        {
            Columns = columns,
            SaysSomething = columns.Contains(table.ImageColumn) && (there || (!file.IsTable && columns.Contains(Objects))),
        };
    }

    // What the first rows call their members: not every row has all.
    private List<string> MembersOf(FileList files)
    {
        const int probed = 100;
        return [.. JsonLines(files).Take(probed).SelectMany(l => MetadataJson.Members(l.Text, l.Number, files.Shown(Source))).Distinct()];
    }

    private IEnumerable<(int Number, string Text)> JsonLines(FileList files) => ListedText.Lines(files, Source, LargestJson);
}
