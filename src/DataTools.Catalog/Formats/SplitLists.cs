namespace DataTools.Catalog.Formats;

/// <summary>Which images a data set's lists put into which split.</summary>
internal static class SplitLists
{
    /// <summary>
    /// The entries of the lists with their splits and places, in no particular order. Throws <see cref="CorruptFileException"/>, naming
    /// both lines, where an image is in two splits or twice in one.
    /// </summary>
    /// <param name="files">The data set.</param>
    /// <param name="lists">The lists and their splits.</param>
    /// <param name="name">The image that a line names.</param>
    public static Dictionary<string, ListedLine> Read(FileList files, IEnumerable<(string Split, ListedFile List)> lists, Func<string, string> name)
    {
        var all = new Dictionary<string, ListedLine>(StringComparer.Ordinal);
        foreach (var (split, list) in lists)
        {
            foreach (var (number, text) in ListedText.Lines(files, list))
            {
                if (text[0] == '#')
                    continue;
                var line = new ListedLine(split, $"{list.Path}, line {number}", text);
                var key = name(text);
                if (!all.TryAdd(key, line))
                {
                    throw new CorruptFileException(
                        $"{files.Origin}: {line.Place}", $"{ListedText.Short(key)} was there before ({all[key].Place})", "An image belongs to one split, once: remove it from one of the lists.");
                }
            }
        }
        return all;
    }

    /// <summary>
    /// The images of <paramref name="lines"/> in the order of the list of files, each with its line; those that are missing
    /// are reported.
    /// </summary>
    /// <param name="files">The data set.</param>
    /// <param name="lines">What <see cref="Read"/> gave.</param>
    /// <param name="images">The images by their names.</param>
    /// <param name="bad">Where missing ones are reported.</param>
    public static IReadOnlyList<(string Name, ListedFile Image, ListedLine Line)> Images(
        FileList files, IReadOnlyDictionary<string, ListedLine> lines, IEnumerable<(string Name, ListedFile Image)> images, BadSamples bad)
    {
        var found = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        var inOrder = new List<(string, ListedFile, ListedLine)>();
        foreach (var (name, image) in images)
        {
            if (!lines.TryGetValue(name, out var line))
                continue;
            if (!found.TryAdd(name, image))
                throw new CorruptFileException(files.Shown(image), $"it has the name of {found[name].Path}");
            inOrder.Add((name, image, line));
        }
        foreach (var (name, line) in lines.Where(l => !found.ContainsKey(l.Key)))
            bad.Report(new($"{files.Origin}: {ListedText.Short(name)}", $"the image is missing ({line.Place})"));
        return inOrder;
    }
}

/// <summary>A line that puts an image into a split.</summary>
/// <param name="Split">The split.</param>
/// <param name="Place">File and line, for errors.</param>
/// <param name="Text">The line.</param>
internal sealed record ListedLine(string Split, string Place, string Text);
