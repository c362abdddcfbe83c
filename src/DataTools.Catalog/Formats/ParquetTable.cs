using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace DataTools.Catalog.Formats;

/// <summary>One row of a table of images.</summary>
/// <param name="Image">The encoded file; empty where there is none.</param>
/// <param name="Path">The file's name before it became part of the table; null where it had none.</param>
/// <param name="Label">The label's number or text as it stands there; null where there is none.</param>
/// <param name="Own">What a table of our own export says beside that; null in others.</param>
internal readonly record struct ParquetRow(ReadOnlyMemory<byte> Image, string? Path, object? Label, OwnRow? Own);

/// <summary>
/// One Parquet file. A row group's images are in memory at a time; writers on the Hub make groups of 100 to 1000 rows.
/// </summary>
internal sealed class ParquetTable
{
    // A group beyond these is a mistake or made to do harm: rows are arrays in memory, and so are the bytes of one column.
    private const long MostRows = 1 << 24, MostBytes = 4L << 30;

    private readonly DataFile _file;
    private readonly ParquetSchema _schema;

    private ParquetTable(DataFile file, ParquetReader reader)
    {
        (_file, _schema) = (file, reader.Schema);
        Own = OwnColumns.Of(reader);
        Features = TableFeature.OfFooter(reader.CustomMetadata?.GetValueOrDefault("huggingface"));
        Rows = reader.RowGroups.Sum(g => g.RowCount);
    }

    /// <summary>What it is called, for errors.</summary>
    public string Name => _file.Name;

    /// <summary>What its writer said about the columns; empty where nothing.</summary>
    public IReadOnlyList<TableFeature> Features { get; }

    /// <summary>The columns of ids and annotations of a table that our own export wrote; null for others.</summary>
    public OwnColumns? Own { get; }

    /// <summary>How many rows its footer promises.</summary>
    public long Rows { get; }

    /// <summary>Its columns' names.</summary>
    public IReadOnlyList<string> Columns => [.. _schema.Fields.Select(f => f.Name)];

    /// <summary>Columns whose values can be encoded images: binary, or a struct with binary <c>bytes</c>.</summary>
    public IReadOnlyList<string> Binary => [.. _schema.Fields.Where(f => Bytes(f) is not null).Select(f => f.Name)];

    /// <summary>Columns whose values can be labels: whole numbers or texts, one a row.</summary>
    public IReadOnlyList<string> Plain => [.. _schema.Fields.OfType<DataField>().Where(f => !f.IsArray && (IsText(f) || IsNumber(f))).Select(f => f.Name)];

