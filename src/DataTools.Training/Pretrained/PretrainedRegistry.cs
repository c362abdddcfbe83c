using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Text;
using DataTools.Catalog.Workspaces;

namespace DataTools.Training.Pretrained;

/// <summary>
/// The published weights that are known by name: those of this program, and those in <c>catalogs/models/</c> of the
/// workspace, which add to them or take their place.
/// </summary>
public static class PretrainedRegistry
{
    private const string Suffix = ".json", ResourcePrefix = "pretrained/";

    private static readonly JsonSerializerOptions Strict = new(CatalogJson.Options)
    {
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    /// <summary>The names of all.</summary>
    public static IReadOnlyList<string> Names(Workspace workspace)
    {
        var folder = Folder(workspace);
        var own = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"*{Suffix}").Select(f => Path.GetFileNameWithoutExtension(f)) : [];
        return [.. own.Where(n => n.Length > 0 && n[0] != '.').Union(Embedded()).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The weights of that name. Throws <see cref="NotFoundException"/> with a suggestion, or
    /// <see cref="InvalidInputException"/> that names the file and lists all its faults.
    /// </summary>
    public static PretrainedEntry Read(string name, Workspace workspace)
    {
        var names = Names(workspace);
        if (!names.Contains(name))
            throw new NotFoundException($"there are no pretrained weights '{name}'", DidYouMean.Hint(name, names, "There are"));
        var path = Path.Combine(Folder(workspace), name + Suffix);
        return File.Exists(path) ? Parse(File.ReadAllBytes(path), name, path) : ReadBuiltIn(name);
    }

    /// <summary>The names of this program's own weights of a network.</summary>
    public static IReadOnlyList<string> BuiltIn(string model) => [.. Embedded().Where(n => ReadBuiltIn(n).Model == model).Order(StringComparer.Ordinal)];

    private static PretrainedEntry ReadBuiltIn(string name)
    {
        using var resource = typeof(PretrainedRegistry).Assembly.GetManifestResourceStream(ResourcePrefix + name + Suffix)!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return Parse(bytes.ToArray(), name, $"the built-in registry entry {name}");
    }

    /// <summary>The weights that a network has where none are named. Throws <see cref="NotFoundException"/>, saying which networks have some.</summary>
    public static PretrainedEntry Default(string model, Workspace workspace)
    {
        var all = Names(workspace).Select(n => Read(n, workspace)).ToList();
        var own = all.Where(e => e.Model == model).ToList();
        return own.Find(e => e.Default) ?? (own is [var only] ? only : throw new NotFoundException(
            own.Count == 0 ? $"no pretrained weights are known of {model}" : $"{model} has several pretrained weights, and none is its default: {string.Join(", ", own.Select(e => e.Name))}",
            own.Count == 0 ? $"There are some of {string.Join(", ", all.Select(e => e.Model).Distinct().Order(StringComparer.Ordinal))}. A file of your own: --weights FILE." : "Name one after --pretrained."));
    }

    /// <summary>Reads and checks; <paramref name="path"/> is for messages.</summary>
    internal static PretrainedEntry Parse(ReadOnlySpan<byte> json, string name, string path)
    {
        const string hint = "Correct the file; catalogs/models/resnet18.tv_in1k.json of DataTools is an example.";
        try
        {
            var entry = JsonSerializer.Deserialize<PretrainedEntry>(json, Strict) ?? throw new JsonException("it is empty");
            var faults = PretrainedChecks.Faults(entry, name).ToList();
            return faults.Count == 0 ? entry : throw new InvalidInputException($"{path} is no sound registry entry:\n{string.Join('\n', faults.Select(f => $"- {f}"))}", hint);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path} is no sound registry entry: {e.Message}", hint, e);
        }
    }

    private static string Folder(Workspace workspace) => Path.Combine(workspace.Catalogs, EntryStore.ModelsFolder);

    private static IEnumerable<string> Embedded() => typeof(PretrainedRegistry).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal))
        .Select(n => n[ResourcePrefix.Length..^Suffix.Length]);
}
