namespace DataTools.Catalog.Formats;

/// <summary>
/// All files below a folder of this machine, in ordinal order of their paths. Hidden ones and those of archivers are passed
/// over. Symbolic links are followed, and a link that leads back into the folders above it is not entered again.
/// </summary>
public static class FolderFiles
{
    /// <summary>
    /// The files; reads none. Throws <see cref="NotFoundException"/> where there is no such folder, and
    /// <see cref="InvalidInputException"/> where it is a file or cannot be read.
    /// </summary>
    public static FileList List(string root, CancellationToken cancellation)
    {
        if (!Directory.Exists(root))
        {
            throw File.Exists(root)
                ? new InvalidInputException($"{root} is a file, not a folder", "Name the folder that holds the images, or an archive (.zip, .tar, .tar.gz, .tgz) of it.")
                : new NotFoundException($"there is no folder {root}", "Check the spelling; a relative path starts at the current folder.");
        }
        try
        {
            var empty = new List<string>();
            var files = Walk(root, "", [.. SelfAndAbove(RealPath(root))], empty, cancellation).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
            return new(root, files, empty, isFolder: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{root} cannot be read: {e.Message}", "Change its permissions.", e);
        }
    }

    private static IEnumerable<ListedFile> Walk(string folder, string prefix, HashSet<string> above, List<string> empty, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var here = new DirectoryInfo(folder);
        var any = false;
        foreach (var file in here.EnumerateFiles().Where(f => ImageTree.Visible(f.Name)))
        {
            any = true;
            yield return new(prefix + file.Name, Length(file), () => Open(file.FullName));
        }
        foreach (var child in here.EnumerateDirectories().Where(d => ImageTree.Visible(d.Name)))
        {
            var real = RealPath(child.FullName);
            if (!above.Add(real))
                continue;
            foreach (var file in Walk(child.FullName, $"{prefix}{child.Name}/", above, empty, cancellation))
            {
                any = true;
                yield return file;
            }
            above.Remove(real);
        }
        if (!any && prefix.Length > 0)
            empty.Add(prefix.TrimEnd('/'));
    }

    // Of what a link points to; a link to nothing counts as an empty file, so that it is told when it is read.
    private static long Length(FileInfo file)
    {
        try
        {
            return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadSampleException(path, $"the file cannot be read ({e.Message})");
        }
    }

    private static IEnumerable<string> SelfAndAbove(string path)
    {
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
            yield return folder;
    }

    // The path without symbolic links, so that a folder has one name however it was reached. From the root downwards:
    // a link such as ../photos starts where its folder really lies. Ends, because the folder exists.
    private static string RealPath(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var folder = RealPath(parent);
        path = Path.Combine(folder, Path.GetFileName(path));
        return new DirectoryInfo(path).LinkTarget is { } target ? RealPath(Path.Combine(folder, target)) : path;
    }
}
