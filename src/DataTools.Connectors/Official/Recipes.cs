using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors.Official;

/// <summary>
/// The recipes: those of this program, and those in <c>catalogs/official/</c> of the workspace, which add to them or
/// take their place. Only the one that is asked for is read.
/// </summary>
internal static class Recipes
{
    private static readonly BuiltInJson Files = new(typeof(Recipes).Assembly, "recipes/", EntryStore.RecipesFolder, "recipe", "fashion-mnist");

    /// <summary>The names of all recipes.</summary>
    public static IReadOnlyList<string> Names(Workspace workspace) => Files.Names(workspace);

    /// <summary>
    /// The recipe of that name. Throws <see cref="NotFoundException"/> with a suggestion, or
    /// <see cref="InvalidInputException"/> that names the file and lists all its faults.
    /// </summary>
    public static Recipe Read(string name, Workspace workspace)
    {
        var names = Names(workspace);
        return names.Contains(name) ? Files.Read<Recipe>(name, workspace, RecipeChecks.Faults) : throw References.Unknown("official", name, names);
    }

    /// <summary>Reads and checks; <paramref name="path"/> is for messages.</summary>
    internal static Recipe Parse(ReadOnlySpan<byte> json, string name, string path) => Files.Parse<Recipe>(json, name, path, RecipeChecks.Faults);
}
