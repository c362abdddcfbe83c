using System.Net.Http.Headers;
using DataTools.Catalog;

namespace DataTools.Connectors.HuggingFace;

/// <summary>The token of whoever asks, found where the Hub's own client looks. Prints where it is from, never itself.</summary>
public sealed class HubToken
{
    /// <summary>Where to get one and where to put it.</summary>
    public const string HowTo =
        "Make a token at https://huggingface.co/settings/tokens and put it into the environment variable HF_TOKEN, or log in with `hf auth login`.";

    private HubToken(string value, string origin) => (Header, Origin) = (new("Bearer", value), origin);

    /// <summary>What goes with requests to the Hub, and to no other host.</summary>
    public AuthenticationHeaderValue Header { get; }

    /// <summary>Where it was found.</summary>
    public string Origin { get; }

    /// <summary>
    /// <c>HF_TOKEN</c>, <c>HUGGING_FACE_HUB_TOKEN</c>, the file <c>HF_TOKEN_PATH</c> or <c>$HF_HOME/token</c> (HF_HOME is
    /// <c>$XDG_CACHE_HOME/huggingface</c> or <c>~/.cache/huggingface</c> where not set); null where there is none or
    /// <c>HF_HUB_DISABLE_IMPLICIT_TOKEN</c> is on. Throws <see cref="InvalidInputException"/> for what cannot be a token.
    /// </summary>
    public static HubToken? Find(Func<string, string?> environment)
    {
        if (environment("HF_HUB_DISABLE_IMPLICIT_TOKEN")?.Trim().ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE")
            return null;
        foreach (var variable in new[] { "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN" })
        {
            if (environment(variable)?.Trim() is { Length: > 0 } value)
                return Of(value, $"the environment variable {variable}");
        }
        var path = Set(environment("HF_TOKEN_PATH")) ?? Path.Combine(Home(environment), "token");
        return Read(path)?.Trim() is { Length: > 0 } written ? Of(written, path) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"the token of {Origin}";

    private static HubToken Of(string value, string origin) => value.All(c => c is > ' ' and < '\x7F') ? new(value, origin) : throw new InvalidInputException(
        $"{origin} holds no Hugging Face token: it has spaces, line breaks or other characters that no token has", HowTo);

    private static string Home(Func<string, string?> environment)
    {
        if (Set(environment("HF_HOME")) is { } own)
            return own;
        var home = Set(environment("HOME")) ?? Set(environment("USERPROFILE")) ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(Set(environment("XDG_CACHE_HOME")) ?? Path.Combine(home, ".cache"), "huggingface");
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

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
