using System.Net;
using System.Text.Json;
using DataTools.Catalog;

namespace DataTools.Connectors.Kaggle;

/// <summary>Turns Kaggle's refusals into errors that say what to do next.</summary>
internal sealed class KaggleFaults(KaggleCredentials credentials)
{
    private const string Service = "Kaggle";

    /// <summary>The error for an answer of that status; what passes (429, 5xx) has been dealt with before.</summary>
    public DataToolsException Of(KaggleTarget target, HttpStatusCode status, string? body)
    {
        var said = Message(body);
        var saying = said is null ? "" : $": {said}";
        return status switch
        {
            HttpStatusCode.Unauthorized when credentials.Header is null => Missing(target, "Kaggle wants a login"),
            HttpStatusCode.Unauthorized => new CredentialsMissingException(
                Service, $"Kaggle refuses the credentials of {credentials.Origin} (401{saying})",
                $"{Advice()} {KaggleCredentials.HowTo}"),
            HttpStatusCode.Forbidden when credentials.Header is null => Missing(target, $"Kaggle does not give it to somebody unknown (403{saying})"),
            HttpStatusCode.Forbidden when target.RulesPage is { } rules => new AccessGatedException(
                rules, $"{target.Reference}: Kaggle wants its rules accepted first (403{saying})",
                $"Open {rules} in a browser, join the competition and accept its rules (Kaggle may want a phone number first), then run the command again."),
            HttpStatusCode.Forbidden => new AccessGatedException(
                target.Page, $"{target.Reference}: it is private or gated (403{saying})",
                $"Open {target.Page} in a browser, logged in as the owner of the credentials, and see what it wants."),
            HttpStatusCode.NotFound => new NotFoundException(
                $"there is no {target.Reference} on Kaggle", target.RulesPage is null
                    ? "Look for it with `datatools search WORDS --source kaggle`; the name is in the address of its page."
                    : "The name is in the address of its page: https://www.kaggle.com/competitions/NAME. Data sets are kaggle:OWNER/NAME."),
            _ => new NetworkException($"{target.Reference}: Kaggle answered {(int)status}{saying}", $"See {target.Page} in a browser, and try again later."),
        };
    }

    /// <summary>A web page where data should be: a captcha or a login.</summary>
    public DataToolsException WebPage(KaggleTarget target) => credentials.Header is null
        ? Missing(target, "Kaggle answered with a web page (a captcha or login) instead of data")
        : new NetworkException(
            $"{target.Reference}: Kaggle answered with a web page (a captcha or login) instead of data",
            $"Open {target.Page} in a browser and download something there, then try again.");

    /// <summary>The storage behind Kaggle, which knows nothing of data sets, does not give the file.</summary>
    public static NetworkException Storage(KaggleTarget target, Uri storage, HttpStatusCode status) => new(
        $"{target.Reference}: Kaggle points to {storage.Host}, which answers {(int)status} {status}", $"Try again later; see {target.Page} in a browser.");

    /// <summary>An answer that is not what the interface promises.</summary>
    public static NetworkException Unexpected(KaggleTarget target, string what, Exception? inner = null) => new(
        $"{target.Reference}: Kaggle's answer cannot be understood: {what}", $"Try again later; see {target.Page} in a browser.", inner);

    private CredentialsMissingException Missing(KaggleTarget target, string what) => new(
        Service, $"{target.Reference}: {what}, and no credentials were found{(credentials.Warning is { } warning ? $" ({warning})" : "")}", KaggleCredentials.HowTo);

    private string Advice() => credentials.Header?.Scheme == "Basic"
        ? "A token of the new kind is no key: it belongs into KAGGLE_API_TOKEN, not into kaggle.json."
        : "It may have been revoked.";

    // {"code":..,"message":".."} or {"error":{"code":..,"message":"..","status":".."}}; anything else is not shown.
    private static string? Message(string? body)
    {
        try
        {
            using var json = JsonDocument.Parse(body ?? "");
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var inner))
                root = inner;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String
                ? Archives.EntryNames.Show(text.GetString()!)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
