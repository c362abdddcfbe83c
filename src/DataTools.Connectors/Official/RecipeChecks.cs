using DataTools.Catalog;
using DataTools.Catalog.Text;
using DataTools.Connectors.Official.Layouts;

namespace DataTools.Connectors.Official;

/// <summary>Everything that can be wrong with a recipe, told at once.</summary>
internal static class RecipeChecks
{
    private const int FormatVersion = 1;

    /// <summary>The faults, each one sentence; <paramref name="name"/> is the file's name without .json.</summary>
    public static IEnumerable<string> Faults(Recipe recipe, string name)
    {
        if (recipe.FormatVersion != FormatVersion)
            yield return $"formatVersion is {recipe.FormatVersion}, this version reads {FormatVersion}";
        if (recipe.Name != name)
            yield return $"name is '{recipe.Name}', the file is called '{name}'";
        foreach (var (key, value) in new[] { ("title", recipe.Title), ("homepage", recipe.Homepage), ("license", recipe.License), ("citation", recipe.Citation) })
        {
            if (string.IsNullOrWhiteSpace(value))
                yield return $"{key} is missing";
        }
        foreach (var key in recipe.Unknown?.Keys ?? [])
            yield return $"'{key}' is no key of a recipe";
        if (recipe.Registration is not null && string.IsNullOrWhiteSpace(recipe.Registration))
            yield return "registration must say where to register";
        if (recipe.Splits.Count == 0)
            yield return "splits is missing";
        foreach (var (split, count) in recipe.Splits)
        {
            if (SplitNames.Canonical(split) is { } usual && usual != split)
                yield return $"the split '{split}' should be called {usual}";
            else if (!SplitNames.IsName(split))
                yield return $"'{split}' cannot be the name of a split";
            if (count <= 0)
                yield return $"the split '{split}' must have samples, not {count}";
        }
        if (recipe.Files.Count == 0)
            yield return "files is missing";
        foreach (var twice in recipe.Files.GroupBy(f => f.Role).Where(g => g.Count() > 1))
            yield return $"the role '{twice.Key}' appears twice";
        foreach (var fault in recipe.Files.SelectMany(f => FileFaults(f, recipe.Registration is not null)))
            yield return fault;

        var layout = LayoutCatalog.All.FirstOrDefault(l => l.Name == recipe.Layout);
        var more = layout is not null
            ? LayoutFaults(recipe, layout)
            : [$"there is no layout '{recipe.Layout}'. {DidYouMean.Hint(recipe.Layout, [.. LayoutCatalog.All.Select(l => l.Name)], "Layouts are")}"];
        foreach (var fault in ClassFaults(recipe, layout is { BringsClasses: true }).Concat(more))
            yield return fault;
    }

    private static IEnumerable<string> ClassFaults(Recipe recipe, bool brought)
    {
        if (brought)
        {
            if (recipe.Classes.Count > 0)
                yield return $"the layout {recipe.Layout} brings its own classes: the recipe must not have any";
        }
        else if (recipe.Classes.Count < 2 || recipe.Classes.Any(string.IsNullOrWhiteSpace))
        {
            yield return "classes must be two names at least, none empty";
        }
        foreach (var twice in recipe.Classes.GroupBy(c => c).Where(g => g.Count() > 1))
            yield return $"the class '{twice.Key}' appears twice";
        if (recipe.ClassFolders is not { } folders)
            yield break;
        if (folders.Count != recipe.Classes.Count)
            yield return $"there are {recipe.Classes.Count} classes, but {folders.Count} classFolders";
        foreach (var twice in folders.GroupBy(c => c).Where(g => g.Count() > 1))
            yield return $"the class folder '{twice.Key}' appears twice";
    }

    private static IEnumerable<string> LayoutFaults(Recipe recipe, Layout layout)
    {
        var unknown = layout.Splits is { } splits ? [.. recipe.Splits.Keys.Except(splits)] : new List<string>();
        foreach (var split in unknown)
            yield return $"the layout {layout.Name} has no split '{split}'";
        var needed = layout.Roles(recipe.Splits.Keys.Except(unknown)).ToList();
        foreach (var role in needed.Except(recipe.Files.Select(f => f.Role)))
            yield return $"the layout {layout.Name} needs a file '{role}'";
        foreach (var role in recipe.Files.Select(f => f.Role).Except(needed))
            yield return $"the layout {layout.Name} has no use for the file '{role}'";
    }

    private static IEnumerable<string> FileFaults(RecipeFile file, bool brought)
    {
        var what = $"the file '{file.Role}'";
        if (string.IsNullOrWhiteSpace(file.Role))
            yield return "a file has no role";
        if (brought && file.Urls.Count > 0)
            yield return $"{what} has urls, though the user must bring it (registration)";
        if (!brought && file.Urls.Count == 0)
            yield return $"{what} has no urls";
        if (brought && file.Name is null)
            yield return $"{what} has no name";
        if (file.Name is { } name && (name.Length == 0 || name is "." or ".." || name.AsSpan().IndexOfAny("/\\:") >= 0))
            yield return $"{what}: '{name}' is no name of a file";
        foreach (var url in file.Urls)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                yield return $"{what}: '{url}' is no http:// or https:// address";
        }
        if (file.Urls.Distinct().Count() < file.Urls.Count)
            yield return $"{what} has the same address twice";
        if (file.Bytes is <= 0)
            yield return $"{what}: bytes must be more than {file.Bytes}";
        foreach (var (key, value, digits) in new[] { ("md5", file.Md5, 32), ("sha256", file.Sha256, 64), ("contentSha256", file.ContentSha256, 64) })
        {
            if (value is not null && (value.Length != digits || !value.All(char.IsAsciiHexDigitLower)))
                yield return $"{what}: {key} must be {digits} lower-case hexadecimal digits";
        }
        if (file is { Md5: null, Sha256: null, ContentSha256: null })
            yield return $"{what} has no checksum (md5, sha256 or contentSha256)";
        foreach (var key in file.Unknown?.Keys ?? [])
            yield return $"{what}: '{key}' is no key of a file";
    }
}
