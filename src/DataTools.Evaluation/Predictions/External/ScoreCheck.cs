using DataTools.Catalog;

namespace DataTools.Evaluation.Predictions.External;

/// <summary>Whether the numbers of a file are probabilities or logits.</summary>
internal static class ScoreCheck
{
    /// <summary>What they are; an <see cref="InvalidInputException"/> where that does not fit or cannot be told.</summary>
    public static ScoreKind KindOf(string path, ScoreTable table, ScoreKind declared)
    {
        var classes = table.Classes.Count;
        if (Array.FindIndex(table.Scores, s => !double.IsFinite(s) || Math.Abs(s) > float.MaxValue) is >= 0 and var at)
        {
            throw new InvalidInputException(
                $"{path}: {table.Scores[at]} for sample {table.Ids[at / classes]}, class {table.Classes[at % classes]}: no finite number of single precision",
                "Write finite logits or probabilities.");
        }
        if (declared == ScoreKind.Logits)
            return ScoreKind.Logits;
        var rows = Enumerable.Range(0, table.Ids.Count);
        List<int> others = [.. rows.Where(i => !AreProbabilities(table.Scores.AsSpan(i * classes, classes)))];
        if (others.Count == 0)
            return ScoreKind.Probabilities;
        if (declared == ScoreKind.Detect && 2 * others.Count > table.Ids.Count)
            return ScoreKind.Logits;
        var row = table.Scores.AsSpan(others[0] * classes, classes).ToArray();
        var sample = $"sample {table.Ids[others[0]]} goes from {row.Min()} to {row.Max()} and sums to {row.Sum()}";
        throw declared == ScoreKind.Detect
            ? new InvalidInputException(
                $"{path}: most rows look like probabilities, but {others.Count:N0} of {table.Ids.Count:N0} do not: {sample}",
                "Write probabilities, or logits, in all rows.")
            : new InvalidInputException(
                $"{path}: these are no probabilities: {sample}",
                $"Each row must lie within [0, 1] and sum to 1 within {ExternalPredictions.SumTolerance}; declare logits where they are such.");
    }

    private static bool AreProbabilities(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        foreach (var score in row)
        {
            if (score is < 0 or > 1)
                return false;
            sum += score;
        }
        return Math.Abs(sum - 1) <= ExternalPredictions.SumTolerance;
    }
}
