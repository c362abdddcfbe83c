using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

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

    /// <summary>How the files are read: a name of <see cref="Layouts.LayoutCatalog"/>.</summary>
    public string Layout { get; init; } = "";

    /// <summary>Class names; a label is an index into them.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

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
            var essence = JsonSerializer.Serialize(new
            {
                Layout,
                Classes,
                Splits = Splits.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} {s.Value}"),
                Files = Files.Select(f => new { f.Role, f.Md5, f.Sha256, f.ContentSha256 }),
            });
            return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(essence)))}";
        }
    }
}

/// <summary>One file of a recipe.</summary>
internal sealed record RecipeFile
{
    /// <summary>What it is to the layout, such as <c>train images</c>.</summary>
    public string Role { get; init; } = "";

    /// <summary>Where it is; tried in this order.</summary>
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
}
