using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Storage;

namespace DataTools.Training.Checkpoints;

/// <summary>
/// A file of weights in any form that is common: safetensors, or what <c>torch.save</c> writes, today's zip or the older
/// row of pickles. Its first bytes say which, not its name. Nothing in it is run, and every place is checked against the
/// file before anything is allocated.
/// </summary>
public sealed class WeightsFile : IDisposable
{
    internal const string RepairHint = "Get the file again: it is damaged, or not complete.";

    private readonly Stream _stream;
    private readonly ZipArchive? _zip;

    private WeightsFile(Stream stream, string path)
    {
        (_stream, Path) = (stream, path);
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        Span<byte> start = stackalloc byte[64];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (start.StartsWith("PK\x03\x04"u8))
        {
            Form = "PyTorch zip";
            _zip = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            (Within, Tensors) = TorchFiles.ReadZip(_zip, path, stream.Length);
        }
        else if (start.StartsWith(TorchFiles.Magic))
        {
            Form = "PyTorch legacy";
            (Within, Tensors) = TorchFiles.ReadLegacy(stream, path);
        }
        else if (start.Length > 8 && start[8] == '{')
        {
            Form = "safetensors";
            (Tensors, Metadata) = Safetensors.Index(stream, path);
        }
        else
        {
            throw new InvalidInputException($"{path}: {Kind(start)}", "Weights are read from .safetensors, and from .pth, .pt, .bin and .th files of PyTorch.");
        }
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>What kind it is: "safetensors", "PyTorch zip" or "PyTorch legacy".</summary>
    public string Form { get; }

    /// <summary>Where in it the tensors were, such as "state_dict"; null where they are all of it.</summary>
    public string? Within { get; }

    /// <summary>The tensors by name, each read when it is asked for, as long as the file is open.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>What a safetensors file says besides.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Opens a file. Throws <see cref="NotFoundException"/>, <see cref="InvalidInputException"/> for what is no such file or
    /// names what is not allowed, and <see cref="CorruptFileException"/> for a damaged one.
    /// </summary>
    public static WeightsFile Read(string path)
    {
        if (!File.Exists(path))
            throw new NotFoundException($"there is no file {path}");
        try
        {
            return Read(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), path);
        }
        catch (Exception e) when (StorageFaults.Translate(path, e) is { } told)
        {
            throw told;
        }
    }

    /// <summary>As above, of an open stream, which is closed with it.</summary>
    internal static WeightsFile Read(Stream stream, string path)
    {
        try
        {
            return new(stream, path);
        }
        catch (Exception e)
        {
            stream.Dispose();
            if (e is InvalidDataException or EndOfStreamException or NotSupportedException or OverflowException or ArgumentException)
                throw new CorruptFileException(path, $"it cannot be read ({e.Message})", RepairHint, e);
            throw;
        }
    }

    /// <summary>The SHA-256 of the whole file, lower-case hex.</summary>
    public string Sha256()
    {
        _stream.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(_stream));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _zip?.Dispose();
        _stream.Dispose();
    }

    private static string Kind(ReadOnlySpan<byte> start) => start switch
    {
        [] => "an empty file",
        [0x80, ..] => "a pickle that torch.save has not written",
        _ when start.StartsWith("version https://git-lfs"u8) => "only a pointer of Git LFS, not the file itself: run `git lfs pull` where it is from",
        _ when Encoding.Latin1.GetString(start).TrimStart().StartsWith('<') => "a web page, not weights",
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "an HDF5 file (Keras), which is not read",
        _ when start.StartsWith("GGUF"u8) => "a GGUF file, which is not read",
        _ => "no file of weights that is known",
    };
}
