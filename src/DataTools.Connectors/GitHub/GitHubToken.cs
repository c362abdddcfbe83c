using DataTools.Catalog;

namespace DataTools.Connectors.GitHub;

/// <summary>The user's token, where there is one. It shows itself to nobody but the handler that sends it.</summary>
/// <param name="variable">Where it was found.</param>
/// <param name="value">The secret.</param>
internal sealed class GitHubToken(string variable, string value)
{
    /// <summary>The environment variables, in the order of GitHub's own command line.</summary>
    public static IReadOnlyList<string> Variables { get; } = ["GH_TOKEN", "GITHUB_TOKEN"];

    /// <summary>The variable it was found in.</summary>
    public string Variable { get; } = variable;

    /// <summary>The secret.</summary>
    public string Value { get; } = value;

    /// <summary>
    /// The token of the environment, or null. Throws <see cref="InvalidInputException"/> where a variable holds what no
    /// header may carry, or where the token would cross a network in the clear.
    /// </summary>
    public static GitHubToken? Find(Func<string, string?> environment, Uri api)
    {
        var variable = Variables.FirstOrDefault(v => !string.IsNullOrWhiteSpace(environment(v)));
        if (variable is null)
            return null;
        var value = environment(variable)!.Trim();
        if (value.Any(c => c is <= ' ' or > '~'))
        {
            throw new InvalidInputException(
                $"the environment variable {variable} holds characters that no token of GitHub has",
                "Copy the token again, without quotation marks, spaces or line breaks.");
        }
        if (api.Scheme != Uri.UriSchemeHttps && !api.IsLoopback)
        {
            throw new InvalidInputException(
                $"the token in {variable} would go to {api.Authority} without encryption",
                $"Set DATATOOLS_GITHUB_API to an https:// address, or unset {variable}.");
        }
        return new(variable, value);
    }

    /// <summary>The text without the secret.</summary>
    public string Strip(string text) => text.Replace(Value, "***", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"the token in {Variable}";
}
