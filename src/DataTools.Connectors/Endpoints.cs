using DataTools.Catalog;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors;

/// <summary>
/// Where each service is: the environment's variable, else the key of the same name under <c>endpoints</c> in
/// <c>datatools.json</c>, else the service's own address. Addresses have no slash at the end.
/// </summary>
/// <param name="settings">The workspace's.</param>
/// <param name="environment">Environment variables.</param>
public sealed class Endpoints(WorkspaceSettings settings, Func<string, string?> environment)
{
    /// <summary>The variables and what they stand for where nobody sets them.</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>
    {
        ["HF_ENDPOINT"] = "https://huggingface.co",
        ["DATATOOLS_HF_VIEWER"] = "https://datasets-server.huggingface.co",
        ["DATATOOLS_KAGGLE_API"] = "https://www.kaggle.com/api/v1",
        ["DATATOOLS_GITHUB_API"] = "https://api.github.com",
        ["DATATOOLS_ARXIV_API"] = "https://export.arxiv.org/api",
        ["DATATOOLS_S2_API"] = "https://api.semanticscholar.org",
        ["DATATOOLS_OPENALEX_API"] = "https://api.openalex.org",
    };

    /// <summary>The address of the service behind a variable. Throws <see cref="InvalidInputException"/> where it is no http(s) address.</summary>
    public Uri Of(string variable)
    {
        var (text, origin) = environment(variable) is { Length: > 0 } value ? (value, $"the environment variable {variable}")
            : settings.Endpoints.TryGetValue(variable, out var setting) ? (setting, $"datatools.json: endpoints: {variable}")
            : (Defaults[variable], "the default");
        return Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
            ? uri
            : throw new InvalidInputException($"{origin} is '{text[(text.LastIndexOf('@') + 1)..]}', which is no http:// or https:// address", $"The usual value is {Defaults[variable]}.");
    }

    /// <summary>
    /// Whether credentials may go to <see cref="Of"/> that variable: only to the service's own host, or to one that the
    /// environment names, and not in the clear to another machine. A workspace's <c>datatools.json</c> may be somebody
    /// else's work, and could send them anywhere.
    /// </summary>
    public bool CarriesCredentials(string variable)
    {
        var address = Of(variable);
        return environment(variable) is { Length: > 0 }
            ? address.Scheme == Uri.UriSchemeHttps || address.IsLoopback
            : Uri.Compare(address, new(Defaults[variable]), UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
    }

    /// <summary>An address as it may be shown: without a user's name and password, and without a query, which may hold a key.</summary>
    public static string Shown(Uri address) =>
        address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
}
