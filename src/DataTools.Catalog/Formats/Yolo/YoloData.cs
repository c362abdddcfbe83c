using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace DataTools.Catalog.Formats.Yolo;

/// <summary>What a <c>data.yaml</c> of Ultralytics, or the files of Darknet, say about a data set.</summary>
/// <param name="Source">The file, whose folder paths are relative to.</param>
/// <param name="Names">The classes.</param>
internal sealed record YoloData(ListedFile Source, IReadOnlyList<string> Names)
{
    private const long Largest = 1 << 20;
    private const int DeepestNesting = 16;

    private static readonly string[] SplitKeys = ["train", "val", "valid", "test"];

    /// <summary>Where the images of each split are: folders, or text files that list images. Empty where it is not said.</summary>
    public IReadOnlyList<(string Key, string Path)> Paths { get; init; } = [];

    /// <summary>How many keypoints an object has, with 2 or 3 numbers each; 0 where it is none of poses.</summary>
    public (int Count, int Numbers) Keypoints { get; init; }

    /// <summary>Reads a list of names, one a line.</summary>
    public static YoloData ReadNames(FileList files, ListedFile file) =>
        new(file, Distinct(files, file, [.. ListedText.Lines(files, file, Largest).Select(l => l.Text)]));

    /// <summary>Whether a YAML file has a member <c>names</c>, by its text alone.</summary>
    public static bool Looks(FileList files, ListedFile file) =>
        file.Bytes is > 0 and <= Largest && System.Text.Encoding.UTF8.GetString(file.ReadAll(files.Shown(file))).Split('\n').Any(l => l.StartsWith("names", StringComparison.Ordinal));

    /// <summary>Reads a YAML file. Throws <see cref="CorruptFileException"/>, naming the line, where it is none of this kind.</summary>
    public static YoloData ReadYaml(FileList files, ListedFile file)
    {
        var root = Root(files, file);
        var names = NamesIn(files, file, root);
        if (Find(root, "nc") is { } count && count != $"{names.Count}")
            throw new CorruptFileException(files.Shown(file), $"nc is {ListedText.Short(count)}, but there are {names.Count} names");
        var below = Find(root, "path") is { } path ? $"{path}/" : "";
        return new(file, Distinct(files, file, names))
        {
            Paths = [.. SplitKeys.SelectMany(k => Values(files, file, root, k).Where(p => p.Length > 0).Select(p => (k, p.StartsWith('/') ? p : below + p)))],
            Keypoints = Values(files, file, root, "kpt_shape") switch
            {
                [] => default,
                [var points, var numbers] when numbers is "2" or "3" && int.TryParse(points, out var n) && n is > 0 and <= 1000 => (n, numbers[0] - '0'),
                var other => throw new CorruptFileException(files.Shown(file), $"kpt_shape is [{ListedText.Short(string.Join(", ", other))}], not a count of points and 2 or 3"),
            },
        };
    }

    private static YamlMappingNode Root(FileList files, ListedFile file)
    {
        var text = string.Join('\n', Texts(files, file));
        var yaml = new YamlStream();
        try
        {
            CheckShape(text);
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new CorruptFileException(files.Shown(file), $"line {e.Start.Line}: it is no YAML that can be read ({e.Message.ReplaceLineEndings(" ")})", inner: e);
        }
        catch (Exception e) when (e is not DataToolsException)
        {
            // Some malformed text makes the library stumble over itself, and nothing but the text can be wrong.
            throw new CorruptFileException(files.Shown(file), "it is no YAML that can be read: a bracket, quote or colon is wrong", inner: e);
        }
        return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..] ? root : throw new CorruptFileException(files.Shown(file), "it has no member 'names'");
    }

    // With the blank at their start, which YAML needs.
    private static string[] Texts(FileList files, ListedFile file)
    {
        using var reader = new StreamReader(new MemoryStream(ListedText.Bytes(files, file, Largest)));
        return reader.ReadToEnd().Split('\n');
    }

    // Deep nesting and aliases, which a few lines can multiply into billions of nodes, have no place in such a file.
    private static void CheckShape(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            depth += current.NestingIncrease;
            if (depth > DeepestNesting || current is AnchorAlias)
                throw new YamlException(current.Start, current.End, current is AnchorAlias ? "an alias has no place here" : "nested too deeply");
        }
    }

    private static List<string> NamesIn(FileList files, ListedFile file, YamlMappingNode root)
    {
        if (!root.Children.TryGetValue("names", out var node))
            throw new CorruptFileException(files.Shown(file), "it has no member 'names'");
        if (node is not YamlMappingNode map)
            return Values(files, file, root, "names");
        var numbered = new SortedDictionary<int, string>();
        foreach (var (key, value) in map.Children)
        {
            if (key is not YamlScalarNode { Value: { } number } || !int.TryParse(number, out var index) || value is not YamlScalarNode { Value: { } name } || !numbered.TryAdd(index, name))
                throw new CorruptFileException(files.Shown(file), $"line {key.Start.Line}: names are not numbered so");
        }
        var missing = Enumerable.Range(0, numbered.Count).FirstOrDefault(i => !numbered.ContainsKey(i), -1);
        return missing < 0 ? [.. numbered.Values] : throw new CorruptFileException(files.Shown(file), $"names has no class {missing}");
    }

    private static IReadOnlyList<string> Distinct(FileList files, ListedFile file, List<string> names)
    {
        if (names.Count == 0)
            throw new CorruptFileException(files.Shown(file), "it names no class");
        return names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new CorruptFileException(files.Shown(file), $"the class '{ListedText.Short(twice.Key)}' appears twice")
            : names;
    }

    private static string? Find(YamlMappingNode root, string key) => root.Children.TryGetValue(key, out var node) && node is YamlScalarNode { Value: { Length: > 0 } value } ? value : null;

    // A text alone or a list of them; empty where there is none.
    private static List<string> Values(FileList files, ListedFile file, YamlMappingNode root, string key)
    {
        if (!root.Children.TryGetValue(key, out var node))
            return [];
        return node switch
        {
            YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" } => [],
            YamlScalarNode scalar => [scalar.Value ?? ""],
            YamlSequenceNode list when list.Children.All(c => c is YamlScalarNode) => [.. list.Children.Select(c => ((YamlScalarNode)c).Value ?? "")],
            _ => throw new CorruptFileException(files.Shown(file), $"line {node.Start.Line}: {key} is no list of texts"),
        };
    }
}
