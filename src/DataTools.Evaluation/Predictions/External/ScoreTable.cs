namespace DataTools.Evaluation.Predictions.External;

/// <summary>What stands in a file of predictions, in its own order.</summary>
/// <param name="Classes">One a column.</param>
/// <param name="Ids">One a row.</param>
/// <param name="Labels">One a row: the class's name, empty where there is none; null where the file has no labels.</param>
/// <param name="Scores">Rows x columns.</param>
internal sealed record ScoreTable(IReadOnlyList<string> Classes, IReadOnlyList<string> Ids, IReadOnlyList<string>? Labels, double[] Scores);
