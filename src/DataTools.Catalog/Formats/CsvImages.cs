namespace DataTools.Catalog.Formats;

/// <summary>
/// Images whose classes stand in tables, as on Kaggle: <c>train.csv</c> or <c>labels.csv</c> with a column that names the
/// image (<c>id</c>, <c>image</c>, <c>filename</c> ...) and one that names its class, <c>test.csv</c> for images without,
/// <c>sample_submission.csv</c> to be passed over. Rows without an image are passed over too: subsets of a data set come
/// with the full table. Several tables complete each other (labels in one, splits in others); where they contradict each
/// other none is used.
/// </summary>
internal sealed class CsvImages
{
    // Values beyond these are measurements, not classes, where no column's name says otherwise.
    private const int GuessedClasses = 20, Probed = 10_000, ColumnsShown = 12;

    private readonly CsvImageIndex _index;
    private readonly Dictionary<string, Given> _given = [];
    private bool _contradiction;

    private readonly ReadOptions _options;

    private CsvImages(IReadOnlyList<string> images, ReadOptions options) => (_index, _options) = (new(images), options);

    /// <summary>
    /// The images with the classes that the tables among <paramref name="files"/> give them; null where there are no such
    /// tables, or they cover less than half of the images that need a label, and then <paramref name="reasons"/> says why.
    /// </summary>
    public static LabelledImages? Find(
        string origin, IReadOnlyList<ListedFile> files, IReadOnlyList<string> images, List<string> reasons, ReadOptions options,
        CancellationToken cancellation)
    {
        var join = new CsvImages(images, options);
        foreach (var file in files.Where(IsTable).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            if (join.Take(CsvTable.Open(origin, file), cancellation) is { } reason)
                reasons.Add(reason);
        }
        return join.Result(origin, images, reasons);
    }

    private static bool IsTable(ListedFile file) => file.IsTable && !file.Name.Contains("submission", StringComparison.OrdinalIgnoreCase);

    // Why the table is of no use; null where it is.
    private string? Take(CsvTable table, CancellationToken cancellation)
    {
        var split = SplitWords.In(Path.GetFileNameWithoutExtension(table.Path));
        var shown = $"{table.Path} has the columns {string.Join(", ", table.Columns.Take(ColumnsShown))}{(table.Columns.Count > ColumnsShown ? $" and {table.Columns.Count - ColumnsShown} more" : "")}";
        if (new[] { _options.ImageColumn, _options.LabelColumn }.FirstOrDefault(c => c is not null && !table.Columns.Contains(c)) is { } missing)
            return $"{shown}: none is called {missing}";
        var candidates = _options.ImageColumn is { } named ? [table.Columns.ToList().IndexOf(named)] : CsvColumns.Image(table.Columns);
        if (candidates.Count == 0)
            return $"{shown}: none is called id, image, filename or the like";
        if (candidates.FirstOrDefault(c => table.Rows([c], cancellation).Take(Probed).Any(r => _index.Find(r.Fields[0], split).Count > 0), -1) is not (>= 0 and var image))
            return $"{shown}: {string.Join(", ", candidates.Select(c => table.Columns[c]))} names no image that is there{Example(table, candidates[0], cancellation)}";
        var (label, guessed) = _options.LabelColumn is { } wanted ? (table.Columns.ToList().IndexOf(wanted), false) : CsvColumns.Label(table.Columns, image);
        // A list of test images often has a second column, which is no class.
        if (guessed && (split == SplitNames.Test || candidates.Contains(label)))
            label = -1;
        if (label < 0 && split != SplitNames.Test)
            return $"{shown}: none is called label, class, category or the like";
        return Join(table, new(image, label, CsvColumns.Split(table.Columns), split, guessed), shown, cancellation);
    }

    // What tables say of an image; null: nothing.
    private sealed record Given(string? Split, string? Label, CsvTable Table);

    private sealed record Columns(int Image, int Label, int Split, string? TableSplit, bool Guessed);

    private string? Join(CsvTable table, Columns columns, string shown, CancellationToken cancellation)
    {
        var found = new Dictionary<string, Given>();
        // Where there is no such column, the first stands in and is not looked at.
        int[] wanted = [columns.Image, Math.Max(columns.Label, 0), Math.Max(columns.Split, 0)];
        foreach (var (line, fields) in table.Rows(wanted, cancellation))
        {
            var images = _index.Find(fields[0], columns.TableSplit);
            if (images.Count > 1)
                return $"{table.Path}, line {line}: '{fields[0]}' can mean {images[0]} or {images[1]}";
            if (images is not [var image])
                continue;
            var label = columns.Label < 0 || fields[1].Length == 0 ? null : fields[1];
            var given = new Given((columns.Split < 0 ? null : SplitNames.Canonical(fields[2])) ?? columns.TableSplit, label, table);
            if (!found.TryAdd(image, given) && found[image] != given)
                return $"{table.Path}, line {line}: {image} was there before with another label ('{found[image].Label}', now '{label}')";
            if (_given.TryGetValue(image, out var other) && (Differ(other.Split, given.Split) || Differ(other.Label, label)))
            {
                _contradiction = true;
                return $"{table.Path}, line {line}: {image} is {Shown(given)}; {other.Table.Path} says {Shown(other)}";
            }
        }
        if (columns.Guessed && found.Values.Select(f => f.Label).Distinct().Count() is > GuessedClasses and var values && values * 2 > found.Count)
            return $"{shown}: {table.Columns[columns.Label]} has {values} values in {found.Count} rows, too many for classes";
        foreach (var (image, given) in found)
            _given[image] = _given.TryGetValue(image, out var before) ? before with { Split = before.Split ?? given.Split, Label = before.Label ?? given.Label } : given;
        return null;
    }

    private static bool Differ(string? one, string? other) => one is not null && other is not null && one != other;

    private static string Shown(Given given) =>
        string.Join(", ", new[] { given.Split, given.Label is null ? null : $"'{given.Label}'" }.OfType<string>().DefaultIfEmpty("nothing"));

    private LabelledImages? Result(string origin, IReadOnlyList<string> images, List<string> reasons)
    {
        if (_contradiction)
            return null;
        var faults = new List<BadSampleException>();
        var taken = new List<(string Path, string Split, string? Label)>();
        foreach (var image in images.Order(StringComparer.Ordinal))
        {
            var given = _given.GetValueOrDefault(image);
            var split = given?.Split ?? SplitWords.OfFolder(image) ?? SplitNames.Train;
            if (given?.Label is null && split != SplitNames.Test)
                faults.Add(new($"{origin}: {image}", given is null ? "no table gives it a label" : $"its label in {given.Table.Path} is empty"));
            else
                taken.Add((image, split, given?.Label));
        }
        var labelled = taken.Count(t => t.Label is not null);
        if (labelled == 0)
            return null;
        var result = LabelledImages.Of(taken, faults);
        if (labelled < faults.Count)
            reasons.Add($"the tables give a label to {labelled} of {labelled + faults.Count} images only; none for {faults[0].Sample}");
        else if (result.Classes.Count == 1)
            reasons.Add($"the tables know one class only: {result.Classes[0]}");
        else
            return result;
        return null;
    }

    private static string Example(CsvTable table, int column, CancellationToken cancellation) =>
        table.Rows([column], cancellation).Select(r => $" (the first is '{r.Fields[0]}')").FirstOrDefault("");
}
