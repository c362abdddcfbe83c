using System.Text;

namespace DataTools.Catalog.Formats.Mat;

/// <summary>What an array says of itself before its data.</summary>
/// <param name="Class">What it is.</param>
/// <param name="Complex">Whether it has imaginary parts.</param>
/// <param name="Dimensions">Its sizes.</param>
/// <param name="Name">The variable's name; empty within cells and structures.</param>
internal sealed record MatHead(MatClass Class, bool Complex, IReadOnlyList<int> Dimensions, string Name)
{
    /// <summary>The product of the sizes; the largest number there is where it is larger than any file.</summary>
    public long Count => Dimensions.Contains(0) ? 0 : Dimensions.Aggregate(1L, (product, d) => product > long.MaxValue / d ? long.MaxValue : product * d);
}

/// <summary>
/// Reads arrays (MAT-File Format, "miMATRIX"): numbers, text, cells and structures. Sparse and complex ones, objects and
/// functions are refused. A value takes at most <see cref="MostBytes"/> in the file.
/// </summary>
internal static class MatArrays
{
    /// <summary>The most bytes of a value that is read whole. Lists and annotations take kilobytes.</summary>
    public const long MostBytes = 32 << 20;

    private const int MostDimensions = 32, MostName = 4096, MostDepth = 32, ComplexFlag = 0x800, MostEmptyStructs = 4096;

    /// <summary>The head of an array whose tag was read and that ends at <paramref name="end"/>.</summary>
    public static MatHead Head(MatElements elements, long end)
    {
        var flags = Numbers(elements, elements.Tag(end), end, 16);
        if (flags.Length == 0)
            throw elements.Fault("an array without flags");
        var word = (uint)flags[0];
        var kind = (MatClass)(word & 0xFF);
        // Objects of newer versions are laid out in a way that is not published.
        if (kind == MatClass.Opaque)
            return new(kind, Complex: false, [], "");
        var sizes = Numbers(elements, elements.Tag(end), end, sizeof(int) * MostDimensions);
        if (sizes.Length < 2 || sizes.Any(s => s is < 0 or > int.MaxValue))
            throw elements.Fault($"an array cannot have sizes of {string.Join(" x ", sizes)}");
        var name = Encoding.UTF8.GetString(elements.Data(elements.Tag(end), end, MostName));
        return new(kind, (word & ComplexFlag) != 0, [.. sizes.Select(s => (int)s)], name);
    }

    /// <summary>The rest of an array after its head.</summary>
    public static MatValue Body(MatElements elements, MatHead head, long end, int depth = 0)
    {
        if (depth > MostDepth)
            throw elements.Fault($"arrays within arrays, more than {MostDepth} deep");
        if (head.Complex)
            throw elements.Fault($"{Called(head)} is complex, which is not read");
        return head.Class switch
        {
            MatClass.Cell => new MatCells(head.Dimensions, Nested(elements, head, end, depth)),
            MatClass.Struct => Structs(elements, head, end, depth),
            MatClass.Char => Text(elements, head, end),
            >= MatClass.Double and <= MatClass.UInt64 => new MatNumbers(head.Dimensions, Values(elements, head, end)),
            _ => throw elements.Fault($"{Called(head)} is of the class {head.Class}, which is not read"),
        };
    }

    private static string Called(MatHead head) => head.Name.Length > 0 ? $"the variable {head.Name}" : "an array";

    private static MatValue Inner(MatElements elements, long end, int depth)
    {
        var tag = elements.Tag(end);
        if (tag.Type != MatType.Matrix || tag.Small is not null)
            throw elements.Fault($"an element of type {(int)tag.Type} where an array should be");
        // A cell or field that was never set.
        if (tag.Bytes == 0)
            return Empty;
        var innerEnd = elements.Position + tag.Bytes;
        var value = Body(elements, Head(elements, innerEnd), innerEnd, depth + 1);
        elements.Skip(innerEnd - elements.Position);
        return value;
    }

    private static readonly MatNumbers Empty = new([0, 0], []);

