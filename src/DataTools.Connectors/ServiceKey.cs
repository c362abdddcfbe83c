using DataTools.Catalog;

namespace DataTools.Connectors;

/// <summary>The key of whoever asks a service. Prints where it is from, never itself.</summary>
public sealed class ServiceKey
{
    private ServiceKey(string variable, string value) => (Variable, Value) = (variable, value);

    /// <summary>Where Semantic Scholar's key is looked for, the first that is set.</summary>
    public static IReadOnlyList<string> SemanticScholar { get; } = ["SEMANTIC_SCHOLAR_API_KEY", "S2_API_KEY"];

    /// <summary>Where OpenAlex's is.</summary>
    public static IReadOnlyList<string> OpenAlex { get; } = ["OPENALEX_API_KEY"];

    /// <summary>Where it was found.</summary>
    public string Variable { get; }

    /// <summary>The secret.</summary>
    public string Value { get; }

    /// <summary>
    /// The key in the first of the variables that is set; null where none is. Throws <see cref="InvalidInputException"/>
    /// for what no header may carry.
    /// </summary>
    public static ServiceKey? Find(ServiceContext services, string howTo, IReadOnlyList<string> variables)
    {
        foreach (var variable in variables)
        {
            if (services.Environment(variable)?.Trim() is not { Length: > 0 } value)
                continue;
            return value.All(c => c is > ' ' and < '\x7F') ? new(variable, value) : throw new InvalidInputException(
                $"the environment variable {variable} holds no key: it has spaces, line breaks or other characters that no key has", howTo);
        }
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"the key of the environment variable {Variable}";
}
