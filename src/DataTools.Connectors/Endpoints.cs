using DataTools.Catalog;
using DataTools.Catalog.Text;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors;

/// <summary>
/// Where each service is: the environment's variable, else the key of the same name under <c>endpoints</c> in
/// <c>datatools.json</c>, else the service's own address. Addresses have no slash at the end. Made from settings that name
/// what is no service it throws <see cref="InvalidInputException"/>: a mistyped name would be passed over in silence.
/// </summary>
/// <param name="settings">The workspace's.</param>
/// <param name="environment">Environment variables.</param>
public sealed class Endpoints(WorkspaceSettings settings, Func<string, string?> environment)
{
    private readonly IReadOnlyDictionary<string, string> _settings = Known(settings.Endpoints);

    /// <summary>The variables and what they stand for where nobody sets them.</summary>
    public static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>
    {
        ["HF_ENDPOINT"] = "https://huggingface.co",
        ["DATATOOLS_HF_VIEWER"] = "https://datasets-server.huggingface.co",
        ["DATATOOLS_KAGGLE_API"] = "https://www.kaggle.com/api/v1",
        ["DATATOOLS_GITHUB_API"] = "https://api.github.com",
        ["DATATOOLS_GITHUB_RAW"] = "https://raw.githubusercontent.com",
        ["DATATOOLS_ARXIV_API"] = "https://export.arxiv.org/api",
        ["DATATOOLS_S2_API"] = "https://api.semanticscholar.org",
        ["DATATOOLS_OPENALEX_API"] = "https://api.openalex.org",
        ["DATATOOLS_CROSSREF_API"] = "https://api.crossref.org",
        ["DATATOOLS_DATACITE_API"] = "https://api.datacite.org",
    };

    /// <summary>The address of the service behind a variable. Throws <see cref="InvalidInputException"/> where it is no http(s) address.</summary>
    public Uri Of(string variable)
    {
        var (text, origin) = environment(variable) is { Length: > 0 } value ? (value, $"the environment variable {variable}")
            : _settings.TryGetValue(variable, out var setting) ? (setting, $"datatools.json: endpoints: {variable}")
            : (Defaults[variable], "the default");
        return Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
            ? uri
            : throw new InvalidInputException($"{origin} is '{Plain(text)}', which is no http:// or https:// address", $"The usual value is {Defaults[variable]}.");
    }

    /// <summary>
    /// Whether credentials may go to <see cref="Of"/> that variable: only to the service's own host, or to one that the
    /// environment names, and not in the clear to another machine. A workspace's <c>datatools.json</c> may be somebody
    /// else's work, and could send them anywhere.
    /// </summary>
    public bool CarriesCredentials(string variable) => Withheld(variable) is null;

    /// <summary>
    /// Why they may not, as the end of a sentence that says what is not ...: "sent to HOST, which only datatools.json
    /// names: ..."; null where they may.
    /// </summary>
    public string? Withheld(string variable)
    {
        var address = Of(variable);
        if (environment(variable) is not { Length: > 0 })
        {
            return Uri.Compare(address, new(Defaults[variable]), UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
                ? null
                : $"sent to {address.Authority}, which only datatools.json names: set {variable} in the environment if you trust it";
        }
        return address.Scheme == Uri.UriSchemeHttps || address.IsLoopback
            ? null
            : $"sent to {address.Authority}, where they would be read on the way: set {variable} to an https:// address";
    }

    /// <summary>An address as it may be shown: without a user's name and password, and without a query, which may hold a key.</summary>
    public static string Shown(Uri address) =>
        address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    /// <summary>As above, of a text; what is no address is shown as it is.</summary>
    public static string Shown(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && !uri.IsFile ? Shown(uri) + (uri.Query.Length > 0 ? "?..." : "") : address;

    // What is no address cannot be taken apart, but may hold a password or a key all the same.
    private static string Plain(string text)
    {
        var path = text.Split('?', '#')[0];
        return path[(path.LastIndexOf('@') + 1)..];
    }

    private static IReadOnlyDictionary<string, string> Known(IReadOnlyDictionary<string, string> settings) =>
        settings.Keys.FirstOrDefault(k => !Defaults.ContainsKey(k)) is not { } unknown ? settings : throw new InvalidInputException(
            $"datatools.json: endpoints: there is no service '{unknown}'", DidYouMean.Hint(unknown, [.. Defaults.Keys], "There are"));
}
