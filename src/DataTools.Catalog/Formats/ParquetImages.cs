using System.Globalization;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats;

/// <summary>The files of one split, in order.</summary>
public sealed record ParquetSplit(string Name, IReadOnlyList<DataFile> Files);

/// <summary>
/// Images in Parquet files as the Hugging Face Hub has them: a column of <c>{bytes, path}</c> and one of labels. Read one
/// row group at a time.
/// </summary>
public sealed class ParquetImages
{
    private const int MostClasses = 100_000;

    private readonly string _name;
    private readonly List<(string Split, List<ParquetTable> Tables)> _splits;
    private readonly ParquetColumns _columns;
    private readonly Dictionary<string, int> _labels;

    private ParquetImages(
        string name, List<(string Split, List<ParquetTable> Tables)> splits, ParquetColumns columns, IReadOnlyList<string> classes, IReadOnlyList<string> notes)
    {
        (_name, _splits, _columns, Classes, Notes) = (name, splits, columns, classes, notes);
        _labels = classes.Select((c, i) => (c, i)).DistinctBy(c => c.c).ToDictionary(c => c.c, c => c.i);
    }

    /// <summary>Class names; labels are indices into them.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>What the files of our own export say beside the label; nothing where others wrote them.</summary>
    public AnnotationKinds Kinds => _splits.SelectMany(s => s.Tables).Aggregate(AnnotationKinds.None, (all, t) => all | (t.Own?.Kinds ?? AnnotationKinds.None));

    /// <summary>What a user should know of columns that were passed over.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// Reads the footers; where nobody names the classes, the labels too. Throws <see cref="CorruptFileException"/> for a
    /// file that is damaged, and <see cref="InvalidInputException"/> where there are no images or labels, or the files
    /// contradict each other.
    /// </summary>
    /// <param name="name">What the data set is called, for errors.</param>
    /// <param name="splits">At least one file in all.</param>
    /// <param name="card">What the data set's card says about its columns; asked where the files say nothing.</param>
    /// <param name="cancellation">Stops.</param>
    public static ParquetImages Open(string name, IReadOnlyList<ParquetSplit> splits, IReadOnlyList<TableFeature> card, CancellationToken cancellation)
    {
        var opened = splits.Select(s => (s.Name, Tables: s.Files.Select(f =>
        {
            cancellation.ThrowIfCancellationRequested();
            return ParquetTable.Open(f);
        }).ToList())).ToList();
        var all = opened.SelectMany(s => s.Tables).ToList();
        var notes = new List<string>();
        var columns = ParquetColumns.Find(name, all, card, notes);
        foreach (var table in all)
            Check(name, table, columns, all[0]);
        // A whole split may lack labels, as tests do; half of one is a mistake.
        foreach (var tables in opened.Select(s => s.Tables).Where(t => t.Exists(a => a.Plain.Contains(columns.Label))))
        {
            if (tables.Find(t => !t.Plain.Contains(columns.Label)) is { } without)
                throw new InvalidInputException($"{name}: {without.Name} has no column {columns.Label}, other files of the same split have; its columns are {string.Join(", ", without.Columns)}", "Choose a configuration whose files belong together with --config, or one --split.");
        }
        var classes = columns.ClassNames ?? Values(name, all, columns.Label, cancellation);
        if (classes.Count < 2 && all.Exists(t => t.Own is null))
            throw new InvalidInputException($"{name}: the column {columns.Label} knows {(classes.Count == 0 ? "no class" : $"one class only: {classes[0]}")}", "A classifier needs two classes at least.");
        return new(name, opened, columns, classes, notes);
    }

    /// <summary>
    /// The splits, each to be read once. Ids are the row's number in its split (<c>train-00000</c>), whatever rows are left
    /// out; ids and annotations that our own export wrote are read back. A row without an image, or with a label that is no class, goes to <paramref name="bad"/>.
    /// </summary>
    public IReadOnlyList<SplitContent> Read(BadSamples bad, CancellationToken cancellation) =>
        [.. _splits.Select(s => new SplitContent(s.Split, s.Tables.Sum(t => t.Rows), Samples(s.Split, s.Tables, bad, cancellation)))];

    private IEnumerable<Sample> Samples(string split, List<ParquetTable> tables, BadSamples bad, CancellationToken cancellation)
    {
        var number = 0;
        foreach (var table in tables)
        {
            foreach (var row in table.Read(_columns.Image, table.Plain.Contains(_columns.Label) ? _columns.Label : null, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                var id = row.Own?.Id ?? $"{split}-{number:D5}";
                number++;
                var label = LabelOf(row.Label);
                if (row.Image.IsEmpty)
                    bad.Report(new($"{_name}: {id}", row.Path is null ? "there is no image in it" : $"there is no image in it, only the name {Shown(row.Path)}"));
                else if (label is null)
                    bad.Report(new($"{_name}: {id}", $"its label {Shown(Convert.ToString(row.Label, CultureInfo.InvariantCulture)!)} is not one of the {Classes.Count} classes"));
                else
                    yield return new(id, row.Image, label.Value, row.Path) { Annotations = row.Own?.Said ?? SampleAnnotations.None };
            }
        }
    }

    // Null for what is no label.
    private int? LabelOf(object? value) => value switch
    {
        null or -1L => Sample.Unlabelled,
        long index when _columns.ClassNames is not null => index >= 0 && index < Classes.Count ? (int)index : null,
        _ => _labels.TryGetValue(Convert.ToString(value, CultureInfo.InvariantCulture)!, out var label) ? label : null,
    };

    private static void Check(string name, ParquetTable table, ParquetColumns columns, ParquetTable first)
    {
        if (!table.Binary.Contains(columns.Image))
        {
            throw new InvalidInputException(
                $"{name}: {first.Name} has images in the column {columns.Image}, {table.Name} has not; its columns are {string.Join(", ", table.Columns)}",
                "Choose a configuration whose files belong together with --config, or one --split.");
        }
        if (columns.ClassNames is { } names && ParquetColumns.NamesOf(table.Features, columns.Label) is { } own && !own.SequenceEqual(names))
        {
            throw new InvalidInputException(
                $"{name}: {first.Name} and {table.Name} number their classes differently",
                "Choose a configuration whose files belong together with --config, or one --split.");
        }
    }

    // Numbers in their order, else ordinal.
    private static List<string> Values(string name, List<ParquetTable> tables, string label, CancellationToken cancellation)
    {
        var values = new HashSet<object>();
        foreach (var value in tables.Where(t => t.Plain.Contains(label)).SelectMany(t => t.Labels(label, cancellation)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (value is not (null or -1L) && values.Add(value) && values.Count > MostClasses)
                throw new InvalidInputException($"{name}: the column {label} has more than {MostClasses} values: these are no classes");
        }
        return values.All(v => v is long)
            ? [.. values.Cast<long>().Order().Select(v => v.ToString(CultureInfo.InvariantCulture))]
            : [.. values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)!).Order(StringComparer.Ordinal)];
    }

    private static string Shown(string text) =>
        $"'{string.Concat(text.Take(100).Select(c => char.IsControl(c) ? ' ' : c))}'";
}