    private static List<MatValue> Nested(MatElements elements, MatHead head, long end, int depth)
    {
        if (head.Count > (end - elements.Position) / MatElements.TagBytes)
            throw elements.Fault($"{string.Join(" x ", head.Dimensions)} cells in {end - elements.Position} bytes");
        var values = new List<MatValue>();
        for (var i = 0; i < (int)head.Count; i++)
            values.Add(Inner(elements, end, depth));
        return values;
    }

    private static MatStructs Structs(MatElements elements, MatHead head, long end, int depth)
    {
        var length = Numbers(elements, elements.Tag(end), end, sizeof(int));
        if (length is not [>= 1 and <= MostName])
            throw elements.Fault("a structure whose field names have no length");
        var names = elements.Data(elements.Tag(end), end, MostName * 16);
        var width = (int)length[0];
        if (names.Length % width != 0)
            throw elements.Fault($"{names.Length} bytes of field names of {width} bytes each");
        var fields = Enumerable.Range(0, names.Length / width).Select(i => Encoding.UTF8.GetString(names, i * width, width).Split('\0')[0]).ToList();
        if (fields.Distinct(StringComparer.Ordinal).Count() < fields.Count)
            throw elements.Fault("a structure with two fields of one name");
        var most = fields.Count == 0 ? MostEmptyStructs : (end - elements.Position) / MatElements.TagBytes;
        if (head.Count > most)
            throw elements.Fault($"{string.Join(" x ", head.Dimensions)} structures in {end - elements.Position} bytes");
        var values = new List<IReadOnlyDictionary<string, MatValue>>();
        for (var i = 0; i < (int)head.Count; i++)
        {
            var one = new Dictionary<string, MatValue>(fields.Count, StringComparer.Ordinal);
            foreach (var field in fields)
                one.Add(field, Inner(elements, end, depth));
            values.Add(one);
        }
        return new(head.Dimensions, fields, values);
    }

    private static MatText Text(MatElements elements, MatHead head, long end)
    {
        var count = head.Count;
        if (count == 0)
            return new(head.Dimensions, []);
        var tag = elements.Tag(end);
        var data = elements.Data(tag, end, MostBytes);
        var text = tag.Type switch
        {
            MatType.Utf8 => Encoding.UTF8.GetString(data),
            MatType.Utf16 or MatType.UInt16 => (elements.BigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(data),
            MatType.UInt8 or MatType.Int8 => Encoding.Latin1.GetString(data),
            _ => throw elements.Fault($"text that is stored as type {(int)tag.Type}"),
        };
        // Down the columns. A character of several units makes the text of one row shorter or longer than its size.
        var (rows, columns) = (head.Dimensions[0], (int)(count / head.Dimensions[0]));
        if (rows == 1)
            return new(head.Dimensions, [text]);
        if (text.Length != count)
            throw elements.Fault($"text of {string.Join(" x ", head.Dimensions)} has {text.Length} characters");
        return new(head.Dimensions, [.. Enumerable.Range(0, rows).Select(r => string.Create(columns, (text, r, rows), static (row, t) =>
        {
            for (var c = 0; c < row.Length; c++)
                row[c] = t.text[(c * t.rows) + t.r];
        }))]);
    }

    private static double[] Values(MatElements elements, MatHead head, long end)
    {
        var numbers = Numbers(elements, elements.Tag(end), end, MostBytes);
        return numbers.Length == head.Count
            ? numbers
            : throw elements.Fault($"{Called(head)} of {string.Join(" x ", head.Dimensions)} has {numbers.Length} numbers");
    }

    private static double[] Numbers(MatElements elements, MatTag tag, long end, long most)
    {
        var size = MatTypes.Size(tag.Type);
        if (size == 0)
            throw elements.Fault($"an element of type {(int)tag.Type} where numbers should be");
        var data = elements.Data(tag, end, most);
        if (data.Length % size != 0)
            throw elements.Fault($"{data.Length} bytes of numbers of {size} bytes each");
        var numbers = new double[data.Length / size];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = MatTypes.Number(tag.Type, data.AsSpan(i * size), elements.BigEndian);
        return numbers;
    }
}
