using System.IO.Compression;

namespace DataTools.Catalog.Formats.Mat;

/// <summary>
/// Reads MAT-files of Level 5 (versions 5 to 7 of MATLAB), by the published "MAT-File Format" of The MathWorks: either
/// order of bytes, compressed or not. Those of version 4 and of version 7.3 (HDF5) are refused.
/// </summary>
internal static class MatFile
{
    private const int HeaderBytes = 128, VersionAt = 124, EndianAt = 126;

    /// <summary>
    /// The variables of these names, each read whole; the others are passed over. Throws <see cref="CorruptFileException"/>
    /// where the file is damaged, lacks one, or one takes more than 32 MiB or is of a class that is not read.
    /// </summary>
    public static IReadOnlyDictionary<string, MatValue> Read(DataFile file, params IReadOnlyCollection<string> names)
    {
        using var stream = Opened(file);
        var elements = new MatElements(file.Name, stream, Header(file.Name, stream));
        var found = new Dictionary<string, MatValue>(StringComparer.Ordinal);
        while (found.Count < names.Count && Next(file.Name, elements, stream) is { } array)
        {
            using (array)
            {
                if (!names.Contains(array.Head.Name))
                    continue;
                if (array.Bytes > MatArrays.MostBytes)
                    throw elements.Fault($"the variable {array.Head.Name} takes {array.Bytes} bytes, more than {MatArrays.MostBytes >> 20} MiB");
                if (!found.TryAdd(array.Head.Name, MatArrays.Body(array.Elements, array.Head, array.End)))
                    throw elements.Fault($"the variable {array.Head.Name} is there twice");
                array.ExpectEnd();
            }
        }
        return names.FirstOrDefault(n => !found.ContainsKey(n)) is { } missing ? throw Missing(file.Name, missing) : found;
    }

    /// <summary>
    /// The bytes of a uint8 array as they lie in the file, the first dimension running fastest, however many there are:
    /// they are inflated as they are read. Disposing the stream closes the file. Throws as <see cref="Read"/> does; a file
    /// that ends within the array throws when it is read.
    /// </summary>
    public static (IReadOnlyList<int> Dimensions, Stream Bytes) OpenBytes(DataFile file, string name)
    {
        var stream = Opened(file);
        try
        {
            var elements = new MatElements(file.Name, stream, Header(file.Name, stream));
            while (Next(file.Name, elements, stream) is { } array)
            {
                if (array.Head.Name == name)
                    return (array.Head.Dimensions, Bytes(array, stream));
                array.Dispose();
            }
            throw Missing(file.Name, name);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static Stream Opened(DataFile file)
    {
        var stream = file.Open();
        return stream.CanSeek ? stream : new BufferedStream(stream, 1 << 16);
    }

    private static MatBytes Bytes(MatOpenArray array, Stream file)
    {
        var (head, elements) = (array.Head, array.Elements);
        var tag = elements.Tag(array.End);
        if (head.Class != MatClass.UInt8 || head.Complex || tag.Type != MatType.UInt8)
            throw elements.Fault($"the variable {head.Name} is not of bytes (class {head.Class}, stored as type {(int)tag.Type})");
        if (head.Count != tag.Bytes)
            throw elements.Fault($"the variable {head.Name} of {string.Join(" x ", head.Dimensions)} has {tag.Bytes} bytes");
        return new(elements, tag, file);
    }

    // Whether the file is big-endian; leaves the stream behind the header.
    private static bool Header(string name, Stream stream)
    {
        var header = new byte[HeaderBytes];
        var got = stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        // A Level 4 file begins with a number below 5000, a Level 5 file with text.
        if (got >= 4 && header.AsSpan(0, 4).Contains((byte)0))
            throw new CorruptFileException(name, "not a MAT-file of Level 5: it is of version 4, or no MAT-file at all", Resave);
        if (got < HeaderBytes)
            throw new CorruptFileException(name, $"cut off: {got} bytes, a MAT-file begins with {HeaderBytes}");
        var bigEndian = header.AsSpan(EndianAt) switch
        {
            [(byte)'M', (byte)'I'] => true,
            [(byte)'I', (byte)'M'] => false,
            _ => throw new CorruptFileException(name, "not a MAT-file: its header does not state the order of bytes"),
        };
        var version = bigEndian ? (header[VersionAt] << 8) | header[VersionAt + 1] : header[VersionAt] | (header[VersionAt + 1] << 8);
        return version switch
        {
            0x0100 => bigEndian,
            0x0200 => throw new CorruptFileException(name, "a MAT-file of version 7.3 (HDF5), which is not read", Resave),
            _ => throw new CorruptFileException(name, $"a MAT-file of the unknown version 0x{version:X4}"),
        };
    }

    private const string Resave = "Save it in MATLAB or Octave with save('-v7', ...).";

    // The head of the next variable; null at the end. Disposing it leaves the file behind the variable.
    private static MatOpenArray? Next(string name, MatElements file, Stream stream)
    {
        if (file.TryTag() is not { } tag)
            return null;
        if (tag.Small is not null || tag.Type is not (MatType.Matrix or MatType.Compressed))
            throw file.Fault($"an element of type {(int)tag.Type} where a variable should be");
        var end = file.Position + tag.Bytes;
        if (tag.Type == MatType.Matrix)
            return new(MatArrays.Head(file, end), file, end, () => file.Skip(end - file.Position), IsAlone: false);
        var packed = new MatPart(file, tag.Bytes);
        var inflated = new MatElements(name, new ZLibStream(packed, CompressionMode.Decompress), file.BigEndian);
        if (inflated.TryTag() is not { Type: MatType.Matrix, Small: null } inner)
            throw file.Fault("a compressed element that holds no variable");
        var innerEnd = inflated.Position + inner.Bytes;
        return new(MatArrays.Head(inflated, innerEnd), inflated, innerEnd, packed.SkipRest, IsAlone: true);
    }

    private static CorruptFileException Missing(string file, string name) => new(file, $"it has no variable {name}");
}
