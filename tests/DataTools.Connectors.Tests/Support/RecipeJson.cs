using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Support;

/// <summary>Real recipes, changed to fit files of a test.</summary>
internal static class RecipeJson
{
    /// <summary>The recipe as it is committed.</summary>
    public static JsonObject Read(string name) =>
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "catalogs", "official", $"{name}.json")))!.AsObject();

    /// <summary>
    /// Puts the recipe into the workspace: with these counts, and each file's size and checksums those of the bytes given
    /// by role, of the kinds that the recipe has.
    /// </summary>
    public static void Adapt(
        this Pulls pulls, string name, IReadOnlyDictionary<string, int> splits, IReadOnlyDictionary<string, byte[]> files, Action<JsonObject>? change = null)
    {
        var recipe = Read(name);
        recipe["splits"] = new JsonObject(splits.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));
        foreach (var file in recipe["files"]!.AsArray().Select(f => f!.AsObject()))
        {
            var bytes = files[file["role"]!.GetValue<string>()];
            if (file.ContainsKey("bytes"))
                file["bytes"] = bytes.Length;
            if (file.ContainsKey("md5"))
                file["md5"] = Convert.ToHexStringLower(MD5.HashData(bytes));
            if (file.ContainsKey("sha256"))
                file["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes));
        }
        change?.Invoke(recipe);
        pulls.Folder.Write($"catalogs/official/{name}.json", Encoding.UTF8.GetBytes(recipe.ToJsonString()));
    }
}
