using System.Text.RegularExpressions;
using DataTools.Catalog;
using DataTools.Catalog.Text;

namespace DataTools.Training.Checkpoints;

/// <summary>The names of another program for the layers of a network that torchvision has too.</summary>
/// <param name="Name">What a registry entry calls it.</param>
/// <param name="Telltale">A tensor that only files with these names have: they are recognised by it.</param>
/// <param name="Rules">The first that matches the beginning of a name gives torchvision's.</param>
public sealed record KeyMap(string Name, string Telltale, IReadOnlyList<(string Pattern, string Replacement)> Rules)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>All that are known. timm's names of the ResNets are torchvision's own.</summary>
    public static IReadOnlyList<KeyMap> All { get; } =
    [
        new("mobilenet_v2-blocks", "features.1.dw.weight",
        [
            (@"^features\.(0|18)\.", "features.$1.0."),
            // The first block widens nothing, and so has one convolution less.
            (@"^features\.1\.dw\.", "features.1.conv.0.0."),
            (@"^features\.1\.project\.", "features.1.conv.1."),
            (@"^features\.(\d+)\.expand\.", "features.$1.conv.0.0."),
            (@"^features\.(\d+)\.dw\.", "features.$1.conv.1.0."),
            (@"^features\.(\d+)\.project\.", "features.$1.conv.2."),
            (@"^classifier\.(?=weight|bias)", "classifier.1."),
        ]),
    ];

    /// <summary>The map of that name. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public static KeyMap Find(string name) => All.FirstOrDefault(m => m.Name == name)
        ?? throw new NotFoundException($"there is no map of names '{name}'", DidYouMean.Hint(name, [.. All.Select(m => m.Name)], "There are"));

    /// <summary>The map that names are of; null where they are torchvision's, or unknown.</summary>
    public static KeyMap? Of(IEnumerable<string> names) => names.ToHashSet(StringComparer.Ordinal) is var all ? All.FirstOrDefault(m => all.Contains(m.Telltale)) : null;

    /// <summary>torchvision's name.</summary>
    public string Apply(string name) => Rules
        .Where(r => Regex.IsMatch(name, r.Pattern, RegexOptions.None, Timeout))
        .Select(r => Regex.Replace(name, r.Pattern, r.Replacement, RegexOptions.None, Timeout))
        .FirstOrDefault() ?? name;
}