    /// <summary>Reads the footer. Throws <see cref="CorruptFileException"/> where the file is no Parquet file, or damaged.</summary>
    public static ParquetTable Open(DataFile file) => Guarded(file, () =>
    {
        using var stream = file.Open();
        var reader = Open(stream);
        try
        {
            return new ParquetTable(file, reader);
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    });

    /// <summary>The rows in their order. Throws <see cref="CorruptFileException"/>.</summary>
    /// <param name="image">One of <see cref="Binary"/>.</param>
    /// <param name="label">One of <see cref="Plain"/>, or null.</param>
    /// <param name="cancellation">Stops.</param>
    public IEnumerable<ParquetRow> Read(string image, string? label, CancellationToken cancellation) =>
        Groups((reader, number) => Group(reader, number, image, label, cancellation));

    /// <summary>The labels alone, which takes a fraction of the file.</summary>
    public IEnumerable<object?> Labels(string label, CancellationToken cancellation) => Groups((reader, number) =>
    {
        using var group = reader.OpenRowGroupReader(number);
        return Labels(group, Field(label), cancellation);
    });

    private IEnumerable<T> Groups<T>(Func<ParquetReader, int, T[]> read)
    {
        using var stream = _file.Open();
        var reader = Guarded(_file, () => Open(stream));
        try
        {
            for (var group = 0; group < reader.RowGroupCount; group++)
            {
                var number = group;
                foreach (var row in Guarded(_file, () => read(reader, number)))
                    yield return row;
            }
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private ParquetRow[] Group(ParquetReader reader, int number, string image, string? label, CancellationToken cancellation)
    {
        using var group = reader.OpenRowGroupReader(number);
        var column = Field(image);
        var bytes = Bytes(column)!;
        if (group.RowCount is < 0 or > MostRows || group.GetMetadata(bytes)?.MetaData?.TotalUncompressedSize > MostBytes)
        {
            throw new InvalidInputException(
                $"{Name}: its row group {number} has {group.RowCount} rows and {group.GetMetadata(bytes)?.MetaData?.TotalUncompressedSize} bytes of images, more than is read into memory at once",
                "Ask its author for smaller row groups, or write it anew with some.");
        }
        var images = Values<ReadOnlyMemory<byte>, byte[]>(group, bytes, b => b.ToArray(), cancellation);
        var paths = new string?[images.Length];
        if ((column as StructField)?.Fields.FirstOrDefault(f => f.Name == "path") is DataField { IsArray: false } path && IsText(path))
            paths = Values<ReadOnlyMemory<char>, string>(group, path, t => t.ToString(), cancellation);
        var labels = label is null ? new object?[images.Length] : Labels(group, Field(label), cancellation);
        var own = Own?.Read(group, images.Length, MostBytes, cancellation);
        var rows = new ParquetRow[images.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = new(images[i], string.IsNullOrEmpty(paths[i]) ? null : paths[i], labels[i], own?[i]);
        return rows;
    }

    private object?[] Labels(ParquetRowGroupReader group, Field field, CancellationToken cancellation)
    {
        if (group.RowCount is < 0 or > MostRows)
            throw new InvalidInputException($"{Name}: a row group of {group.RowCount} rows is more than is read into memory at once");
        var column = (DataField)field;
        if (IsText(column))
            return Values<ReadOnlyMemory<char>, string>(group, column, t => t.ToString(), cancellation).Select(t => (object?)(string.IsNullOrEmpty(t) ? null : t)).ToArray();
        return column.ClrType switch
        {
            var t when t == typeof(long) => Numbers<long>(group, column, cancellation),
            var t when t == typeof(int) => Numbers<int>(group, column, cancellation),
            var t when t == typeof(short) => Numbers<short>(group, column, cancellation),
            var t when t == typeof(sbyte) => Numbers<sbyte>(group, column, cancellation),
            var t when t == typeof(ulong) => Numbers<ulong>(group, column, cancellation),
            var t when t == typeof(uint) => Numbers<uint>(group, column, cancellation),
            var t when t == typeof(ushort) => Numbers<ushort>(group, column, cancellation),
            var t when t == typeof(byte) => Numbers<byte>(group, column, cancellation),
            _ => Numbers<bool>(group, column, cancellation),
        };
    }

    private static object?[] Numbers<T>(ParquetRowGroupReader group, DataField column, CancellationToken cancellation) where T : struct, IConvertible =>
        Values<T, object>(group, column, v => Number(v), cancellation);

    // The values of a column, one a row, as copies: the library's are in buffers that it uses again. It gives those that
    // are there without gaps, and beside them how deep each row is defined: only together they tell which row has none.
    private static TValue?[] Values<T, TValue>(ParquetRowGroupReader group, DataField column, Func<T, TValue> copy, CancellationToken cancellation)
        where T : struct where TValue : class
    {
        using var raw = (RawColumnData<T>)group.ReadRawColumnDataBaseAsync(column, cancellation).AsTask().GetAwaiter().GetResult();
        var values = raw.Values;
        var depths = column.MaxDefinitionLevel == 0 ? [] : raw.DefinitionLevels;
        if (column.MaxDefinitionLevel > 0 && depths.Length != group.RowCount)
            throw new InvalidDataException($"the column {column.Name} has {depths.Length} values for {group.RowCount} rows");
        var result = new TValue?[group.RowCount];
        var next = 0;
        for (var row = 0; row < result.Length; row++)
        {
            if (column.MaxDefinitionLevel == 0 || depths[row] == column.MaxDefinitionLevel)
                result[row] = copy(values[next++]);
        }
        return result;
    }

    // Beyond what is a label either way.
    private static long Number<T>(T value) where T : struct, IConvertible => value is ulong and > long.MaxValue ? long.MaxValue : value.ToInt64(null);

    private Field Field(string name) => _schema.Fields.First(f => f.Name == name);

    private static DataField? Bytes(Field field) => field switch
    {
        DataField { IsArray: false } data when IsBinary(data) => data,
        StructField group => group.Fields.FirstOrDefault(f => f.Name == "bytes") is DataField { IsArray: false } data && IsBinary(data) ? data : null,
        _ => null,
    };

    private static bool IsBinary(DataField field) => field.ClrType == typeof(ReadOnlyMemory<byte>) || field.ClrType == typeof(byte[]);

    private static bool IsText(DataField field) => field.ClrType == typeof(ReadOnlyMemory<char>) || field.ClrType == typeof(string);

    private static bool IsNumber(DataField field) => Type.GetTypeCode(field.ClrType) is
        TypeCode.Boolean or TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 or TypeCode.UInt64;

    // Local files: what is called asynchronous is done when it returns.
    private static ParquetReader Open(Stream stream) => ParquetReader.CreateAsync(stream, leaveStreamOpen: true).GetAwaiter().GetResult();

    // The library tells damage by whatever its decoders stumble over.
    private static T Guarded<T>(DataFile file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (DataToolsException or OperationCanceledException or OutOfMemoryException or ObjectDisposedException))
        {
            throw new CorruptFileException(file.Name, $"it is no Parquet file that can be read ({e.Message})", "Get it anew: it is damaged, or something else.", e);
        }
    }
}
