using System.Text.Json;

namespace DataTools.Connectors.Checks;

/// <summary>Whether a service's credentials are there; never what they are.</summary>
/// <param name="Service">The service, as people call it.</param>
/// <param name="Where">The variable or file they were found in; null where there are none.</param>
/// <param name="Advice">Where they are looked for.</param>
public sealed record CredentialFinding(string Service, string? Where, string Advice);

/// <summary>Looks where each service's own client looks, in its order.</summary>
public static class CredentialCheck
{
    /// <summary>One finding a service. Nobody is asked whether the credentials are valid.</summary>
    public static IReadOnlyList<CredentialFinding> Look(Func<string, string?> environment)
    {
        var home = environment("HOME") ?? environment("USERPROFILE") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return
        [
            new("Hugging Face", HuggingFace(environment, home), "HF_TOKEN, or the file that `hf auth login` writes; only gated and private data sets need it"),
            new("Kaggle", Kaggle(environment, home), "KAGGLE_API_TOKEN, KAGGLE_USERNAME with KAGGLE_KEY, or ~/.kaggle/kaggle.json; most downloads need it"),
            new("GitHub", Variable(environment, "GH_TOKEN", "GITHUB_TOKEN"), "GH_TOKEN or GITHUB_TOKEN; without it 60 requests an hour"),
        ];
    }

    private static string? HuggingFace(Func<string, string?> environment, string home)
    {
        var caches = Set(environment("XDG_CACHE_HOME")) ?? Path.Combine(home, ".cache");
        var own = Set(environment("HF_HOME")) ?? Path.Combine(caches, "huggingface");
        return Variable(environment, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN") ?? Held(Set(environment("HF_TOKEN_PATH")) ?? Path.Combine(own, "token"));
    }

    private static string? Kaggle(Func<string, string?> environment, string home)
    {
        if (Variable(environment, "KAGGLE_API_TOKEN") is { } token)
            return token;
        var own = Path.Combine(home, ".kaggle");
        if ((Held(Path.Combine(own, "access_token")) ?? Held(Path.Combine(own, "access_token.txt"))) is { } file)
            return file;
        if (Set(environment("KAGGLE_USERNAME")) is not null && Set(environment("KAGGLE_KEY")) is not null)
            return "the environment variables KAGGLE_USERNAME and KAGGLE_KEY";
        string?[] folders = [Set(environment("KAGGLE_CONFIG_DIR")), own, Path.Combine(home, ".config", "kaggle")];
        return folders.OfType<string>().Select(f => Path.Combine(f, "kaggle.json")).FirstOrDefault(HasPair)
            ?? Held(Path.Combine(own, "credentials.json"));
    }

    private static string? Variable(Func<string, string?> environment, params string[] names) =>
        names.Where(n => Set(environment(n)) is not null).Select(n => $"the environment variable {n}").FirstOrDefault();

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static string? Held(string path) => Set(Read(path)) is null ? null : path;

    private static bool HasPair(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(Read(path) ?? "");
            return json.RootElement.ValueKind == JsonValueKind.Object &&
                new[] { "username", "key" }.All(k => json.RootElement.TryGetProperty(k, out var v) && v.ValueKind == JsonValueKind.String && v.GetString() is { Length: > 0 });
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
