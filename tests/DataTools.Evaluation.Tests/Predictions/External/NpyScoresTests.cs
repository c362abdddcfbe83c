using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Predictions.External;
using DataTools.Tests;

namespace DataTools.Evaluation.Tests.Predictions.External;

public sealed class NpyScoresTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Usual = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }";

    private static readonly PredictionTarget Target = new("pets", "sha256:1", "test", ["cat", "dog"], ["a", "b", "c"], [0, 1, -1]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Arrays_of_either_precision_and_version_come_into_the_order_of_the_entry()
    {
        Names("c\nb\n\na\n", "dog\ncat\n");
        var wide = Usual.Replace("<f4", "<f8", StringComparison.Ordinal);
        foreach (var file in new[] { File(Usual, 1, 4), File(Usual, 2, 4), File(wide, 1, 8), File(wide, 3, 8) })
        {
            var read = Read(file);
            Assert.Equal([5, 4, 3, 2, 1, 0], read.Predictions.Logits);
            Assert.Equal(ScoreKind.Logits, read.Kind);
        }
        var elsewhere = ExternalPredictions.Read(
            _folder.Write("x.npy", File(Usual, 1, 4)), Target, ScoreKind.Logits, "theirs", _folder["file.ids.txt"], _folder["file.classes.txt"]);
        Assert.Equal("theirs", elsewhere.Predictions.Name);
    }

    [Fact]
    public void What_is_no_such_array_is_refused()
    {
        Names("a\nb\nc\n", "cat\ndog\n");
        Refused([1, 2, 3], "not a NumPy file");
        Refused(File(Usual, 4, 4), "version 4.0");
        Refused(File(Usual, 1, 4)[..^1], "3 x 2 numbers of 4 bytes are not its 23 bytes");
        Refused([.. File(Usual, 1, 4), 0], "not its 25 bytes");
        Refused(File(Usual, 1, 4)[..40], "header is cut off");
        Refused(File(Usual.Replace("<f4", ">f4", StringComparison.Ordinal), 1, 4), "of the type '>f4'");
        Refused(File(Usual.Replace("<f4", "|O", StringComparison.Ordinal), 1, 4), "of the type '|O'");
        Refused(File(Usual.Replace("False", "True", StringComparison.Ordinal), 1, 4), "Fortran order");
        Refused(File(Usual.Replace("(3, 2)", "(6,)", StringComparison.Ordinal), 1, 4), "the shape (6,)");
        Refused(File(Usual.Replace("(3, 2)", "(3000000000, 2)", StringComparison.Ordinal), 1, 4), "too large");
        Refused(File(Usual.Replace("(3, 2)", "(2147483647, 2147483647)", StringComparison.Ordinal), 1, 4), "not its 24 bytes");
        Refused(File("{'descr': __import__('os').system('true')}", 1, 4), "not what NumPy writes");
        Names("a\nb\n", "cat\ndog\n");
        Refused(File(Usual, 1, 4), "has 3 samples x 2 classes, but");
        System.IO.File.Delete(_folder["file.ids.txt"]);
        Assert.Contains("which says which id each row", Assert.Throws<NotFoundException>(() => Read(File(Usual, 1, 4))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_array_is_refused_or_read_never_a_crash() => (
        from place in Gen.Int[0, 90]
        from bytes in Gen.Byte.Array[0, 4]
        from removed in Gen.Int[0, 4]
        select (place, bytes, removed)).Sample(t =>
    {
        var whole = File(Usual, 1, 4);
        byte[] damaged = [.. whole.Take(t.place), .. t.bytes, .. whole.Skip(t.place + t.removed)];
        try
        {
            var (scores, rows, columns) = NpyScores.Parse("file.npy", damaged);
            Assert.Equal(scores.Length, rows * columns);
        }
        catch (DataToolsException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }, iter: 1000);

    [Fact]
    public async Task What_NumPy_saves_is_read()
    {
        Assert.SkipUnless(System.IO.File.Exists(Python), "there is no /usr/bin/python3 on this machine");
        const string script = """
            import sys, numpy
            for path, precision in zip(sys.argv[1:], ["<f4", "<f8"]):
                numpy.save(path, (numpy.arange(6).reshape(3, 2) - 2.5).astype(precision))
            """;
        string[] files = [_folder["single.npy"], _folder["double.npy"]];
        var start = new ProcessStartInfo(Python, ["-c", script, .. files]) { RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(error.Contains("ModuleNotFoundError", StringComparison.Ordinal), "Debian's package python3-numpy is not installed");
        Assert.Equal("", error);
        Names("a\nb\nc\n", "cat\ndog\n");
        foreach (var file in files)
        {
            var read = ExternalPredictions.Read(file, Target, ids: _folder["file.ids.txt"], classes: _folder["file.classes.txt"]);
            Assert.Equal([-2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f], read.Predictions.Logits);
        }
    }

    private ExternalPredictions Read(byte[] file) => ExternalPredictions.Read(_folder.Write("file.npy", file), Target);

    private void Refused(byte[] file, string told) =>
        Assert.Contains(told, Assert.ThrowsAny<DataToolsException>(() => Read(file)).Message, StringComparison.Ordinal);

    private void Names(string ids, string classes)
    {
        _folder.Write("file.ids.txt", Encoding.UTF8.GetBytes(ids));
        _folder.Write("file.classes.txt", Encoding.UTF8.GetBytes(classes));
    }

    // 0 to 5.
    private static byte[] File(string header, byte version, int size)
    {
        var text = Encoding.ASCII.GetBytes(header + " \n");
        var length = new byte[version >= 2 ? 4 : 2];
        if (version >= 2)
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        else
            BinaryPrimitives.WriteInt16LittleEndian(length, (short)text.Length);
        var data = new byte[6 * size];
        for (var i = 0; i < 6; i++)
        {
            if (size == 8)
                BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(i * size), i);
            else
                BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * size), i);
        }
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }
}
