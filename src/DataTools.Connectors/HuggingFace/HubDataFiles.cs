using System.Text.RegularExpressions;
using DataTools.Catalog;

namespace DataTools.Connectors.HuggingFace;

/// <summary>One split's files, as the Hub would choose them.</summary>
/// <param name="Name">As card or files name it.</param>
/// <param name="Files">In the order of their paths.</param>
internal sealed record HubSplit(string Name, IReadOnlyList<HubFile> Files);

/// <summary>
/// Finds data files without a card's help, by the Hub's rules in the Hub's order: <c>data/SPLIT-00000-of-00002.*</c>;
/// else folders that are called after a split; else files that are; else all of them are train.
/// </summary>
internal static partial class HubDataFiles
{
    private const string Separators = "-._ 0123456789";

    private static readonly (string Split, string[] Keywords)[] Keywords =
    [
        (SplitNames.Train, ["train", "training"]),
        (SplitNames.Validation, ["validation", "valid", "val", "dev"]),
        (SplitNames.Test, ["test", "testing", "eval", "evaluation"]),
    ];

    private static readonly string[] NoData = ["README.md", "config.json", "dataset_info.json", "dataset_infos.json", "dummy_data.zip", "dataset_dict.json"];

    /// <summary>
    /// Whether a file can be data: none of the repository's own, nothing hidden. A path that leads out is no hidden one:
    /// it is refused when it is used.
    /// </summary>
    public static bool IsData(HubFile file) => !NoData.Contains(file.Name) && !file.Path.Split('/').Any(IsHidden);

    /// <summary>The splits of files below <paramref name="folder"/> (empty: all); <c>Fallback</c> where nothing tells splits apart.</summary>
    public static (IReadOnlyList<HubSplit> Splits, bool Fallback) Find(IReadOnlyList<HubFile> files, string folder)
    {
        var prefix = folder.Length == 0 ? "" : $"{folder}/";
        var data = files.Where(f => f.Path.StartsWith(prefix, StringComparison.Ordinal) && IsData(f)).ToList();
        var sharded = data.Select(f => (File: f, Match: Sharded().Match(f.Path[prefix.Length..]))).Where(f => f.Match.Success).ToList();
        if (sharded.Count > 0)
            return ([.. SplitNames.InOrder(sharded.GroupBy(f => f.Match.Groups["split"].Value).Select(g => Split(g.Key, g.Select(f => f.File))), s => s.Name)], false);
        if (ByWords(data, f => f.Path[prefix.Length..].Split('/').SkipLast(1)) is { Count: > 0 } folders)
            return (folders, false);
        if (ByWords(data, f => [f.Name]) is { Count: > 0 } names)
            return (names, false);
        return (data.Count == 0 ? [] : [Split(SplitNames.Train, data)], true);
    }

    /// <summary>The splits that a card's patterns name. Throws <see cref="InvalidInputException"/> for a pattern that means no file.</summary>
    public static IReadOnlyList<HubSplit> Find(string id, HubConfig config, IReadOnlyList<HubFile> files)
    {
        var splits = new List<HubSplit>();
        foreach (var split in config.Patterns!.GroupBy(p => p.Split))
        {
            var chosen = new List<HubFile>();
            foreach (var (_, pattern) in split)
            {
                if (pattern.Contains("://", StringComparison.Ordinal))
                    throw new InvalidInputException($"hf:{id}#{config.Name}: its card says that {split.Key} lies at {pattern}, outside of the data set", "Such files are not fetched. Pull that data set, or address, by itself.");
                var glob = Glob(id, config, pattern);
                var found = files.Where(f => !NoData.Contains(f.Name) && glob.Matches(f.Path)).ToList();
                if (found.Count == 0)
                    throw new InvalidInputException($"hf:{id}#{config.Name}: its card says that {split.Key} is '{pattern}', and there is no such file", $"Tell its author, at {HubFaults.Page(id)}/discussions. Another --config may be right.");
                chosen.AddRange(found);
            }
            splits.Add(Split(split.Key, chosen.DistinctBy(f => f.Path)));
        }
        return [.. SplitNames.InOrder(splits, s => s.Name)];
    }

    /// <summary>Whether <paramref name="text"/> holds a split's word, as the Hub bounds words.</summary>
    public static bool Names(string text, string split) => Keywords.Any(k => k.Split == split && k.Keywords.Any(w => Holds(text, w)));

    private static List<HubSplit> ByWords(List<HubFile> files, Func<HubFile, IEnumerable<string>> parts) =>
    [
        .. Keywords.Select(k => Split(k.Split, files.Where(f => parts(f).Any(p => k.Keywords.Any(w => Holds(p, w)))))).Where(s => s.Files.Count > 0),
    ];

    private static bool Holds(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || Separators.Contains(text[at - 1], StringComparison.Ordinal)) && (end == text.Length || Separators.Contains(text[end], StringComparison.Ordinal)))
                return true;
        }
        return false;
    }

    private static bool IsHidden(string part) => (part.StartsWith('.') && part is not ("." or "..")) || part.StartsWith("__", StringComparison.Ordinal);

    private static HubGlob Glob(string id, HubConfig config, string pattern)
    {
        try
        {
            return new(config.Folder, pattern);
        }
        catch (ArgumentException e)
        {
            throw new InvalidInputException($"hf:{id}#{config.Name}: its card has the pattern '{pattern}', which is none", $"Tell its author, at {HubFaults.Page(id)}/discussions.", e);
        }
    }

    private static HubSplit Split(string name, IEnumerable<HubFile> files) => new(name, [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)]);

    [GeneratedRegex(@"\Adata/(?<split>\w+(\.\w+)*)-[0-9]{5}-of-[0-9]{5}[^/]*\.[^/]*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sharded();
}
