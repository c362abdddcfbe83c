namespace DataTools.Catalog.Storage;

/// <summary>
/// The temporary names beside the entries: what is being written, what is being removed, and how what a killed process
/// has left of them is told from what a living one works on.
/// <para>
/// A writer holds a lock on <c>.writing-ID.lock</c> from before <c>.writing-ID/</c> exists until after it is gone. The
/// lock (flock on Linux) only spares the living a sweep: where it fails to, a folder still vanishes by one rename, so
/// that its writer's commit fails and never publishes half of it.
/// </para>
/// </summary>
internal static class Leftovers
{
    private const string Writing = ".writing-", Removing = ".removing-", LockSuffix = ".lock";

    /// <summary>A fresh temporary folder and the lock that says its writer lives.</summary>
    public static (string Folder, FileStream Lock) Begin(string catalogs)
    {
        for (var attempt = 1; ; attempt++)
        {
            var folder = Path.Combine(catalogs, $"{Writing}{Guid.NewGuid():N}");
            var path = folder + LockSuffix;
            FileStream held;
            try
            {
                held = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (attempt < 10)
            {
                // Between creating and locking, a sweep may have locked the file: it takes it for dead and deletes it.
                continue;
            }
            // ... or it has deleted it already, and the lock is on a file that no other process can find.
            if (File.Exists(path))
            {
                try
                {
                    Directory.CreateDirectory(folder);
                    return (folder, held);
                }
                catch
                {
                    End(folder, held);
                    throw;
                }
            }
            held.Dispose();
        }
    }

    /// <summary>Deletes what is left of a temporary folder, then its lock. What cannot be deleted is for the next sweep.</summary>
    public static void End(string folder, FileStream held)
    {
        var gone = TryDelete(folder);
        held.Dispose();
        if (gone)
            Quietly(() => File.Delete(held.Name));
    }

    /// <summary>Renames a folder out of sight. From then on it is gone for everybody, whatever becomes of its files.</summary>
    public static string PutAside(string catalogs, string folder)
    {
        var doomed = Path.Combine(catalogs, $"{Removing}{Guid.NewGuid():N}");
        Directory.Move(folder, doomed);
        return doomed;
    }

    /// <summary>Deletes a folder that others may be deleting at the same time.</summary>
    public static void Delete(string folder)
    {
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && attempt < 100)
            {
                // Another process was faster with a part of it.
            }
        }
    }

    /// <summary>Removes what the dead have left. Never fails: what it cannot remove takes space and nothing else.</summary>
    public static void Sweep(string catalogs)
    {
        foreach (var doomed in Directory.EnumerateDirectories(catalogs, $"{Removing}*"))
            TryDelete(doomed);
        foreach (var path in Directory.EnumerateFiles(catalogs, $"{Writing}*{LockSuffix}"))
        {
            Quietly(() =>
            {
                // Throws where a living writer holds it.
                using var dead = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
                var folder = path[..^LockSuffix.Length];
                if (Directory.Exists(folder))
                    Delete(PutAside(catalogs, folder));
                File.Delete(path);
            });
        }
    }

    private static bool TryDelete(string folder) => Quietly(() => Delete(folder));

    private static bool Quietly(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
