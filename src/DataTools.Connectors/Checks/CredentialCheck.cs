using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.Connectors.HuggingFace;
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

/// <summary>Looks as the clients of the services do, so that what is found here is what they send.</summary>
public static class CredentialCheck
{
    /// <summary>One finding a service. Nobody is asked whether the credentials are valid.</summary>
    public static IReadOnlyList<CredentialFinding> Look(ServiceContext services) =>
    [
        Of("Hugging Face", "HF_ENDPOINT", "HF_TOKEN, or the file that `hf auth login` writes; only gated and private data sets need it", services, () =>
            (HubToken.Find(services.Environment)?.Origin, null)),
        Of("Kaggle", "DATATOOLS_KAGGLE_API", "KAGGLE_API_TOKEN, KAGGLE_USERNAME with KAGGLE_KEY, or ~/.kaggle/kaggle.json; most downloads need it", services, () =>
            KaggleCredentials.Find(services.Environment, services.Time) is var found ? (found.Origin, found.Warning) : default),
        Of("GitHub", "DATATOOLS_GITHUB_API", "GH_TOKEN or GITHUB_TOKEN; without it 60 requests an hour", services, () =>
            (GitHubToken.Find(services.Environment, new(Endpoints.Defaults["DATATOOLS_GITHUB_API"])) is { } token ? $"the environment variable {token.Variable}" : null, null)),
        OfKey("Semantic Scholar", "DATATOOLS_S2_API", "without it the whole world shares one quota", ServiceKey.SemanticScholar, services),
        OfKey("OpenAlex", "DATATOOLS_OPENALEX_API", "without it a tenth may be asked in a day", ServiceKey.OpenAlex, services),
    ];

    private static CredentialFinding OfKey(string service, string variable, string without, IReadOnlyList<string> variables, ServiceContext services) =>
        Of(service, variable, $"{string.Join(" or ", variables)}; {without}", services, () =>
            (ServiceKey.Find(services, "Correct it, or unset it.", variables) is { } key ? $"the environment variable {key.Variable}" : null, null));

    private static CredentialFinding Of(string service, string variable, string advice, ServiceContext services, Func<(string? Where, string? Problem)> find)
    {
        try
        {
            var (where, problem) = find();
            return new(service, where, advice) { Problem = problem ?? (where is not null && Withheld(variable, services) is { } why ? $"They are not {why}." : null) };
        }
        catch (InvalidInputException e)
        {
            return new(service, null, advice) { Problem = e.Message };
        }
    }

    private static string? Withheld(string variable, ServiceContext services)
    {
        try
        {
            return services.Endpoints.Withheld(variable);
        }
        catch (InvalidInputException)
        {
            // An address that is none: EndpointCheck tells of it.
            return null;
        }
    }
}
