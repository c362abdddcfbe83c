namespace DataTools.Catalog.Storage;

/// <summary>How much room a disk has.</summary>
public static class FreeSpace
{
    /// <summary>
    /// Free bytes on the disk that <paramref name="folder"/> lies on, or would lie on once it is made. Null where the disk
    /// does not say: writing will tell.
    /// </summary>
    public static long? Of(string folder)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(Path.GetFullPath(folder))! : Existing(Path.GetFullPath(folder))).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
            folder = parent;
        return folder;
    }
}
