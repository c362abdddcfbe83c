using DataTools.Catalog;
using DataTools.Catalog.Storage;

namespace DataTools.Training.Prediction;

/// <summary>The image files that a user names: files, folders with all below them, patterns.</summary>
public static class ImageFiles
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".bmp", ".ico"];

    /// <summary>
    /// The files, those of a folder or pattern in order of their paths, each once. Throws <see cref="NotFoundException"/>
    /// that lists all names behind which there is no image.
    /// </summary>
    /// <param name="names">Paths, or paths whose last part is a pattern (<c>photos/*.jpg</c>).</param>
    /// <param name="directory">What relative ones are relative to.</param>
    public static IReadOnlyList<string> Find(IEnumerable<string> names, string directory)
    {
        List<string> found = [], missing = [];
        foreach (var name in names)
        {
            var before = found.Count;
            var path = Path.GetFullPath(name, directory);
            StorageFaults.Explain(path, () => found.AddRange(Behind(path)));
            if (found.Count == before)
                missing.Add(Directory.Exists(path) ? $"{name} has no image in it" : $"there is no {name}");
        }
        return missing.Count == 0 ? [.. found.Distinct(StringComparer.Ordinal)] : throw new NotFoundException(
            string.Join(Environment.NewLine, missing), $"Name files, folders or patterns like photos/*.jpg; in folders these are images: {string.Join(" ", Extensions)}");
    }

    /// <summary>A name without the extension that says that it is an image.</summary>
    internal static string WithoutExtension(string name) => IsImage(name) ? name[..^Path.GetExtension(name).Length] : name;

    private static IEnumerable<string> Behind(string path)
    {
        if (File.Exists(path))
            return [path];
        if (Directory.Exists(path))
            return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsImage).Order(StringComparer.Ordinal);
        var (folder, pattern) = (Path.GetDirectoryName(path), Path.GetFileName(path));
        return Directory.Exists(folder) && pattern.AsSpan().ContainsAny('*', '?')
            ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)
            : [];
    }

    private static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
