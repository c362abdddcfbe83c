using DataTools.Catalog.Storage;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace DataTools.Catalog.Exports.Parquet;

/// <summary>The values of one leaf of a column in a row group, with how deep each is defined and repeated.</summary>
internal abstract class ParquetLeaf(DataField leaf)
{
    /// <summary>As the schema has it.</summary>
    public DataField Field => leaf;

    /// <summary>The depth to which the next value that is read is defined; -1 after the last.</summary>
    public int Defined => At < Definitions.Count ? Definitions[At] : -1;

    /// <summary>The depth at which the next value that is read is repeated; -1 after the last.</summary>
    public int Repeated => At < Repetitions.Count ? Repetitions[At] : -1;

    protected List<int> Definitions { get; } = [];

    protected List<int> Repetitions { get; } = [];

    protected int At { get; private set; }

    public static ParquetLeaf Of(string name, Feature feature) => feature switch
    {
        Feature.ClassLabel or Feature.Value { Name: "int64" } => new Leaf<long>(new DataField<long?>(name), v => (long)v, v => v),
        Feature.Value { Name: "float64" } => new Leaf<double>(new DataField<double?>(name), v => (double)v, v => v),
        Feature.Value { Name: "bool" } => new Leaf<bool>(new DataField<bool?>(name), v => (bool)v, v => v),
        Feature.Value { Name: "string" } => new Leaf<ReadOnlyMemory<char>>(new DataField<string>(name), v => ((string)v).AsMemory(), v => v.ToString()),
        _ => new Leaf<ReadOnlyMemory<byte>>(new DataField<byte[]>(name, true), v => (byte[])v, v => v.ToArray()),
    };

    /// <summary>Adds the next value, or null where it is defined less deep.</summary>
    public virtual void Add(object? value, int defined, int repeated)
    {
        Definitions.Add(defined);
        Repetitions.Add(repeated);
    }

    /// <summary>Reads the next value; null where it is defined less deep than <paramref name="defined"/>.</summary>
    public object? Next(int defined)
    {
        if (At == Definitions.Count)
            throw new InvalidDataException($"the column {leaf.Path} ends too early");
        return Definitions[At++] >= defined ? Value() : null;
    }

    /// <summary>Writes what was added as the next column of a row group, and forgets it.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, DataField placed, CancellationToken cancellation);

    /// <summary>Reads all of a column.</summary>
    public abstract Task ReadAsync(ParquetRowGroupReader group, DataField placed, CancellationToken cancellation);

    protected abstract object Value();

    protected void Begin()
    {
        Definitions.Clear();
        Repetitions.Clear();
        At = 0;
    }

    private sealed class Leaf<T>(DataField leaf, Func<object, T> plain, Func<T, object> boxed) : ParquetLeaf(leaf)
        where T : struct
    {
        private readonly List<T> _values = [];
        private int _next;

        public override void Add(object? value, int defined, int repeated)
        {
            base.Add(value, defined, repeated);
            if (value is not null)
                _values.Add(plain(value));
        }

        public override async Task WriteAsync(ParquetRowGroupWriter group, DataField placed, CancellationToken cancellation)
        {
            await group.WriteAllPartsAsync<T>(
                placed, _values.ToArray(), Definitions.ToArray(), placed.MaxRepetitionLevel > 0 ? Repetitions.ToArray() : null, cancellation);
            _values.Clear();
            Begin();
        }

        public override async Task ReadAsync(ParquetRowGroupReader group, DataField placed, CancellationToken cancellation)
        {
            Begin();
            _values.Clear();
            _next = 0;
            using var raw = (RawColumnData<T>)await group.ReadRawColumnDataBaseAsync(placed, cancellation);
            _values.AddRange(raw.Values);
            Definitions.AddRange(raw.DefinitionLevels);
            if (placed.MaxRepetitionLevel > 0)
                Repetitions.AddRange(raw.RepetitionLevels);
            else
                Repetitions.AddRange(Enumerable.Repeat(0, Definitions.Count));
        }

        protected override object Value() => boxed(_values[_next++]);
    }
}
