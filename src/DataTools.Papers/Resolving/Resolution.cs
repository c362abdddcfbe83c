namespace DataTools.Papers.Resolving;

/// <summary>Which paper was meant.</summary>
/// <param name="Paper">It; null where that is not clear.</param>
/// <param name="Candidates">Where it is not clear: papers that may be meant, the likeliest first. Else empty.</param>
/// <param name="Failures">Who could not be asked.</param>
public sealed record Resolution(Paper? Paper, IReadOnlyList<Paper> Candidates, IReadOnlyList<Finding.SourceFailure> Failures);
