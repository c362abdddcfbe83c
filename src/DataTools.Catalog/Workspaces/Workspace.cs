using System.Text.Json;
using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Workspaces;

/// <summary>
/// A folder with <c>catalogs/</c>, <c>cache/</c> and <c>runs/</c>: everything DataTools keeps.
/// </summary>
public sealed class Workspace
{
    /// <summary>The environment variable that names the workspace when none is found by walking up.</summary>
    public const string HomeVariable = "DATATOOLS_HOME";

    private const string SettingsFile = "datatools.json";

    private Workspace(string root)
    {
        Root = root;
        Settings = WorkspaceSettings.Read(Path.Combine(root, SettingsFile));
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>What <c>datatools.json</c> says.</summary>
    public WorkspaceSettings Settings { get; }

    /// <summary>Entries, one folder each; recipes in <c>official/</c>.</summary>
    public string Catalogs => Path.Combine(Root, "catalogs");

    /// <summary>Downloads; may be deleted at any time.</summary>
    public string Cache => Path.Combine(Root, "cache");

    /// <summary>Training runs, one folder each.</summary>
    public string Runs => Path.Combine(Root, "runs");

    /// <summary>
    /// Finds the workspace: <paramref name="chosen"/> (<c>--workspace</c>, made if missing); else the nearest folder at
    /// or above <paramref name="start"/> that holds <c>datatools.json</c> or both <c>catalogs/</c> and <c>cache/</c>;
    /// else <c>DATATOOLS_HOME</c>; else <c>~/.datatools</c>.
    /// </summary>
    public static Workspace Locate(string? chosen, string start, Func<string, string?> environment)
    {
        if (chosen is { Length: 0 })
            throw new InvalidInputException("the workspace's path is empty", "Name a folder with --workspace, or leave the option out.");
        if (chosen is not null)
            return new(Path.GetFullPath(chosen, start));
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (IsWorkspace(folder.FullName))
                return new(folder.FullName);
        }
        var home = environment(HomeVariable);
        return new(Path.GetFullPath(
            string.IsNullOrEmpty(home) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".datatools") : home,
            start));
    }

    private static bool IsWorkspace(string folder) =>
        File.Exists(Path.Combine(folder, SettingsFile)) ||
        (Directory.Exists(Path.Combine(folder, "catalogs")) && Directory.Exists(Path.Combine(folder, "cache")));
}

/// <summary>The optional file <c>datatools.json</c> of a workspace.</summary>
public sealed record WorkspaceSettings
{
    /// <summary>Addresses of services, by the names of their environment variables, such as <c>HF_ENDPOINT</c>.</summary>
    public IReadOnlyDictionary<string, string> Endpoints { get; init; } = new Dictionary<string, string>();

    /// <summary>URL prefix to the prefix that replaces it, <c>file://</c> included.</summary>
    public IReadOnlyDictionary<string, string> Mirrors { get; init; } = new Dictionary<string, string>();

    internal static WorkspaceSettings Read(string path)
    {
        if (!File.Exists(path))
            return new();
        try
        {
            var settings = JsonSerializer.Deserialize<WorkspaceSettings>(File.ReadAllBytes(path), StrictOptions);
            if (settings is null || settings.Mirrors.Concat(settings.Endpoints).Any(m => m.Value is null))
                throw new JsonException("null where a value should be");
            return settings;
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                $"{path}: {e.Message}",
                """It should look like {"mirrors": {"https://example.org/data/": "file:///srv/data/"}, "endpoints": {"HF_ENDPOINT": "https://hub.example.org"}}.""", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {e.Message}", "Change its permissions, or choose another folder with --workspace.", e);
        }
    }

    private static readonly JsonSerializerOptions StrictOptions = new(CatalogJson.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };
}
