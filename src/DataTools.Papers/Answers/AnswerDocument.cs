using System.Text.Json;
using System.Text.Json.Serialization;
using DataTools.Catalog.Cards;
using DataTools.Papers.Evidence;
using DataTools.Papers.Examining;
using DataTools.Papers.Finding;
using DataTools.Papers.Ranking;
using DataTools.Papers.Resolving;

namespace DataTools.Papers.Answers;

/// <summary>
/// The answer as programs read it. Every key is always there, null where nothing is known; the same search gives the same
/// text, whether its answers came from the network or from disk.
/// </summary>
/// <param name="Paper">Which paper.</param>
/// <param name="Repositories">The most probably official first.</param>
/// <param name="Failures">Who could not be asked; the answer is without them.</param>
/// <param name="Elsewhere">Code on other hosts than GitHub.</param>
public sealed record AnswerDocument(
    PaperDocument Paper, IReadOnlyList<RepositoryDocument> Repositories, IReadOnlyList<FailureDocument> Failures, IReadOnlyList<CodeElsewhere> Elsewhere)
{
    private static readonly JsonSerializerOptions Indented = new(CatalogJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    private static readonly JsonSerializerOptions Line = new(Indented) { WriteIndented = false };

    /// <summary>The answer to a search; <paramref name="resolution"/> tells who could not be asked which paper is meant.</summary>
    public static AnswerDocument Of(Resolution resolution, FindResult result) => new(
        PaperDocument.Of(result.Paper), [.. result.Repositories.Select(RepositoryDocument.Of)], [.. FailuresOf(resolution, result).Select(FailureDocument.Of)], result.Elsewhere);

    /// <summary>Failures of both stages, none twice.</summary>
    public static IReadOnlyList<SourceFailure> FailuresOf(Resolution resolution, FindResult result) => [.. resolution.Failures.Concat(result.Failures).Distinct()];

    /// <summary>JSON, indented for people or on one line.</summary>
    public static string ToJson<T>(T document, bool indented = true) => JsonSerializer.Serialize(document, indented ? Indented : Line);

    /// <summary>Reads what <see cref="ToJson"/> wrote. Throws <see cref="JsonException"/>.</summary>
    public static AnswerDocument Parse(string json) => JsonSerializer.Deserialize<AnswerDocument>(json, Indented)!;
}

/// <summary>A paper.</summary>
/// <param name="Title">On one line.</param>
/// <param name="Authors">In the paper's order.</param>
/// <param name="Year">When it first appeared.</param>
/// <param name="Arxiv">Its arXiv id, without a version.</param>
/// <param name="Doi">Bare, in lower case.</param>
/// <param name="Venue">A journal or conference.</param>
/// <param name="Url">Its page.</param>
/// <param name="Abstract">Its abstract.</param>
/// <param name="Comment">The authors' comment at arXiv.</param>
public sealed record PaperDocument(
    string Title, IReadOnlyList<string> Authors, int? Year, string? Arxiv, string? Doi, string? Venue, string? Url, string? Abstract, string? Comment)
{
    /// <summary>The same of a paper.</summary>
    public static PaperDocument Of(Paper paper) => new(
        paper.Title, [.. paper.Authors.Select(a => a.Name)], paper.Year, paper.Arxiv?.Value, paper.Doi, paper.Venue, paper.Url, paper.Abstract, paper.Comment);
}

/// <summary>A repository with its label.</summary>
/// <param name="Repository">owner/name.</param>
/// <param name="Path">The paper's folder, of a repository that holds much else.</param>
/// <param name="Label">As <see cref="Labels.NameOf"/>.</param>
/// <param name="Probability">Of that label.</param>
/// <param name="Probabilities">Of each label.</param>
/// <param name="Stars">Popularity, which says nothing of being official.</param>
/// <param name="Language">The language with the most code.</param>
/// <param name="Framework">Where the repository names one.</param>
/// <param name="License">SPDX identifier.</param>
/// <param name="Archived">Read-only by its owner's wish.</param>
/// <param name="PushedAt">The last push.</param>
/// <param name="Url">Its page.</param>
/// <param name="Why">One line.</param>
/// <param name="Evidence">The weightiest first.</param>
public sealed record RepositoryDocument(
    string Repository, string? Path, string Label, double Probability, IReadOnlyDictionary<string, double> Probabilities, int? Stars, string? Language, string? Framework,
    string? License, bool? Archived, DateTimeOffset? PushedAt, string Url, string Why, IReadOnlyList<EvidenceDocument> Evidence)
{
    private const int Digits = 4;

    /// <summary>The same of a ranked repository.</summary>
    public static RepositoryDocument Of(RankedRepository ranked)
    {
        var known = ranked.Facts.Metadata;
        return new(
            ranked.Facts.Name.ToString(), ranked.Path, Labels.NameOf(ranked.Label), Math.Round(ranked.Probability, Digits),
            Enum.GetValues<RepositoryLabel>().ToDictionary(Labels.NameOf, l => Math.Round(ranked.Probabilities[l], Digits)),
            known?.Stars, known?.Language, known is null ? null : Frameworks.Of(known), known?.License, known?.Archived, known?.PushedAt, ranked.Facts.Url, ranked.Why,
            [.. ranked.Evidence.Where(IsFact).Select(e => new EvidenceDocument(e.Kind, e.Source, e.Quote, e.Weight))]);
    }

    // Base rates were seen nowhere, and are the same for every repository.
    private static bool IsFact(EvidenceItem item) => item.Quote.Length > 0;
}

/// <summary>A fact that speaks for or against.</summary>
/// <param name="Kind">Its short name.</param>
/// <param name="Source">Where it was seen.</param>
/// <param name="Quote">A short piece of what was seen.</param>
/// <param name="Weight">In log-odds.</param>
public sealed record EvidenceDocument(string Kind, string Source, string Quote, double Weight);

/// <summary>Who could not be asked.</summary>
/// <param name="Source">What people call it.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Hint">What to do next.</param>
public sealed record FailureDocument(string Source, string Reason, string? Hint)
{
    /// <summary>The same of a failure.</summary>
    public static FailureDocument Of(SourceFailure failure) => new(failure.Source, failure.Reason, failure.Hint);
}

/// <summary>Labels by the names that users and programs read.</summary>
public static class Labels
{
    /// <summary>The name: official-in-monorepo.</summary>
    public static string NameOf(RepositoryLabel label) => JsonNamingPolicy.KebabCaseLower.ConvertName(label.ToString());

    /// <summary>Whether it says that the repository is the authors' own.</summary>
    public static bool IsOfficial(RepositoryLabel label) => Ranker.IsOfficial(label);

    /// <inheritdoc cref="IsOfficial(RepositoryLabel)"/>
    public static bool IsOfficial(string name) => name == NameOf(RepositoryLabel.Official) || name == NameOf(RepositoryLabel.OfficialInMonorepo);
}
