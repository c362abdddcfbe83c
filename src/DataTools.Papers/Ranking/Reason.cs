namespace DataTools.Papers.Ranking;

/// <summary>Why a label was given, in one line.</summary>
internal static class Reason
{
    private const int Facts = 2;

    /// <param name="label">The answer.</param>
    /// <param name="evidence">The weightiest first.</param>
    public static string For(RepositoryLabel label, IReadOnlyList<EvidenceItem> evidence) => label switch
    {
        RepositoryLabel.Official => Line(evidence, Question.Authors, supporting: true) ?? "organisation and words fit, nothing more",
        RepositoryLabel.OfficialInMonorepo => Join(Line(evidence, Question.Authors, supporting: true), Line(evidence, Question.Broad, supporting: true)) ?? "words fit, nothing more",
        RepositoryLabel.Community => Line(evidence, Question.Authors, supporting: false) ?? "nothing says that the authors made it",
        RepositoryLabel.Collection => Line(evidence, Question.Broad, supporting: true) ?? "it holds much else",
        _ => Line(evidence, Question.About, supporting: false) ?? "hardly anything connects it with the paper",
    };

    private static string? Line(IReadOnlyList<EvidenceItem> evidence, Question question, bool supporting)
    {
        var facts = evidence.Where(e => e.Quote.Length > 0 && e.Question == question.ToString().ToLowerInvariant() && (supporting ? e.Weight > 0 : e.Weight < 0)).Take(Facts);
        return string.Join("; ", facts.Select(f => $"{f.Says} (\"{f.Quote}\")")) is { Length: > 0 } line ? line : null;
    }

    private static string? Join(string? a, string? b) => a is null ? b : b is null ? a : $"{a}; {b}";
}
