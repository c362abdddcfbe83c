using System.Runtime.InteropServices;

namespace DataTools.Catalog.Storage;

/// <summary>
/// Flushes a folder's list of names to disk, so that a file or rename in it outlives a power cut. .NET opens no
/// folders; on Windows, whose file systems log renames, there is nothing to do.
/// </summary>
internal static partial class FolderFlush
{
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
            return;
        // Some network file systems refuse: the data is whole either way, only its durability is theirs.
        _ = Fsync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
