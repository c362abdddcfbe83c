namespace DataTools.Connectors.Archives;

/// <summary>
/// A file without a name, for what is too large for memory. It is gone when it is closed, and when the process is killed:
/// Unix forgets its name at once, Windows deletes it with the last handle.
/// </summary>
internal static class VanishingFile
{
    /// <summary>An empty file in <paramref name="folder"/> (made if missing), open for writing and reading.</summary>
    public static FileStream Create(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 1 << 16,
        });
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }
}
