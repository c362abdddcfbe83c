using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataTools.Catalog.Cards;

/// <summary>How our JSON files are written: camelCase, indented, readable class names.</summary>
public static class CatalogJson
{
    /// <summary>The options for every file of ours; unknown keys are ignored so that newer files stay readable.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Names such as "T-shirt/top" or accents stay as they are: these files are not embedded in HTML.
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
