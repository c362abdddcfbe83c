using CsCheck;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Mat;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats.Mat;

public sealed class MatFileTests
{
    private static readonly Gen<MadeMat> Writers = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, (big, compressed, small) => new MadeMat(big, compressed, small));

    private static readonly int[] NumberTypes = [1, 2, 3, 4, 5, 6, 7, 9, 12, 13];

    private static readonly Gen<MatValue> Numbers =
        from sizes in Gen.Int[0, 4].Array[2, 4]
        from values in Gen.Double[-100, 100].Select(Math.Round).Array[sizes.Aggregate(1, (a, b) => a * b)]
        select (MatValue)new MatNumbers(sizes, values);

    private static readonly Gen<MatValue> Texts =
        from rows in Gen.Int[1, 3]
        from columns in Gen.Int[0, 5]
        from text in Gen.Char["abcÄß€"].Array[columns].Array[rows]
        select (MatValue)new MatText([rows, columns], columns == 0 ? [] : [.. text.Select(t => new string(t))]);

    private static Gen<MatValue> Values(int depth) => depth == 0 ? Gen.OneOf(Numbers, Texts) : Gen.Frequency(
        (2, Numbers),
        (2, Texts),
        (1, from inner in Values(depth - 1).Array[0, 3] select (MatValue)new MatCells([1, inner.Length], inner)),
        (1, from count in Gen.Int[0, 3]
            from inner in Values(depth - 1).Array[2].Array[count]
            select (MatValue)new MatStructs([count, 1], ["one", "two"], [.. inner.Select(v => new Dictionary<string, MatValue> { ["one"] = v[0], ["two"] = v[1] })])));

    [Fact]
    public void What_is_written_is_read() => Gen.Select(Writers, Values(2), Values(2), Gen.Bool).Sample(
        (writer, first, second, seekable) =>
        {
            var bytes = writer.File(Written(writer, "first", first), Written(writer, "between", first), Written(writer, "second", second));
            var read = MatFile.Read(File(bytes, seekable), "second", "first");
            Assert.Equal(["first", "second"], read.Keys.Order(StringComparer.Ordinal));
            Same(first, read["first"]);
            Same(second, read["second"]);
        },
        iter: 1000);

    [Fact]
    public void Numbers_are_read_however_they_are_stored() => Gen.Select(Writers, Gen.Int[0, 9].Select(i => NumberTypes[i]), Gen.Int[0, 127].Array[0, 9]).Sample(
        (writer, type, numbers) =>
        {
            double[] values = [.. numbers.Select(n => type is 1 or 3 or 5 or 7 or 9 or 12 ? -n : (double)n)];
            var read = MatFile.Read(File(writer.File(writer.Numbers("x", [1, values.Length], values, type))), "x");
            Assert.Equal(values, Assert.IsType<MatNumbers>(read["x"]).Values);
        });

    // Byte for byte by the specification, without our writer: a 1 x 2 int16 array stored as bytes in a small element
    // (a tag of type 2 and length 2), and a 1 x 1 structure with the one field "ab" that holds the text "hi".
    [Fact]
    public void A_file_written_out_by_hand_is_read()
    {
        byte[] header = [.. "MATLAB 5.0 MAT-file".PadRight(124).Select(c => (byte)c), 0x00, 0x01, (byte)'I', (byte)'M'];
        byte[] numbers =
        [
            14, 0, 0, 0, 48, 0, 0, 0,
            6, 0, 0, 0, 8, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0,
            5, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0,
            1, 0, 1, 0, (byte)'v', 0, 0, 0,
            2, 0, 2, 0, 7, 200, 0, 0,
        ];
        byte[] text =
        [
            14, 0, 0, 0, 48, 0, 0, 0,
            6, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0,
            5, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0,
            1, 0, 0, 0, 0, 0, 0, 0,
            4, 0, 4, 0, (byte)'h', 0, (byte)'i', 0,
        ];
        byte[] structure =
        [
            14, 0, 0, 0, 120, 0, 0, 0,
            6, 0, 0, 0, 8, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
            5, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0,
            1, 0, 1, 0, (byte)'s', 0, 0, 0,
            5, 0, 4, 0, 3, 0, 0, 0,
            1, 0, 3, 0, (byte)'a', (byte)'b', 0, 0,
            .. text,
        ];
        structure[4] = (byte)(structure.Length - 8);
        var read = MatFile.Read(File([.. header, .. numbers, .. structure]), "v", "s");
        Same(new MatNumbers([1, 2], [7, 200]), read["v"]);
        Same(new MatStructs([1, 1], ["ab"], [new Dictionary<string, MatValue> { ["ab"] = new MatText([1, 2], ["hi"]) }]), read["s"]);
    }

    [Fact]
    public void Bytes_come_as_a_stream_in_the_file_s_order() => Gen.Select(Writers, Gen.Int[1, 5].Array[4], Gen.Int[1, 7], Gen.Bool).Sample(
        (writer, sizes, chunk, seekable) =>
        {
            var values = Enumerable.Range(0, sizes.Aggregate((a, b) => a * b)).Select(i => (byte)i).ToArray();
            var file = File(writer.File(writer.Text("y", "text"), writer.Bytes("X", sizes, values), writer.Text("z", "after")), seekable);
            var (dimensions, bytes) = MatFile.OpenBytes(file, "X");
            Assert.Equal(sizes, dimensions);
            using (bytes)
            {
                var read = new List<byte>();
                var buffer = new byte[chunk];
                for (int got; (got = bytes.Read(buffer)) > 0;)
                    read.AddRange(buffer[..got]);
                Assert.Equal(values, read);
            }
        });

    public static TheoryData<string, byte[], string> Broken()
    {
        var mat = new MadeMat(compressed: false);
        var good = mat.File(mat.Numbers("x", [2, 2], [1, 2, 3, 4]));
        byte[] Header(int at, params byte[] bytes) => [.. good[..at], .. bytes, .. good[(at + bytes.Length)..]];
        return new()
        {
            { "empty", [], "cut off: 0 bytes, a MAT-file begins with 128" },
            { "a Level 4 file", [0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], "not a MAT-file of Level 5: it is of version 4" },
            { "HDF5", Header(124, 0x00, 0x02), "a MAT-file of version 7.3 (HDF5), which is not read" },
            { "an unknown version", Header(124, 0x07, 0x03), "the unknown version 0x0307" },
            { "no order of bytes", Header(126, 1, 1), "its header does not state the order of bytes" },
            { "no such variable", mat.File(mat.Text("y", "a")), "it has no variable x" },
            { "twice", mat.File(mat.Text("x", "a"), mat.Text("x", "b"), mat.Text("y", "b")), "the variable x is there twice" },
            { "a number of numbers", mat.File(mat.Numbers("x", [2, 3], [1, 2, 3, 4])), "the variable x of 2 x 3 has 4 numbers" },
            { "a negative size", mat.File(mat.Numbers("x", [-2, 3], [1])), "an array cannot have sizes of -2 x 3" },
            { "one size", mat.File(mat.Numbers("x", [2], [1, 2])), "an array cannot have sizes of 2" },
            { "sizes beyond reason", mat.File(mat.Cells("x", [int.MaxValue, int.MaxValue, int.MaxValue])), "2147483647 x 2147483647 x 2147483647 cells in 0 bytes" },
            { "sizes whose product is small again", mat.File(mat.Numbers("x", [.. Enumerable.Repeat(1 << 16, 9)], [])), "has 0 numbers" },
            { "complex", mat.File(mat.Array("x", 6, [1, 1], [.. mat.Element(9, new byte[8]), .. mat.Element(9, new byte[8])], flags: 8)), "the variable x is complex, which is not read" },
            { "sparse", mat.File(mat.Array("x", 5, [1, 1], [])), "the variable x is of the class Sparse, which is not read" },
            { "an object", mat.File(mat.Array("x", 3, [1, 1], [])), "the variable x is of the class Object, which is not read" },
            { "text of pairs", mat.File(mat.Array("x", 4, [1, 1], mat.Element(9, new byte[8]))), "text that is stored as type 9" },
            { "text too short", mat.File(mat.Array("x", 4, [2, 2], mat.Element(2, [65, 66]))), "text of 2 x 2 has 2 characters" },
            { "fields of no length", mat.File(mat.Array("x", 2, [1, 1], [.. mat.Element(5, new byte[4]), .. mat.Element(1, [])])), "a structure whose field names have no length" },
            { "fields of half a byte", mat.File(mat.Array("x", 2, [1, 1], [.. mat.Element(7, BitConverter.GetBytes(0.5f)), .. mat.Element(1, [])])), "a structure whose field names have no length" },
            { "fields of one name", mat.File(mat.Structs("x", [1, 0], ["a", "a"])), "two fields of one name" },
            { "a cell that is no array", mat.File(mat.Cells("x", [1, 1], mat.Element(9, new byte[8]))), "an element of type 9 where an array should be" },
            { "a variable that is no array", mat.File(mat.Element(9, new byte[8])), "an element of type 9 where a variable should be" },
            { "a part longer than the whole", [.. good[..^40], .. mat.Element(9, new byte[8])[..4], 0xFF, 0xFF, 0, 0, .. new byte[32]], "an element of 65535 bytes is longer than the array around it" },
            { "deep", mat.File(Enumerable.Range(0, 60).Aggregate(mat.Cells("", [0, 0]), (inner, i) => mat.Cells(i == 59 ? "x" : "", [1, 1], inner))), "more than 32 deep" },
            { "compressed noise", [.. good[..128], 15, 0, 0, 0, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8], "the compressed data is damaged" },
            { "compressed nothing", [.. good[..128], 15, 0, 0, 0, 0, 0, 0, 0], "a compressed element that holds no variable" },
        };
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_cannot_be_is_told_with_the_file_s_name(string what, byte[] bytes, string message)
    {
        Assert.NotEmpty(what);
        foreach (var seekable in new[] { true, false })
        {
            var error = Assert.Throws<CorruptFileException>(() => MatFile.Read(File(bytes, seekable), "x", "y"));
            Assert.StartsWith("a.mat: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Cut_off_anywhere_it_is_corrupt()
    {
        foreach (var compressed in new[] { true, false })
        {
            var mat = new MadeMat(compressed: compressed);
            var bytes = mat.File(mat.Structs("x", [1, 1], ["a"], mat.Numbers("", [1, 3], [1, 2, 3])), mat.Text("y", "text"));
            for (var length = 0; length < bytes.Length - (compressed ? 4 : 0); length++)
            {
                var at = length;
                foreach (var seekable in new[] { true, false })
                    Assert.Throws<CorruptFileException>(() => MatFile.Read(File(bytes[..at], seekable), "x", "y"));
            }
        }
    }

    [Fact]
    public void Only_bytes_are_read_as_a_stream()
    {
        var mat = new MadeMat();
        var error = Assert.Throws<CorruptFileException>(() => MatFile.OpenBytes(File(mat.File(mat.Numbers("X", [1, 1], [3], 2))), "X"));
        Assert.Equal("a.mat: the variable X is not of bytes (class Double, stored as type 2)", error.Message);
        error = Assert.Throws<CorruptFileException>(() => MatFile.OpenBytes(File(mat.File(mat.Bytes("X", [2, 2], [3]))), "X"));
        Assert.Equal("a.mat: the variable X of 2 x 2 has 1 bytes", error.Message);
    }

    [Fact]
    public void Damage_gives_values_or_an_error_of_ours_and_little_memory() =>
        Gen.Select(Writers, Values(2), Gen.Select(Gen.Double[0, 1], Gen.Byte).Array[1, 8], Gen.Bool).Sample(
            (writer, value, flips, seekable) =>
            {
                var bytes = writer.File(Written(writer, "other", value), Written(writer, "x", value));
                foreach (var (at, b) in flips)
                    bytes[128 + (int)(at * (bytes.Length - 129))] = b;
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    MatFile.Read(File(bytes, seekable), "x");
                }
                catch (DataToolsException)
                {
                    // Told as it should be.
                }
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
            },
            iter: 4000);

    private static DataFile File(byte[] bytes, bool seekable = true) =>
        new("a.mat", () => seekable ? new MemoryStream(bytes) : new System.IO.Compression.DeflateStream(new MemoryStream(Deflated(bytes)), System.IO.Compression.CompressionMode.Decompress));

    private static byte[] Deflated(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.NoCompression, leaveOpen: true))
            deflate.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Written(MadeMat writer, string name, MatValue value) => value switch
    {
        MatNumbers n => writer.Numbers(name, [.. n.Dimensions], [.. n.Values]),
        MatText { Rows: [] } t => writer.Array(name, 4, [.. t.Dimensions], writer.Element(4, [])),
        MatText t => writer.Text(name, [.. t.Rows]),
        MatCells c => writer.Cells(name, [.. c.Dimensions], [.. c.Values.Select(v => Written(writer, "", v))]),
        MatStructs s => writer.Structs(name, [.. s.Dimensions], [.. s.Fields], [.. s.Values.SelectMany(v => s.Fields.Select(f => Written(writer, "", v[f])))]),
        _ => throw new ArgumentException("no value", nameof(value)),
    };

    private static void Same(MatValue expected, MatValue actual)
    {
        Assert.Equal(expected.Dimensions, actual.Dimensions);
        switch (expected)
        {
            case MatNumbers n:
                Assert.Equal(n.Values, Assert.IsType<MatNumbers>(actual).Values);
                break;
            case MatText t:
                Assert.Equal(t.Rows, Assert.IsType<MatText>(actual).Rows);
                break;
            case MatCells c:
                Assert.All(c.Values.Zip(Assert.IsType<MatCells>(actual).Values), p => Same(p.First, p.Second));
                Assert.Equal(c.Values.Count, ((MatCells)actual).Values.Count);
                break;
            case MatStructs s:
                Assert.Equal(s.Fields, Assert.IsType<MatStructs>(actual).Fields);
                Assert.Equal(s.Values.Count, ((MatStructs)actual).Values.Count);
                foreach (var (one, other) in s.Values.Zip(((MatStructs)actual).Values))
                    Assert.All(s.Fields, f => Same(one[f], other[f]));
                break;
        }
    }
}
