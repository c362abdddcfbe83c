using DataTools.Papers.Answers;
using DataTools.Papers.Evidence;

namespace DataTools.Papers.Batches;

/// <summary>What became of a paper of a list.</summary>
/// <param name="Query">What names it in the list.</param>
/// <param name="Answer">What was found; null where it could not be answered.</param>
/// <param name="Failure">Why it could not be answered, or who could not be asked; null: nothing went wrong.</param>
public sealed record BatchRecord(string Query, AnswerDocument? Answer, string? Failure)
{
    /// <summary>The authors' own.</summary>
    public IEnumerable<RepositoryDocument> Official => Answer?.Repositories.Where(r => Labels.IsOfficial(r.Label)) ?? [];
}

/// <summary>The same as a line of JSON.</summary>
internal sealed record BatchLine(
    string Query, PaperDocument? Paper, IReadOnlyList<RepositoryDocument> Repositories, IReadOnlyList<FailureDocument> Failures, IReadOnlyList<CodeElsewhere> Elsewhere, string? Failure)
{
    public static BatchLine Of(BatchRecord record) => record.Answer is { } answer
        ? new(record.Query, answer.Paper, answer.Repositories, answer.Failures, answer.Elsewhere, record.Failure)
        : new(record.Query, null, [], [], [], record.Failure);
}
