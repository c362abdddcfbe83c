using System.Runtime.InteropServices;

namespace DataTools.Catalog.Storage;

/// <summary>A second name for a file that never changes: no bytes are copied where the disk can do that, and .NET does not offer it.</summary>
internal static partial class HardLink
{
    /// <summary>Gives the file a second name, which must be free; where the disk knows no links, makes a copy on disk.</summary>
    public static void Create(string existing, string name)
    {
        if (OperatingSystem.IsWindows() ? CreateWindows(name, existing, 0) : Link(existing, name) == 0)
            return;
        File.Copy(existing, name);
        using var copy = new FileStream(name, FileMode.Open, FileAccess.Write);
        copy.Flush(flushToDisk: true);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateWindows(string name, string existing, nint attributes);
}
