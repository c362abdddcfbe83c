using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataTools.Catalog;

namespace DataTools.Connectors.GitHub;

/// <summary>Turns what GitHub refuses into one clear sentence each, with what to do next.</summary>
internal static partial class GitHubFaults
{
    private const string Service = "GitHub";
    private const string MakeToken = "Make a token at https://github.com/settings/tokens (it needs no permissions) and put it into GH_TOKEN";
    private const string TryLater = "Try again later; https://www.githubstatus.com says whether GitHub has trouble.";

    /// <summary>No calls left, for longer than is waited.</summary>
    public static RateLimitedException Limited(DateTimeOffset until, bool withToken) =>
        new(Service, until, withToken ? null : $"Wait until then, or: {MakeToken}, which allows 5,000 calls an hour in place of 60.");

    /// <summary>A web page in place of an answer: a captive portal, a proxy, a captcha.</summary>
    public static NetworkException WebPage(Uri url, HttpStatusCode status, byte[] body)
    {
        var match = Title().Match(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 4096))));
        var title = match.Success ? $" (\"{WebUtility.HtmlDecode(match.Groups["text"].Value).Trim()}\")" : "";
        return new(
            $"{Show(url)}: a web page{title} came in place of GitHub's answer ({(int)status})",
            Downloads.WebPage.Hint);
    }

    /// <summary>The server broke down each time.</summary>
    public static NetworkException Broken(Uri url, HttpStatusCode status) =>
        new($"{Show(url)}: GitHub is broken or too busy ({(int)status})", TryLater);

    /// <summary>No answer in time.</summary>
    public static NetworkException TimedOut(Uri url, TimeSpan limit) => new($"{Show(url)}: no answer for {limit.TotalSeconds:0.#} seconds", TryLater);

    /// <summary>An answer that is too large to be right.</summary>
    public static NetworkException TooLarge(Uri url, int limit) =>
        new($"{Show(url)}: the answer has more than {limit >> 20} MiB, which none of GitHub's has", "See what answers at that address.");

    /// <summary>A redirect that is not followed.</summary>
    public static NetworkException Redirect(Uri from, Uri to, bool tooMany) => new(
        tooMany ? $"{Show(from)}: the server points from one address to the next without end" : $"{Show(from)}: the server points to {Show(to)}, without encryption",
        "See what answers at that address.");

    /// <summary>An answer that is not what GitHub's documentation says.</summary>
    public static NetworkException Unexpected(Uri url, Exception? e) =>
        new($"{Show(url)}: the answer is not what GitHub is documented to say{(e is null ? "" : $": {e.Message}")}", "See what answers at that address.", e);

    /// <summary>A refusal of what was asked, by its status.</summary>
    /// <param name="what">What was asked for: "the repository a/b".</param>
    /// <param name="status">Of the answer.</param>
    /// <param name="body">Of the answer.</param>
    /// <param name="sso">The header x-github-sso.</param>
    /// <param name="token">What was sent.</param>
    public static DataToolsException Refused(string what, HttpStatusCode status, string body, string? sso, GitHubToken? token)
    {
        // Servers have been seen to quote what they were sent.
        body = token?.Strip(body) ?? body;
        var told = Message(body) is { Length: > 0 } message ? message : "no reason given";
        return status switch
        {
            HttpStatusCode.Unauthorized when token is not null => new CredentialsMissingException(
                Service, $"GitHub refuses {token}: {told}", "It may have expired or been withdrawn. " + $"{MakeToken}, or unset {token.Variable}: public repositories need none."),
            HttpStatusCode.Unauthorized => new CredentialsMissingException(Service, $"GitHub gives {what} only to who has a token: {told}", $"{MakeToken}."),
            HttpStatusCode.Forbidden when sso is not null => new AccessGatedException(
                Page(sso) ?? "https://github.com/settings/tokens", $"{what}: the organisation wants the token to be authorised for its single sign-on: {told}",
                Page(sso) is { } page ? $"Open {page} in a browser, then run the command again." : "Authorise the token for the organisation at https://github.com/settings/tokens."),
            HttpStatusCode.Forbidden => new NetworkException($"GitHub refuses {what}: {told}", "Open its page on https://github.com to see why."),
            HttpStatusCode.NotFound => new NotFoundException(
                $"GitHub has no {Bare(what)}", "It may be misspelt, deleted or private" + (token is null ? "; a private one needs a token in GH_TOKEN." : ".")),
            HttpStatusCode.Conflict => new NotFoundException($"{what} cannot be had, the repository is empty: {told}", "Nothing was pushed to it yet."),
            HttpStatusCode.UnprocessableEntity => new InvalidInputException(
                $"GitHub does not take {what}: {told}", "Search for fewer or other words, and only in accounts and repositories that exist."),
            HttpStatusCode.UnavailableForLegalReasons => new NetworkException(
                $"GitHub blocks {what} for legal reasons: {told}{(Notice(body) is { } notice ? $" ({notice})" : "")}", "Look for a copy elsewhere, or ask its authors.")
            {
                OnlyThis = true,
            },
            _ => new NetworkException($"GitHub answers {what} with {(int)status}: {told}", TryLater),
        };
    }

    /// <summary>The message of an error's body, with its details; null where it has none.</summary>
    public static string? Message(string body)
    {
        if (Parse(body) is not { } json || Text(json, "message") is not { } message)
            return null;
        var details = json.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? errors.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString() : Text(e, "message") ?? Text(e, "code")).OfType<string>()
            : [];
        return string.Join("; ", details.Prepend(message));
    }

    // The host and what follows; never the name and password that an address may carry.
    private static string Show(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped);

    private static string Bare(string what) => what.StartsWith("the ", StringComparison.Ordinal) ? what["the ".Length..] : what;

    // Of a legal block: {"block": {"reason": "dmca", "html_url": "https://github.com/github/dmca/..."}}.
    private static string? Notice(string body) => Parse(body) is { } json && json.TryGetProperty("block", out var block)
        ? string.Join(", ", new[] { Text(block, "reason"), Text(block, "html_url") }.OfType<string>())
        : null;

    // Null for what is no object of JSON.
    private static JsonElement? Parse(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // x-github-sso: required; url=https://github.com/orgs/ORG/sso?authorization_request=...
    private static string? Page(string sso) => sso.Split("url=", 2) is [_, var url] && url.StartsWith("https://", StringComparison.Ordinal) ? url.Trim() : null;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("<title[^>]*>(?<text>[^<]{1,200})</title>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();
}
