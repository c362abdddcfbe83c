using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Training.Distillation;

/// <summary>From what members say of a split to what a run learns of it.</summary>
internal static class Taught
{
    /// <summary>
    /// What a member says of the samples to learn from, in their order; of an augmented copy of which it says nothing, what
    /// it says of the original. Throws <see cref="InvalidInputException"/> with the difference where it speaks of something else.
    /// </summary>
    public static PredictionSet Of(string member, PredictionSet said, Entry entry, ValidationSplit parts)
    {
        var (card, train) = (entry.Card, entry.Split(SplitNames.Train));
        if (Difference(said, entry) is { } difference)
            throw new InvalidInputException($"--teacher {member} {difference}", $"A teacher speaks of the samples of {train.Name} of {card.Name}, with its classes in their order.");
        var places = said.Ids.Index().ToDictionary(x => x.Item, x => x.Index, StringComparer.Ordinal);
        string[] ids = [.. parts.TrainIndices.Select(train.Id)];
        int[] rows = [.. ids.Select(id => places.TryGetValue(id, out var row) || places.TryGetValue(Sample.OriginalId(id), out row) ? row : -1)];
        if (rows.Count(r => r < 0) is > 0 and var missing)
        {
            throw new InvalidInputException(
                $"--teacher {member} says nothing of {missing:N0} of the {rows.Length:N0} samples to learn from, such as {ids[Array.IndexOf(rows, -1)]}",
                "Give predictions of all samples of train.");
        }
        var logits = new float[rows.Length * card.Classes.Count];
        foreach (var (i, row) in rows.Index())
            said.Row(row).CopyTo(logits.AsSpan(i * card.Classes.Count));
        return new(member, card.Name, card.Fingerprint, train.Name, said.Crops, card.Classes, ids, [.. parts.TrainIndices.Select(train.Label)], logits, said.MillisecondsPerImage);
    }

    /// <summary>Probabilities as logits: ln p. What is impossible gets the smallest number there is, or its logarithm would be none.</summary>
    public static PredictionSet Answers(string name, PredictionSet samples, ClassScores scores)
    {
        var logits = new float[samples.Logits.Length];
        for (var i = 0; i < samples.Count; i++)
        {
            var row = scores.Row(i);
            for (var c = 0; c < row.Length; c++)
                logits[(i * row.Length) + c] = (float)Math.Log(Math.Max(row[c], double.Epsilon));
        }
        return new(name, samples.Entry, samples.Fingerprint, samples.Split, samples.Crops, samples.Classes, samples.Ids, samples.Labels, logits, 0);
    }

    /// <summary>How right and how sure the answers are.</summary>
    public static DistillationRecipe Judged(PredictionSet answers, double temperature)
    {
        var (right, sure, softened) = (0, 0.0, 0.0);
        for (var i = 0; i < answers.Count; i++)
        {
            var row = answers.Row(i);
            var best = 0;
            for (var c = 1; c < row.Length; c++)
                best = row[c] > row[best] ? c : best;
            right += best == answers.Labels[i] ? 1 : 0;
            sure += Largest(row, best, 1);
            softened += Largest(row, best, temperature);
        }
        return new([], answers.Count, (double)right / answers.Count, sure / answers.Count, softened / answers.Count);
    }

    private static double Largest(ReadOnlySpan<float> logs, int best, double temperature)
    {
        var sum = 0.0;
        foreach (var log in logs)
            sum += Math.Exp((log - logs[best]) / temperature);
        return 1 / sum;
    }

    private static string? Difference(PredictionSet said, Entry entry)
    {
        var card = entry.Card;
        if (said.Fingerprint != card.Fingerprint)
            return $"speaks of {said.Entry} ({said.Fingerprint}), the run learns {card.Name} ({card.Fingerprint}): other content";
        if (said.Split is not (SplitNames.Train or FoldPredictions.OutOfFoldName))
            return $"speaks of the samples of {said.Split}";
        if (said.IsMultiLabel)
            return "gives a sample several labels";
        if (said.Classes.Count != card.Classes.Count)
            return $"knows {said.Classes.Count} classes, {card.Name} has {card.Classes.Count}";
        var first = Enumerable.Range(0, card.Classes.Count).FirstOrDefault(c => said.Classes[c] != card.Classes[c], -1);
        return first < 0 ? null : $"calls class {first} {said.Classes[first]}, {card.Name} calls it {card.Classes[first]}";
    }
}
