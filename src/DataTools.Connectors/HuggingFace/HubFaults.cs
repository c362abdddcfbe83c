using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Connectors.Archives;

namespace DataTools.Connectors.HuggingFace;

/// <summary>Turns the Hub's refusals into errors that say what to do next. The header X-Error-Code comes before the status.</summary>
/// <param name="token">Who asks; null: nobody known.</param>
/// <param name="withheld">Why a token that is there was not sent; null where it was.</param>
/// <param name="kind">What is asked for; null: data sets.</param>
internal sealed class HubFaults(HubToken? token, string? withheld, HubKind? kind = null)
{
    private const string Service = "Hugging Face";

    private readonly HubKind _kind = kind ?? HubKind.Datasets;

    /// <summary>Where a person sees a data set.</summary>
    public static string Page(string id) => HubKind.Datasets.Page(id);

    /// <summary>The error for a refusal; what passes (429, 5xx) has been dealt with before.</summary>
    /// <param name="id">The data set; null: a search.</param>
    /// <param name="revision">What was asked of it; null: the default branch.</param>
    /// <param name="file">The file; null: the data set.</param>
    /// <param name="status">The answer's.</param>
    /// <param name="header">The answer's headers.</param>
    /// <param name="body">The answer's text.</param>
    /// <param name="gate">How the data set's terms are accepted, where that is known: auto or manual.</param>
    public DataToolsException Of(string? id, string? revision, string? file, HttpStatusCode status, Func<string, string?> header, string? body, string? gate = null)
    {
        var said = header("X-Error-Message") ?? Message(body);
        var saying = string.IsNullOrWhiteSpace(said) ? $"({(int)status})" : $"({(int)status}: {EntryNames.Show(said)})";
        if (id is null)
            return status == HttpStatusCode.Unauthorized && token is not null ? BadToken(saying) : Unexpected("the search on Hugging Face", saying);
        var what = $"hf:{new HubRef(id, revision)}";
        var disabled = status == HttpStatusCode.Forbidden && said?.Contains("is disabled", StringComparison.OrdinalIgnoreCase) == true;
        return (header("X-Error-Code"), status) switch
        {
            ("GatedRepo", _) => Gated(id, saying, gate),
            ("RepoNotFound", _) => new NotFoundException($"there is no {what} on Hugging Face, or {token?.ToString() ?? "whoever asks"} may not see it {saying}", _kind.Find),
            ("RevisionNotFound", _) => new NotFoundException($"hf:{id} has no revision '{revision}' {saying}", $"See {_kind.Page(id)}/tree/main for its branches and tags."),
            ("EntryNotFound", _) => new NotFoundException($"{what} has no file {file} {saying}", $"See {_kind.Page(id)}/tree/main."),
            _ when disabled => Disabled(id, saying, _kind),
            (_, HttpStatusCode.Unauthorized) when token is not null => BadToken(saying),
            (_, HttpStatusCode.Unauthorized) => new NotFoundException(
                $"there is no {what} on Hugging Face that everybody may see {saying}: it is missing, or private{(withheld is null ? "" : $". {withheld}")}",
                $"Check the spelling at {_kind.Page(id)}. If it is private: {HubToken.HowTo}"),
            (_, HttpStatusCode.Forbidden) when token is null => new CredentialsMissingException(Service, $"{what}: the Hub gives it to nobody unknown {saying}", HubToken.HowTo),
            (_, HttpStatusCode.Forbidden) => new CredentialsMissingException(
                Service, $"{what}: {token} is not allowed to read it {saying}",
                "Its scope is too small: at https://huggingface.co/settings/tokens, let it read this repository and public gated ones, or make a token with the role read."),
            (_, HttpStatusCode.NotFound) => new NotFoundException($"there is no {(file is null ? what : $"{file} in {what}")} on Hugging Face {saying}", _kind.Find),
            _ => Unexpected(what, saying),
        };
    }

    /// <summary>A data set that the Hub has closed.</summary>
    public static NotFoundException Disabled(string id, string saying, HubKind kind) => new(
        $"hf:{id} has been disabled by Hugging Face {saying}", $"Visit {kind.Page(id)} to see why. Perhaps there is another copy. {kind.Find}");

    /// <summary>An answer that is not what the interface promises.</summary>
    public static NetworkException Unexpected(string what, string why, Exception? inner = null) => new(
        $"{what}: the Hub's answer cannot be used: {why}", "Try again later. If HF_ENDPOINT names a mirror, try without it.", inner);

    private AccessGatedException Gated(string id, string saying, string? gate)
    {
        var page = _kind.Page(id);
        var manual = gate == "manual" ? " Its author answers in person, which may take days." : "";
        return token is null
            ? new(page, $"hf:{id} is gated: its terms must be accepted by somebody who is logged in {saying}{(withheld is null ? "" : $". {withheld}")}",
                $"Visit {page}, log in and accept the terms there.{manual} Then: {HubToken.HowTo}")
            : new(page, $"hf:{id} is gated, and the owner of {token} has no access yet {saying}",
                $"Visit {page}, logged in as the owner of the token, and accept the terms there.{(gate is null ? " If they are accepted already, its author has yet to answer." : manual)} Then run the command again.");
    }

    private CredentialsMissingException BadToken(string saying) => new(
        Service, $"Hugging Face refuses {token} {saying}", $"It may be mistyped, revoked or expired. {HubToken.HowTo}");

    // {"error":"text"}, {"error":["text"]}, {"errors":[{"message":"text"}]}; other JSON says nothing, and web pages are not shown.
    private static string? Message(string? body)
    {
        if (string.IsNullOrWhiteSpace(body) || body.TrimStart()[0] == '<')
            return null;
        try
        {
            var node = JsonNode.Parse(body) as JsonObject;
            var error = node?["error"] ?? node?["errors"];
            error = error is JsonArray { Count: > 0 } several ? several[0] : error;
            error = error is JsonObject inner ? inner["message"] : error;
            return (error as JsonValue)?.ToString();
        }
        catch (JsonException)
        {
            return body.Split('\n')[0].Trim();
        }
    }
}
