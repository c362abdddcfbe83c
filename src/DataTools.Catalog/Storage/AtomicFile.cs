namespace DataTools.Catalog.Storage;

/// <summary>Writing a file so that it is there whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes beside the target, flushes to disk, renames over it, flushes the folder. Where it throws, the target is
    /// what it was. A kill leaves at most a file <c>*.tmp</c>.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        FolderFlush.Flush(folder);
    }

    /// <summary>Writes a file under its own name, flushed to disk: for folders that are published whole.</summary>
    internal static void WriteInPlace(string path, string text)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }

    /// <inheritdoc cref="Write"/>
    public static void WriteAllText(string path, string text) =>
        Write(path, s => s.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <inheritdoc cref="Write"/>
    public static void WriteAllBytes(string path, ReadOnlyMemory<byte> bytes) => Write(path, s => s.Write(bytes.Span));
}
