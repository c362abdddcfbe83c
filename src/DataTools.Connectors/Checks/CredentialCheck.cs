using DataTools.Catalog;
using DataTools.Connectors.Kaggle;

namespace DataTools.Connectors.Checks;

/// <summary>Whether a service's credentials are there; never what they are.</summary>
/// <param name="Service">The service, as people call it.</param>
/// <param name="Where">The variable or file they were found in; null where there are none.</param>
/// <param name="Advice">Where they are looked for.</param>
public sealed record CredentialFinding(string Service, string? Where, string Advice)
{
    /// <summary>What is wrong with what was found: it cannot be used, others can read it; null: nothing.</summary>
    public string? Problem { get; init; }
}

/// <summary>Looks where each service's own client looks, in its order.</summary>
public static class CredentialCheck
{
    /// <summary>One finding a service. Nobody is asked whether the credentials are valid.</summary>
    public static IReadOnlyList<CredentialFinding> Look(Func<string, string?> environment, TimeProvider time)
    {
        var home = environment("HOME") ?? environment("USERPROFILE") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return
        [
            new("Hugging Face", HuggingFace(environment, home), "HF_TOKEN, or the file that `hf auth login` writes; only gated and private data sets need it"),
            Kaggle(environment, time, "KAGGLE_API_TOKEN, KAGGLE_USERNAME with KAGGLE_KEY, or ~/.kaggle/kaggle.json; most downloads need it"),
            new("GitHub", Variable(environment, "GH_TOKEN", "GITHUB_TOKEN"), "GH_TOKEN or GITHUB_TOKEN; without it 60 requests an hour"),
        ];
    }

    private static string? HuggingFace(Func<string, string?> environment, string home)
    {
        var caches = Set(environment("XDG_CACHE_HOME")) ?? Path.Combine(home, ".cache");
        var own = Set(environment("HF_HOME")) ?? Path.Combine(caches, "huggingface");
        return Variable(environment, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN") ?? Held(Set(environment("HF_TOKEN_PATH")) ?? Path.Combine(own, "token"));
    }

    private static CredentialFinding Kaggle(Func<string, string?> environment, TimeProvider time, string advice)
    {
        try
        {
            var found = KaggleCredentials.Find(environment, time);
            return new("Kaggle", found.Origin, advice) { Problem = found.Warning };
        }
        catch (InvalidInputException e)
        {
            return new("Kaggle", null, advice) { Problem = e.Message };
        }
    }

    private static string? Variable(Func<string, string?> environment, params string[] names) =>
        names.Where(n => Set(environment(n)) is not null).Select(n => $"the environment variable {n}").FirstOrDefault();

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static string? Held(string path) => Set(Read(path)) is null ? null : path;

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
