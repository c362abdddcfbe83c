using DataTools.Catalog.Formats.Mat;

namespace DataTools.Catalog.Formats.ImageNet;

/// <summary>
/// The classes of ImageNet in their usual order, which is that of their WordNet ids. A class is called by its words ("tench,
/// Tinca tinca"); the few that have the same ("crane") by words and id.
/// </summary>
internal sealed class Synsets
{
    private readonly Dictionary<string, int> _labels;

    private Synsets(IEnumerable<(string Id, string Words)> synsets)
    {
        var all = synsets.OrderBy(s => s.Id, StringComparer.Ordinal).ToList();
        var often = all.CountBy(s => s.Words, StringComparer.Ordinal).Where(w => w.Value > 1).Select(w => w.Key).ToHashSet(StringComparer.Ordinal);
        Names = [.. all.Select(s => s.Words.Length == 0 ? s.Id : often.Contains(s.Words) ? $"{s.Words} ({s.Id})" : s.Words)];
        _labels = all.Index().ToDictionary(s => s.Item.Id, s => s.Index, StringComparer.Ordinal);
    }

    /// <summary>What the classes are called.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The class of a WordNet id, or null.</summary>
    public int? Find(string id) => _labels.TryGetValue(id, out var label) ? label : null;

    /// <summary>Whether a name is a WordNet id of a noun: n and eight digits.</summary>
    public static bool IsId(ReadOnlySpan<char> name) => name is ['n', .. { Length: 8 } digits] && !digits.ContainsAnyExceptInRange('0', '9');

    /// <summary>Of folders or archives alone: the classes are called by their ids.</summary>
    public static Synsets Of(IEnumerable<string> ids) => new(ids.Distinct(StringComparer.Ordinal).Select(i => (i, "")));

    /// <summary>Kaggle's <c>LOC_synset_mapping.txt</c>: an id and its words on each line. Throws <see cref="CorruptFileException"/>, naming the line.</summary>
    public static Synsets Mapped(FileList files, ListedFile mapping)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, text) in ListedText.Lines(files, mapping))
        {
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 || !IsId(text.AsSpan(0, space)) || !all.TryAdd(text[..space], text[(space + 1)..].Trim()))
                throw new CorruptFileException(files.Shown(mapping), $"line {number}: '{ListedText.Short(text)}' is not a new WordNet id with its words");
        }
        return all.Count > 0 ? new(all.Select(s => (s.Key, s.Value))) : throw new CorruptFileException(files.Shown(mapping), "it names no class");
    }

    /// <summary>
    /// The development kit's <c>meta.mat</c>: those of its synsets that have no children are the classes. Gives also the WordNet
    /// id of each of the kit's own numbers, by which the ground truth counts. Throws <see cref="CorruptFileException"/>.
    /// </summary>
    public static (Synsets Synsets, IReadOnlyDictionary<int, string> Ids) Meta(DataFile meta)
    {
        if (MatFile.Read(meta, "synsets")["synsets"] is not MatStructs synsets)
            throw new CorruptFileException(meta.Name, "synsets is no array of structures");
        var (ids, words) = (new Dictionary<int, string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (i, synset) in synsets.Values.Index())
        {
            CorruptFileException Fault(string field) => new(meta.Name, $"synsets({i + 1}) has no sound {field}");
            double Number(string field) => synset.GetValueOrDefault(field) is MatNumbers { Values: [var number] } && number == Math.Floor(number) && Math.Abs(number) < int.MaxValue ? number : throw Fault(field);
            string Text(string field) => synset.GetValueOrDefault(field) is MatText { Rows: [var row] } ? row : throw Fault(field);
            if (Number("num_children") != 0)
                continue;
            var id = Text("WNID");
            if (!IsId(id) || !words.TryAdd(id, Text("words")))
                throw Fault("WNID");
            if (!ids.TryAdd((int)Number("ILSVRC2012_ID"), id))
                throw Fault("ILSVRC2012_ID");
        }
        return words.Count > 0 ? (new(words.Select(w => (w.Key, w.Value))), ids) : throw new CorruptFileException(meta.Name, "synsets has no class");
    }
}
