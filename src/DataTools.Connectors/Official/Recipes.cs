using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors.Official;

/// <summary>
/// The recipes: those of this program, and those in <c>catalogs/official/</c> of the workspace, which add to them or
/// take their place. Only the one that is asked for is read.
/// </summary>
internal static class Recipes
{
    private const string Suffix = ".json", ResourcePrefix = "recipes/";

    private static readonly JsonSerializerOptions Strict = new(CatalogJson.Options)
    {
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    /// <summary>The names of all recipes.</summary>
    public static IReadOnlyList<string> Names(Workspace workspace)
    {
        var folder = Folder(workspace);
        var own = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"*{Suffix}").Select(f => Path.GetFileNameWithoutExtension(f)) : [];
        return [.. own.Where(n => n[0] != '.').Union(Embedded()).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The recipe of that name. Throws <see cref="NotFoundException"/> with a suggestion, or
    /// <see cref="InvalidInputException"/> that names the file and lists all its faults.
    /// </summary>
    public static Recipe Read(string name, Workspace workspace)
    {
        var names = Names(workspace);
        if (!names.Contains(name))
            throw References.Unknown("official", name, names);
        var path = Path.Combine(Folder(workspace), name + Suffix);
        if (File.Exists(path))
            return Parse(File.ReadAllBytes(path), name, path);
        using var resource = typeof(Recipes).Assembly.GetManifestResourceStream(ResourcePrefix + name + Suffix)!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return Parse(bytes.ToArray(), name, $"the built-in recipe {name}");
    }

    /// <summary>Reads and checks; <paramref name="path"/> is for messages.</summary>
    internal static Recipe Parse(ReadOnlySpan<byte> json, string name, string path)
    {
        const string hint = "Correct the file; catalogs/official/fashion-mnist.json of DataTools is an example.";
        try
        {
            var recipe = JsonSerializer.Deserialize<Recipe>(json, Strict) ?? throw new JsonException("it is empty");
            var faults = RecipeChecks.Faults(recipe, name).ToList();
            return faults.Count == 0
                ? recipe
                : throw new InvalidInputException($"{path} is no sound recipe:\n{string.Join('\n', faults.Select(f => $"- {f}"))}", hint);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path} is no sound recipe: {e.Message}", hint, e);
        }
    }

    private static string Folder(Workspace workspace) => Path.Combine(workspace.Catalogs, EntryStore.RecipesFolder);

    private static IEnumerable<string> Embedded() => typeof(Recipes).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal))
        .Select(n => n[ResourcePrefix.Length..^Suffix.Length]);
}
