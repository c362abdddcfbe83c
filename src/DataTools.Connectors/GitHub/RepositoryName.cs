using System.Text.RegularExpressions;
using DataTools.Catalog;

namespace DataTools.Connectors.GitHub;

/// <summary>OWNER/NAME. GitHub does not tell upper from lower case, and neither does equality here.</summary>
public sealed partial record RepositoryName
{
    private RepositoryName(string owner, string name) => (Owner, Name) = (owner, name);

    /// <summary>The account it belongs to.</summary>
    public string Owner { get; }

    /// <summary>Its name there.</summary>
    public string Name { get; }

    /// <summary>Reads <c>owner/name</c>. Throws <see cref="InvalidInputException"/> for anything else.</summary>
    public static RepositoryName Parse(string text) => TryParse(text) ?? throw new InvalidInputException(
        $"'{text}' is no repository's name", "A repository of GitHub is named owner/name, such as pytorch/vision.");

    /// <summary>Reads <c>owner/name</c>; null for anything else.</summary>
    public static RepositoryName? TryParse(string? text) =>
        text is not null && Form().Match(text) is { Success: true } match && match.Groups["name"].Value is not ("." or "..")
            ? new(match.Groups["owner"].Value, match.Groups["name"].Value)
            : null;

    /// <inheritdoc/>
    public bool Equals(RepositoryName? other) => string.Equals(ToString(), other?.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    /// <summary><c>owner/name</c>.</summary>
    public override string ToString() => $"{Owner}/{Name}";

    // Underscores are in the names of accounts that an enterprise manages.
    [GeneratedRegex(@"\A(?<owner>[A-Za-z0-9][A-Za-z0-9_-]{0,99})/(?<name>[A-Za-z0-9._-]{1,100})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
