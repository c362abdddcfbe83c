using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataTools.Catalog;
using DataTools.Connectors.Official.Layouts;

namespace DataTools.Connectors.Official;

/// <summary>How a well-known data set is had from its official site: <c>catalogs/official/NAME.json</c>.</summary>
internal sealed record Recipe
{
    /// <summary>The version of this file's shape.</summary>
    public int FormatVersion { get; init; }

    /// <summary>The name in references; the file is called so too.</summary>
    public string Name { get; init; } = "";

    /// <summary>A title for people.</summary>
    public string Title { get; init; } = "";

    /// <summary>Where to read about it.</summary>
    public string Homepage { get; init; } = "";

    /// <summary>The licence as its makers state it.</summary>
    public string License { get; init; } = "";

    /// <summary>How to cite it.</summary>
    public string Citation { get; init; } = "";

    /// <summary>
    /// Where to register and what to agree to, where no program may fetch the files: the user brings them along
    /// (<c>--from FOLDER</c>). Null where they can be had by address.
    /// </summary>
    public string? Registration { get; init; }

    /// <summary>How the files are read: a name of <see cref="Layouts.LayoutCatalog"/>.</summary>
    public string Layout { get; init; } = "";

    /// <summary>Class names; a label is an index into them. Empty where the layout brings its own.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What the folders of the classes are called, in the same order, where that differs.</summary>
    public IReadOnlyList<string>? ClassFolders { get; init; }

    /// <summary>How many samples each split must have.</summary>
    public IReadOnlyDictionary<string, int> Splits { get; init; } = new Dictionary<string, int>();

    /// <summary>The files.</summary>
    public IReadOnlyList<RecipeFile> Files { get; init; } = [];

    /// <summary>Keys that mean nothing; the recipe is refused where there are any.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    /// <summary>
    /// A hash of all that determines the entry's content: layout, classes, counts, checksums. Another mirror or a
    /// better citation leaves it as it is.
    /// </summary>
    [JsonIgnore]
    public string Revision
    {
        get
        {
            // Keys that came later are left out where a recipe has none, so that its revision stays what it was.
            var essence = JsonSerializer.Serialize(
                new
                {
                    Layout,
                    Classes,
                    Splits = Splits.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} {s.Value}"),
                    Files = Files.Select(f => new { f.Role, f.Md5, f.Sha256, f.ContentSha256 }),
                    ClassFolders,
                },
                Essence);
            return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(essence)))}";
        }
    }

    /// <summary>The splits in the order in which they are stored.</summary>
    public IEnumerable<KeyValuePair<string, int>> InOrder() =>
        SplitNames.InOrder(Splits, s => s.Key);

    /// <summary>The recipe for some of its splits, with the files that they need; another revision, unless it is all of them.</summary>
    public Recipe Only(IReadOnlyCollection<string> splits)
    {
        var roles = LayoutCatalog.Find(Layout).Roles(splits).ToHashSet();
        return this with
        {
            Splits = Splits.Where(s => splits.Contains(s.Key)).ToDictionary(),
            Files = [.. Files.Where(f => roles.Contains(f.Role))],
        };
    }

    private static readonly JsonSerializerOptions Essence = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}

/// <summary>One file of a recipe.</summary>
internal sealed record RecipeFile
{
    /// <summary>What it is to the layout, such as <c>train images</c>.</summary>
    public string Role { get; init; } = "";

    /// <summary>What it is called, where that is not the last part of its address.</summary>
    public string? Name { get; init; }

    /// <summary>Where it is; tried in this order. Empty where the user brings it along.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Its size.</summary>
    public long? Bytes { get; init; }

    /// <summary>As published, lower-case hex.</summary>
    public string? Md5 { get; init; }

    /// <summary>As published, lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>SHA-256 of the uncompressed content: with it, a file that was compressed anew is right too.</summary>
    public string? ContentSha256 { get; init; }

    /// <inheritdoc cref="Recipe.Unknown"/>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    /// <summary>What it is called on a disk.</summary>
    [JsonIgnore]
    public string FileName => Name ?? new Uri(Urls[0]).Segments[^1].TrimEnd('/');
}
