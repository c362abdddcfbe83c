using CsvHelper;

namespace DataTools.Catalog.Formats;

/// <summary>
/// A table of comma-separated values (RFC 4180; ';', tabs and '|' are recognised), with a first line that names its
/// columns. Read one row at a time.
/// </summary>
internal sealed class CsvTable
{
    private static readonly CsvReaderOptions Options = new()
    {
        TrimWhitespace = true,
        TrimInsideQuotes = true,
        TrackLineNumbers = true,
        // More than any row of labels and paths, far less than a damaged file whose quotation never ends.
        MaxRecordSize = 8 << 20,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        // A few classes, many rows.
        PoolStrings = true,
    };

    private readonly ListedFile _file;

    private CsvTable(string name, ListedFile file)
    {
        (Name, _file) = (name, file);
        using var csv = CsvReader.Create(file.Open(), Options);
        Columns = Guarded<string[]>(() =>
        {
            csv.ReadHeader();
            return [.. csv.Headers];
        });
        if (Columns.Count == 0)
            throw new CorruptFileException(name, "the table is empty");
    }

    /// <summary>What it is called, for errors.</summary>
    public string Name { get; }

    /// <summary>Its path within the data set.</summary>
    public string Path => _file.Path;

    /// <summary>The names of its columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Reads the first line. Throws <see cref="CorruptFileException"/> where there is none or it is no table.</summary>
    public static CsvTable Open(string origin, ListedFile file) => new($"{origin}: {file.Path}", file);

    /// <summary>
    /// The rows below the first line: the fields of <paramref name="columns"/>, in that order. Throws
    /// <see cref="CorruptFileException"/>, naming the line, where a row is shorter, longer or misquoted.
    /// </summary>
    public IEnumerable<(int Line, string[] Fields)> Rows(int[] columns, CancellationToken cancellation)
    {
        using var csv = CsvReader.Create(_file.Open(), Options);
        while (Guarded(() => csv.Read()))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return ((int)csv.LineNumber, Array.ConvertAll(columns, c => csv.GetString(c)));
        }
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
        {
            throw new CorruptFileException(Name, $"line {e.LineNumber} is no row of a table ({e.Message})", inner: e);
        }
    }
}
