using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.TinyImageNet;

/// <summary>
/// The tables of Tiny ImageNet: an image a line with, of val, its synset, and its box as left, top, right and lower pixel,
/// counted from 0, the last ones within the box.
/// </summary>
internal static class TinyImageNetRows
{
    /// <summary>
    /// The rows by image. Throws <see cref="CorruptFileException"/>, naming the line, where one is none or is of an image
    /// that had one before.
    /// </summary>
    /// <param name="files">All files.</param>
    /// <param name="table">The table.</param>
    /// <param name="withSynset">Whether the second word is a synset.</param>
    public static IReadOnlyDictionary<string, (string? Wnid, Box Box, int Line)> Read(FileList files, ListedFile table, bool withSynset)
    {
        var rows = new Dictionary<string, (string?, Box, int)>();
        var numbers = withSynset ? 2 : 1;
        foreach (var (line, text) in ListedText.Lines(files, table))
        {
            CorruptFileException Fault(string reason) => new(files.Shown(table), $"line {line}: {reason}");
            var words = ListedText.Words(text);
            if (words.Length != numbers + 4)
                throw Fault($"it has {words.Length} words; an image,{(withSynset ? " its synset" : "")} and the four sides of its box are {numbers + 4}");
            var sides = Array.ConvertAll(words[numbers..], w => ListedText.Number(w) ?? throw Fault(ListedText.NoNumber(w)));
            if (!rows.TryAdd(words[0], (withSynset ? words[1] : null, new(sides[0], sides[1], sides[2] - sides[0] + 1, sides[3] - sides[1] + 1), line)))
                throw Fault($"{ListedText.Short(words[0])} was there before");
        }
        return rows;
    }
}
