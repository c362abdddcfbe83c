using DataTools.Catalog;

namespace DataTools.Connectors.GitHub;

/// <summary>A field of a repository that a search looks at.</summary>
public enum SearchField
{
    /// <summary>The repository's name.</summary>
    Name,

    /// <summary>Its description.</summary>
    Description,

    /// <summary>Its topics.</summary>
    Topics,

    /// <summary>The text of its README, which no search looks at unless told to.</summary>
    Readme,
}

/// <summary>A search for repositories.</summary>
/// <param name="Text">Words, or a phrase in quotation marks (<see cref="Phrase"/>); at most 256 characters.</param>
public sealed record RepositorySearch(string Text)
{
    /// <summary>GitHub gives no more results than these for one search, however many there are.</summary>
    public const int MostResults = 1000;

    private const int LongestText = 256;

    /// <summary>Where to look; empty: name, description and topics.</summary>
    public IReadOnlyList<SearchField> In { get; init; } = [];

    /// <summary>Only repositories of this account.</summary>
    public string? Owner { get; init; }

    /// <summary>Forks too.</summary>
    public bool Forks { get; init; }

    /// <summary>The most starred first; otherwise the best match first.</summary>
    public bool MostStarredFirst { get; init; }

    /// <summary>How many results are wanted, 1 to <see cref="MostResults"/>; a page, which is a call, has at most 100.</summary>
    public int Limit { get; init; } = 30;

    /// <summary>The words as one phrase, cut after a whole word where GitHub would refuse it as too long.</summary>
    public static string Phrase(string words)
    {
        // A quotation mark cannot be escaped in GitHub's grammar; white space of any kind separates words.
        var text = string.Join(' ', words.Split(['"', .. " \t\r\n"], StringSplitOptions.RemoveEmptyEntries));
        if (text.Length > LongestText - 2)
        {
            var end = text.LastIndexOf(' ', LongestText - 2);
            text = text[..(end > 0 ? end : LongestText - 2)];
        }
        return $"\"{text}\"";
    }

    /// <summary>The whole of what follows <c>q=</c>, before it is escaped. Throws <see cref="InvalidInputException"/>.</summary>
    internal string Query()
    {
        if (string.IsNullOrWhiteSpace(Text) && Owner is null)
            throw new InvalidInputException("a search of GitHub needs a word at least");
        if (Text.Length > LongestText)
        {
            throw new InvalidInputException(
                $"a search of GitHub may have {LongestText} characters, this has {Text.Length}: {Text[..40]}...", "Search for a shorter part of it.");
        }
        if (Limit is < 1 or > MostResults)
            throw new InvalidInputException($"a search of GitHub gives 1 to {MostResults} results, not {Limit}");
        string?[] parts =
        [
            Text.Trim(),
            In.Count == 0 ? null : $"in:{string.Join(',', In.Distinct().Select(f => f.ToString().ToLowerInvariant()))}",
            Owner is null ? null : $"user:{Owner}",
            Forks ? "fork:true" : null,
        ];
        return string.Join(' ', parts.Where(p => !string.IsNullOrEmpty(p)));
    }
}
