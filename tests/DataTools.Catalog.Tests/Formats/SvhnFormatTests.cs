using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Svhn;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class SvhnFormatTests
{
    private const int Side = 32, Picture = 3 * Side * Side;

    [Fact]
    public void Pictures_are_read_column_by_column_and_10_is_the_digit_0()
    {
        // As in the official files, X comes before y.
        var mat = new MadeMat();
        var files = new FileList("set",
        [
            Tree.Bytes("train_32x32.mat", mat.File(mat.Bytes("X", [Side, Side, 3, 2], Pictures(2)), mat.Bytes("y", [2, 1], [10, 9]))),
            Tree.Bytes("extra_32x32.mat", mat.File(mat.Bytes("X", [Side, Side, 3], Pictures(1)), mat.Numbers("y", [1, 1], [1]))),
        ]);
        Assert.Same(SvhnFormat.Format, DatasetFormats.Of(files));
        var content = SvhnFormat.Format.Load(files);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), content.Classes);
        var samples = content.Samples();
        Assert.Equal([("train-000000", 0), ("train-000001", 9), ("extra-000000", 1)], samples.Values.SelectMany(s => s.Select(x => (x.Id, x.Label))));
        var expected = new byte[Picture];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
                ((ReadOnlySpan<byte>)[(byte)x, (byte)y, 101]).CopyTo(expected.AsSpan(3 * ((y * Side) + x)));
        }
        Assert.Equal(StoredPng.Encode(expected, Side, Side, 3), samples["train"][1].Image.ToArray());
    }

    [Fact]
    public void A_large_file_takes_little_memory()
    {
        // 20,000 pictures are 61 MB.
        var mat = new MadeMat();
        var bytes = mat.File(mat.Bytes("X", [Side, Side, 3, 20_000], new byte[Picture * 20_000]), mat.Bytes("y", [20_000, 1], [.. Enumerable.Repeat((byte)1, 20_000)]));
        var samples = SvhnFormat.Format.Load(new("set", [Tree.Bytes("test_32x32.mat", bytes)])).Splits[0].Samples;
        GC.Collect();
        var (before, most, count) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0);
        foreach (var sample in samples)
        {
            if (count++ % 5000 == 4999)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(20_000, count);
        Assert.InRange(most, 0, 4 << 20);
    }

    public static TheoryData<string, byte[], string> Broken()
    {
        var mat = new MadeMat();
        byte[] Of(byte[] x, byte[] y) => mat.File(x, y);
        var (x, y) = (mat.Bytes("X", [Side, Side, 3, 2], new byte[2 * Picture]), mat.Bytes("y", [2, 1], [1, 2]));
        return new()
        {
            { "no labels", mat.File(x), "it has no variable y" },
            { "no pictures", mat.File(y), "it has no variable X" },
            { "a label 0", Of(x, mat.Bytes("y", [2, 1], [1, 0])), "label 0 of picture 2 is not from 1 to 10" },
            { "a label 11", Of(x, mat.Bytes("y", [2, 1], [11, 1])), "label 11 of picture 1 is not from 1 to 10" },
            { "half a label", Of(x, mat.Numbers("y", [2, 1], [1, 1.5])), "label 1.5 of picture 2 is not from 1 to 10" },
            { "counts", Of(x, mat.Bytes("y", [3, 1], [1, 2, 3])), "X has 2 pictures, but y 3 labels" },
            { "other pictures", Of(mat.Bytes("X", [16, 16, 3, 2], new byte[2 * 768]), y), "X is an array of 16 x 16 x 3 x 2, expected 32 x 32 x 3 x N" },
            { "pictures of other numbers", Of(mat.Numbers("X", [1, 1], [1]), y), "the variable X is not of bytes" },
            { "text for labels", Of(x, mat.Text("y", "ab")), "y is no column of numbers" },
            { "cut off", Of(x, y)[..^60], "cut off: it ends within an element" },
        };
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_cannot_be_is_told(string what, byte[] bytes, string message)
    {
        Assert.NotEmpty(what);
        var error = SvhnFormat.Format.Refused(new("set", [Tree.Bytes("test_32x32.mat", bytes)]));
        Assert.StartsWith("set: test_32x32.mat: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_file_is_changed_to_there_is_content_or_an_error_of_ours()
    {
        foreach (var compressed in new[] { true, false })
        {
            var mat = new MadeMat(compressed: compressed);
            SvhnFormat.Format.FuzzBriefly(new("set", [Tree.Bytes("train_32x32.mat", mat.File(mat.Bytes("X", [Side, Side, 3, 2], Pictures(2)), mat.Bytes("y", [2, 1], [10, 9])))]), "train_32x32.mat");
        }
    }

    // Where each byte says its place: red is x, green is y, blue tells the pictures apart.
    private static byte[] Pictures(int count) => [.. Enumerable.Range(0, count * Picture).Select(i =>
    {
        var (picture, channel, column, row) = (i / Picture, i / (Side * Side) % 3, i % (Side * Side) / Side, i % Side);
        return (byte)(channel switch { 0 => column, 1 => row, _ => 100 + picture });
    })];
}
