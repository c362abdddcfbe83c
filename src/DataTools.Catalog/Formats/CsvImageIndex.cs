namespace DataTools.Catalog.Formats;

/// <summary>Finds the image that a table means by <c>1</c>, <c>1.png</c>, <c>train/1.png</c> or <c>./Images/1.PNG</c>.</summary>
internal sealed class CsvImageIndex
{
    private readonly ILookup<string, string> _byStem;

    public CsvImageIndex(IReadOnlyList<string> images) =>
        _byStem = images.ToLookup(p => Stem(p[(p.LastIndexOf('/') + 1)..]), StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The images that <paramref name="id"/> can mean in a table of <paramref name="split"/> (null: a table that does not
    /// say). An id without a folder never means an image in another split's folder: numbers begin anew in each.
    /// </summary>
    public IReadOnlyList<string> Find(string id, string? split)
    {
        var wanted = id.Replace('\\', '/');
        while (wanted.StartsWith("./", StringComparison.Ordinal))
            wanted = wanted[2..];
        var slash = wanted.LastIndexOf('/');
        var name = wanted[(slash + 1)..];
        if (name.Length == 0)
            return [];
        // "10.5" and "st.bernard" are names too: an ending counts only where it is an image's.
        var (stem, end) = ImageTree.IsImage(name) ? (Stem(name), wanted) : (name, wanted + '.');
        var fitting = _byStem[stem].Where(p => Ends(p, end)).ToList();
        if (slash < 0)
        {
            fitting.RemoveAll(p => SplitWords.OfFolder(p) is { } folder && (split is null ? folder == SplitNames.Test : folder != split));
            if (split is not null && fitting.FindAll(p => SplitWords.OfFolder(p) == split) is [_, ..] own)
                return own;
        }
        return fitting;
    }

    private static string Stem(string name) => name[..^System.IO.Path.GetExtension(name).Length];

    // Whole parts of the path only: "1.png" is not the end of "11.png".
    private static bool Ends(string path, string end)
    {
        var from = end[^1] == '.' ? path.LastIndexOf('.') + 1 - end.Length : path.Length - end.Length;
        return from >= 0 && string.Compare(path, from, end, 0, end.Length, StringComparison.OrdinalIgnoreCase) == 0 && (from == 0 || path[from - 1] == '/');
    }
}
