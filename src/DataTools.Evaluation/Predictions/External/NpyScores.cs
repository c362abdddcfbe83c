using System.Buffers.Binary;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Storage;

namespace DataTools.Evaluation.Predictions.External;

/// <summary>
/// Predictions as NumPy writes them (format versions 1.0 to 3.0 of NEP 1): little-endian single or double precision, samples
/// x classes, in C order. Ids and classes stand in text files beside it, one a line.
/// </summary>
internal static class NpyScores
{
    private const int MostHeader = 1 << 16;
    private const string Again = "Save it with numpy.save(file, numpy.ascontiguousarray(scores, dtype='<f4')): samples x classes.";

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static ScoreTable Read(string path, string idsPath, string classesPath)
    {
        try
        {
            var (ids, classes) = (Lines(path, idsPath, "id"), Lines(path, classesPath, "class"));
            var (scores, rows, columns) = Parse(path, File.ReadAllBytes(path));
            if (rows != ids.Length || columns != classes.Length)
            {
                throw new InvalidInputException(
                    $"{path} has {rows:N0} samples x {columns:N0} classes, but {idsPath} has {ids.Length:N0} ids and {classesPath} {classes.Length:N0} classes",
                    "The files must be of the same predictions: one line for each row, one line for each column.");
            }
            return new(classes, ids, null, scores);
        }
        catch (Exception e) when (StorageFaults.Translate(path, e) is { } told)
        {
            throw told;
        }
    }

    internal static (double[] Scores, int Rows, int Columns) Parse(string path, ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file.StartsWith(Magic))
            throw new CorruptFileException(path, "not a NumPy file", Again);
        var longer = file[6] >= 2;
        if (file[6] is < 1 or > 3 || file[7] != 0)
            throw new CorruptFileException(path, $"version {file[6]}.{file[7]} of the NumPy format is not known", Again);
        long length = longer ? BinaryPrimitives.ReadUInt32LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        var start = longer ? 12 : 10;
        if (length > MostHeader || start + length > file.Length)
            throw new CorruptFileException(path, "its header is cut off", Again);
        var header = NpyHeader.Parse(path, Encoding.Latin1.GetString(file.Slice(start, (int)length)), Again);
        var data = file[(start + (int)length)..];
        var size = header.Double ? sizeof(double) : sizeof(float);
        if (data.Length != (Int128)header.Rows * header.Columns * size)
        {
            throw new CorruptFileException(
                path, $"{header.Rows:N0} x {header.Columns:N0} numbers of {size} bytes are not its {data.Length:N0} bytes: cut off, or with something behind them", Again);
        }
        var scores = new double[data.Length / size];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = header.Double ? BinaryPrimitives.ReadDoubleLittleEndian(data[(i * size)..]) : BinaryPrimitives.ReadSingleLittleEndian(data[(i * size)..]);
        return (scores, header.Rows, header.Columns);
    }

    private static string[] Lines(string path, string file, string what) => File.Exists(file)
        ? [.. File.ReadLines(file).Select(l => l.Trim()).Where(l => l.Length > 0)]
        : throw new NotFoundException($"there is no {file}, which says which {what} each {(what == "id" ? "row" : "column")} of {path} is", $"Write it: one {what} a line, in the order of the array.");
}
