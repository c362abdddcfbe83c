using System.Reflection;
using System.Text.Json;
using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Workspaces;

/// <summary>
/// JSON files that are known by name: those embedded in the program, and those in a folder of the workspace's
/// <c>catalogs/</c>, which add to them or take their place. Only the one that is asked for is read.
/// </summary>
/// <param name="assembly">Where they are embedded, as PREFIX NAME <c>.json</c>.</param>
/// <param name="prefix">Of the resources' names.</param>
/// <param name="folder">In <c>catalogs/</c>.</param>
/// <param name="what">What one is, for messages: <c>recipe</c>.</param>
/// <param name="example">The name of one that shows how it is done.</param>
public sealed class BuiltInJson(Assembly assembly, string prefix, string folder, string what, string example)
{
    private const string Suffix = ".json";

    private static readonly JsonSerializerOptions Strict = new(CatalogJson.Options)
    {
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    /// <summary>The names of those in the program.</summary>
    public IEnumerable<string> Embedded => assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
        .Select(n => n[prefix.Length..^Suffix.Length]);

    /// <summary>The names of all.</summary>
    public IReadOnlyList<string> Names(Workspace workspace)
    {
        var path = Path.Combine(workspace.Catalogs, folder);
        var own = Directory.Exists(path) ? Directory.EnumerateFiles(path, $"*{Suffix}").Select(f => Path.GetFileNameWithoutExtension(f)) : [];
        return [.. own.Where(n => n.Length > 0 && n[0] != '.').Union(Embedded).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The one of a name that there is, checked. Throws <see cref="InvalidInputException"/> that names the file and lists
    /// all its faults.
    /// </summary>
    public T Read<T>(string name, Workspace workspace, Func<T, string, IEnumerable<string>> faults)
    {
        var path = Path.Combine(workspace.Catalogs, folder, name + Suffix);
        return File.Exists(path) ? Parse(File.ReadAllBytes(path), name, path, faults) : ReadEmbedded(name, faults);
    }

    /// <summary>The program's own of that name.</summary>
    public T ReadEmbedded<T>(string name, Func<T, string, IEnumerable<string>> faults)
    {
        using var resource = assembly.GetManifestResourceStream(prefix + name + Suffix)!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return Parse(bytes.ToArray(), name, $"the built-in {what} {name}", faults);
    }

    /// <summary>Reads and checks; <paramref name="path"/> is for messages.</summary>
    public T Parse<T>(ReadOnlySpan<byte> json, string name, string path, Func<T, string, IEnumerable<string>> faults)
    {
        var hint = $"Correct the file; catalogs/{folder}/{example}{Suffix} of DataTools is an example.";
        try
        {
            var read = JsonSerializer.Deserialize<T>(json, Strict) ?? throw new JsonException("it is empty");
            var found = faults(read, name).ToList();
            return found.Count == 0 ? read : throw new InvalidInputException($"{path} is no sound {what}:\n{string.Join('\n', found.Select(f => $"- {f}"))}", hint);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path} is no sound {what}: {e.Message}", hint, e);
        }
    }
}
