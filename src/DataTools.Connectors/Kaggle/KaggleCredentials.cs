using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DataTools.Catalog;

namespace DataTools.Connectors.Kaggle;

/// <summary>
/// What identifies the user to Kaggle, looked for where Kaggle's own client looks, in its order: the access token of
/// <c>KAGGLE_API_TOKEN</c> (or of the file it names) and of <c>~/.kaggle/access_token</c>; the pair
/// <c>KAGGLE_USERNAME</c> and <c>KAGGLE_KEY</c>; <c>kaggle.json</c>; the login of <c>~/.kaggle/credentials.json</c>.
/// </summary>
internal sealed class KaggleCredentials
{
    private const string Endpoint = "DATATOOLS_KAGGLE_API";

    private KaggleCredentials(AuthenticationHeaderValue? header, string? origin, string? warning)
    {
        (Header, Origin, Warning) = (header, origin, warning);
    }

    /// <summary>Where to get credentials and where to put them: for hints.</summary>
    public const string HowTo =
        "Make a token at https://www.kaggle.com/settings (API) and put it into the environment variable KAGGLE_API_TOKEN, or save kaggle.json in ~/.kaggle.";

    /// <summary>What goes with requests to Kaggle; null: nobody is logged in.</summary>
    public AuthenticationHeaderValue? Header { get; }

    /// <summary>Where they were found: a variable or file, for messages.</summary>
    public string? Origin { get; }

    /// <summary>What is not as it should be, though it stops nothing: a file that others can read, a login that is over.</summary>
    public string? Warning { get; }

    /// <summary>
    /// What may go to Kaggle's address: none where only <c>datatools.json</c> names it, or where they would cross a network
    /// in the clear; then the warning says so. Throws as <see cref="Find"/> does.
    /// </summary>
    public static KaggleCredentials For(ServiceContext context)
    {
        var found = Find(context.Environment, context.Time);
        if (found.Header is null)
            return found;
        return context.Endpoints.Withheld(Endpoint) is { } why ? new(null, null, $"those of {found.Origin} are not {why}") : found;
    }

    /// <summary>
    /// Looks for credentials. Throws <see cref="InvalidInputException"/> where what is found cannot be used: a file that
    /// cannot be read or holds no pair. Messages never hold a part of them.
    /// </summary>
    public static KaggleCredentials Find(Func<string, string?> environment, TimeProvider time)
    {
        var home = Set(environment("HOME")) ?? Set(environment("USERPROFILE"));
        var own = home is null ? null : Path.Combine(home, ".kaggle");
        return Token(environment, own) ?? Pair(environment) ?? KaggleJson(environment, home, own) ?? Login(own, time) ?? new(null, null, null);
    }

    /// <summary>Where they came from: never what they are.</summary>
    public override string ToString() => Origin ?? "no credentials";

    private static KaggleCredentials? Token(Func<string, string?> environment, string? own)
    {
        if (Set(environment("KAGGLE_API_TOKEN")) is { } token)
            return File.Exists(token) ? Bearer(Read(token), $"the file that KAGGLE_API_TOKEN names", Openness(token)) : Bearer(token, "the environment variable KAGGLE_API_TOKEN", null);
        if (own is null)
            return null;
        return new[] { "access_token", "access_token.txt" }.Select(n => Path.Combine(own, n)).Where(File.Exists)
            .Select(p => Bearer(Read(p), p, Openness(p))).FirstOrDefault();
    }

    private static KaggleCredentials? Pair(Func<string, string?> environment) => (Set(environment("KAGGLE_USERNAME")), Set(environment("KAGGLE_KEY"))) switch
    {
        ({ } user, { } key) => Basic(user, key, "the environment variables KAGGLE_USERNAME and KAGGLE_KEY", null),
        _ => null,
    };

    private static KaggleCredentials? KaggleJson(Func<string, string?> environment, string? home, string? own)
    {
        var settings = Set(environment("XDG_CONFIG_HOME")) ?? (home is null ? null : Path.Combine(home, ".config"));
        string?[] folders =
        [
            Set(environment("KAGGLE_CONFIG_DIR")),
            own,
            settings is not null && !Directory.Exists(own) ? Path.Combine(settings, "kaggle") : null,
        ];
        if (folders.OfType<string>().Select(f => Path.Combine(f, "kaggle.json")).FirstOrDefault(File.Exists) is not { } path)
            return null;
        var (user, key) = Fields(path, "username", "key");
        return user is not null && key is not null
            ? Basic(user, key, path, Openness(path))
            : throw Unusable(path, """it should be {"username":"...","key":"..."}""");
    }

    private static KaggleCredentials? Login(string? own, TimeProvider time)
    {
        if (own is null || Path.Combine(own, "credentials.json") is var path && !File.Exists(path))
            return null;
        var (token, expires) = Fields(path, "access_token", "access_token_expiration");
        if (token is null)
            throw Unusable(path, "it holds no access_token");
        // Prolonging it is the business of the client that made it.
        if (expires is not null && DateTimeOffset.TryParse(expires, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) && end <= time.GetUtcNow())
            return new(null, null, $"the login in {path} is over since {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC: log in again with `kaggle auth login`");
        return Bearer(token, path, Openness(path));
    }

    private static KaggleCredentials Bearer(string token, string origin, string? warning) =>
        new(new("Bearer", Plain(token.Trim(), origin)), origin, warning);

    private static KaggleCredentials Basic(string user, string key, string origin, string? warning)
    {
        Plain(user, origin);
        Plain(key, origin);
        return new(new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{key}"))), origin, warning);
    }

    // A line break within would end the header, and its rest be taken for another.
    private static string Plain(string secret, string origin) => secret.Length > 0 && !secret.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c > '~')
        ? secret
        : throw Unusable(origin, "what it holds is empty, or has spaces or other characters that no credential has");

    private static (string? First, string? Second) Fields(string path, string first, string second)
    {
        try
        {
            using var json = JsonDocument.Parse(Read(path));
            return (Field(json.RootElement, first), Field(json.RootElement, second));
        }
        catch (JsonException e)
        {
            // Not the parser's message: it may quote what it read.
            throw Unusable(path, $"it is no JSON (line {e.LineNumber + 1})");
        }
    }

    private static string? Field(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Set(value.GetString()) : null;

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, "it cannot be read");
        }
    }

    private static string? Openness(string path)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != UnixFileMode.None
            ? $"other users of this machine can read the credentials in {path}: chmod 600 {path}"
            : null;
    }

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static InvalidInputException Unusable(string origin, string why) => new($"the credentials for Kaggle in {origin} cannot be used: {why}", HowTo);
}
