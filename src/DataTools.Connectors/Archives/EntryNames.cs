using System.Text;
using DataTools.Catalog;

namespace DataTools.Connectors.Archives;

/// <summary>
/// The names of one archive's entries. Whoever packed it chose them, so each is judged before it is used as a path: none
/// leads out of the root on any system, none means something else on Windows, none comes twice (by letter case either).
/// </summary>
/// <param name="archive">What the archive is called, for errors.</param>
internal sealed class EntryNames(string archive)
{
    private const int MaximalPath = 4096, MaximalSegment = 255, MaximalDepth = 100, Shown = 200;

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })], StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _folders = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The path of a file, with '/' between its parts and without "." parts. Throws <see cref="CorruptFileException"/>,
    /// naming archive and entry, where the name is unsafe or was there before.
    /// </summary>
    public string File(string raw)
    {
        var path = Clean(raw);
        if (path.Length == 0)
            throw Refused(raw, "has no name");
        if (!_files.Add(path) || _folders.Contains(path))
            throw Refused(raw, "is there twice (letter case does not tell names apart on every system)");
        AddFolders(raw, path);
        return path;
    }

    /// <summary>A folder's name is judged the same way, but may come again. The root itself has the empty path.</summary>
    public string Folder(string raw)
    {
        var path = Clean(raw);
        if (path.Length > 0)
            AddFolders(raw, $"{path}/");
        return path;
    }

    /// <summary>What a link of the archive at <paramref name="path"/> (cleaned) leads to within it; null where it leads out.</summary>
    /// <param name="path">Where the link lies.</param>
    /// <param name="target">What it names.</param>
    /// <param name="fromRoot">Hard links count from the root, symbolic ones from their own folder.</param>
    public static string? Target(string path, string target, bool fromRoot)
    {
        target = target.Replace('\\', '/');
        if (target.Length == 0 || target[0] == '/' || target.Contains('\0', StringComparison.Ordinal) || IsDrive(target))
            return null;
        var parts = fromRoot ? [] : path.Split('/').SkipLast(1).ToList();
        foreach (var part in target.Split('/'))
        {
            if (part == ".." && parts.Count == 0)
                return null;
            if (part == "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "."))
                parts.Add(part);
        }
        return string.Join('/', parts);
    }

    /// <summary>A refusal that names archive and entry, whatever characters the name has.</summary>
    public CorruptFileException Refused(string raw, string why, string? hint = null, Exception? inner = null) => new(
        archive, $"the entry '{Show(raw)}' {why}", hint ?? "Nothing of it was used. Get the archive anew from a source that you trust.", inner);

    /// <summary>A name fit for a message: control characters and excess length gone.</summary>
    public static string Show(string raw)
    {
        var shown = new StringBuilder(Math.Min(raw.Length, Shown) + 3);
        foreach (var c in raw.AsSpan(0, Math.Min(raw.Length, Shown)))
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c);
        return raw.Length > Shown ? shown.Append("...").ToString() : shown.ToString();
    }

    private string Clean(string raw)
    {
        // Some packers on Windows write '\'.
        var name = raw.Replace('\\', '/');
        if (name.StartsWith('/'))
            throw Refused(raw, "has an absolute path");
        if (name.Length > MaximalPath)
            throw Refused(raw, $"has a name of {name.Length} characters");
        if (name.Any(char.IsControl))
            throw Refused(raw, "has control characters in its name");
        if (name.Contains('\uFFFD', StringComparison.Ordinal))
            throw Refused(raw, "has a name in an unknown character set", "Unpack it and pull folder:PATH.");
        var parts = name.TrimEnd('/').Split('/').Where(p => p != ".").ToList();
        if (parts is [] or [""])
            return "";
        if (parts.Count > MaximalDepth)
            throw Refused(raw, $"lies {parts.Count} folders deep");
        foreach (var part in parts)
            Check(raw, part);
        return string.Join('/', parts);
    }

    private void Check(string raw, string part)
    {
        if (part == "..")
            throw Refused(raw, "leads out of the archive");
        if (part.Length == 0)
            throw Refused(raw, "has an empty part in its path");
        if (IsDrive(part))
            throw Refused(raw, "names a drive");
        if (part[^1] is '.' or ' ')
            throw Refused(raw, "has a part that ends in a dot or a space");
        if (Encoding.UTF8.GetByteCount(part) > MaximalSegment)
            throw Refused(raw, $"has a part of more than {MaximalSegment} bytes");
        if (Reserved.Contains(part.Split('.')[0].TrimEnd()))
            throw Refused(raw, "has a part that is the name of a device on Windows");
    }

    private void AddFolders(string raw, string path)
    {
        // From the nearest upwards: where one is known, those above it are.
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            var folder = path[..slash];
            if (!_folders.Add(folder))
                return;
            if (_files.Contains(folder))
                throw Refused(raw, "lies below a file");
        }
    }

    private static bool IsDrive(string part) => part.Length >= 2 && char.IsAsciiLetter(part[0]) && part[1] == ':';
}
