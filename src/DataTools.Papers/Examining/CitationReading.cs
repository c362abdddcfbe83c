using DataTools.Catalog;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataTools.Papers.Examining;

/// <summary>Reads CITATION.cff. Source: the Citation File Format 1.2.0, https://citation-file-format.github.io</summary>
internal static class CitationReading
{
    /// <summary>Titles and authors of the software, and of what it wants cited. Throws <see cref="InvalidInputException"/> for what is no such file.</summary>
    public static CitationFile Read(string url, string text)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        // What the reader throws besides its own: at keys that come twice.
        catch (Exception e) when (e is YamlException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidInputException($"{url} cannot be read: {e.Message}", "It is passed over.", e);
        }
        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }, ..])
            throw new InvalidInputException($"{url} is no citation file", "It is passed over.");
        List<YamlMappingNode> works = [root, .. Maps(root, "preferred-citation"), .. Maps(root, "references")];
        return new(
            url,
            [.. works.Select(w => Text(w, "title")).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)],
            [.. works.SelectMany(w => Maps(w, "authors")).Select(Name).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    // A person has names, an entity one name.
    private static string? Name(YamlMappingNode author)
    {
        var parts = new[] { "given-names", "name-particle", "family-names", "name-suffix" }.Select(k => Text(author, k)).OfType<string>();
        return string.Join(' ', parts) is { Length: > 0 } person ? person : Text(author, "name") ?? Text(author, "alias");
    }

    private static IEnumerable<YamlMappingNode> Maps(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value)
        ? value switch
        {
            YamlMappingNode map => [map],
            YamlSequenceNode list => list.Children.OfType<YamlMappingNode>(),
            _ => [],
        }
        : [];

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlScalarNode { Value: { } text } && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
